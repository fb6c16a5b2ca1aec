# ruff: noqa: PLR0913, PLR0917 -- compiled steps take numbers, not objects
# mypy: disable-error-code="no-untyped-def, no-untyped-call, assignment"
"""Compiled calls of Embree.

A packet is room for `LANES` rays, laid out as `RTCRayHit16`: a row for each number of a ray and of
what it met, a lane in each row; below them which lanes ask, and the words that come with a query.
It is handed on twice: as numbers, and the same room as whole numbers.

A lane's nearest hit is the same whoever is beside it, but for faces that are equally near: then
the order in which they are met decides. Who must get the same face asks with the same neighbours.
Whether something is hit does not depend on them at all.
"""

import numpy as np
from llvmlite.binding import add_symbol
from numba import types

from lotgraph.kernel import kernel
from lotgraph.twin.stage.embree.library import address_of

LANES = 16
_ORIGIN, _NEAR, _WAY, _TIME, _FAR, _MASK, _FLAGS = 0, 3, 4, 7, 8, 9, 11
U, V, FACE = 15, 16, 17  # rows of what was met
LENGTH = _FAR
_SOLID, _VALID, _WORDS, _ROWS = 18, 21, 22, 23
_LONE_WORDS = 24  # behind a `RTCRayHit`
_NOTHING = np.uint32(0xFFFFFFFF)
_COHERENT = np.uint32(1 << 16)
_SLOT = types.uintp


def _call(name, slots):
    add_symbol(name, address_of(name))
    return types.ExternalFunction(name, types.void(*[_SLOT] * slots))


_intersect, _occluded = _call("rtcIntersect16", 4), _call("rtcOccluded16", 4)
_intersect_one = _call("rtcIntersect1", 3)


@kernel()
def packet():
    """An empty packet; where Embree wants it: at a multiple of 64 bytes."""
    raw = np.zeros((_ROWS + 1) * LANES, np.float32)
    skip = -(np.int64(raw.ctypes.data) // 4) % LANES
    numbers = raw[skip : skip + _ROWS * LANES].reshape(_ROWS, LANES)
    whole = numbers.view(np.uint32)
    whole[_MASK] = _NOTHING
    whole[_WORDS, 0], whole[_WORDS, 1] = _COHERENT, _NOTHING
    return numbers, whole


@kernel()
def put(room, lane, ox, oy, oz, dx, dy, dz, length):
    """Give a lane a ray that ends at a length."""
    start(room, lane, ox, oy, oz)
    aim(room, lane, dx, dy, dz, length)


@kernel()
def start(room, lane, ox, oy, oz):
    """Let a lane's rays begin at a place, until it is given another."""
    numbers = room[0]
    numbers[_ORIGIN, lane], numbers[_ORIGIN + 1, lane], numbers[_ORIGIN + 2, lane] = ox, oy, oz


@kernel()
def aim(room, lane, dx, dy, dz, length):
    """Give a lane's ray its way and length; queries write over the latter."""
    numbers = room[0]
    numbers[_WAY, lane], numbers[_WAY + 1, lane], numbers[_WAY + 2, lane] = dx, dy, dz
    numbers[_FAR, lane] = length


@kernel()
def _choose(room, count):
    """Say which of the first lanes ask: not those whose ray is no number, which Embree forbids."""
    numbers, whole = room
    for lane in range(LANES):
        total = numbers[_ORIGIN, lane] + numbers[_ORIGIN + 1, lane] + numbers[_ORIGIN + 2, lane]
        total += numbers[_WAY, lane] + numbers[_WAY + 1, lane] + numbers[_WAY + 2, lane]
        total += numbers[_FAR, lane]
        is_asked = lane < count and total - total == np.float32(0)
        whole[_VALID, lane] = _NOTHING if is_asked else np.uint32(0)


@kernel()
def meets(room, scene, count):
    """Find what the first lanes meet: rows LENGTH, FACE, U and V of those that `is_met`."""
    whole = room[1]
    _choose(room, count)
    whole[_SOLID] = _NOTHING
    data = whole.ctypes.data
    _intersect(data + 64 * _VALID, scene, data, data + 64 * _WORDS)


@kernel()
def is_met(room, lane):
    """Whether a lane met something."""
    return room[1][_SOLID, lane] != _NOTHING


@kernel()
def hits(room, scene, count):
    """Find out which of the first lanes meet anything: those that are `is_hit`."""
    whole = room[1]
    _choose(room, count)
    data = whole.ctypes.data
    _occluded(data + 64 * _VALID, scene, data, data + 64 * _WORDS)


@kernel()
def is_hit(room, lane):
    """Whether a lane's way was barred."""
    return room[0][_FAR, lane] < 0


@kernel()
def _fill(room, origins, ways, reach):
    """Give lanes the first of some rays (n, 3), as many as there is room for: how many."""
    count = min(LANES, len(origins))
    for lane in range(count):
        o, d = origins[lane], ways[lane]
        put(room, lane, o[0], o[1], o[2], d[0], d[1], d[2], reach)
    return count


@kernel()
def hides(scene, origins, ways, reach):
    """Whether each ray (n, 3) meets something within a reach."""
    hidden = np.empty(len(origins), np.bool_)
    room = packet()
    for first in range(0, len(origins), LANES):
        count = _fill(room, origins[first:], ways[first:], reach)
        hits(room, scene, count)
        for lane in range(count):
            hidden[first + lane] = is_hit(room, lane)
    return hidden


@kernel()
def nearest(scene, origins, ways, reach):
    """Lengths (n,) of rays to what they meet within a reach, and the faces: -1 is none."""
    lengths, faces = np.empty(len(origins), np.float32), np.empty(len(origins), np.int64)
    room = packet()
    for first in range(0, len(origins), LANES):
        count = _fill(room, origins[first:], ways[first:], reach)
        meets(room, scene, count)
        for lane in range(count):
            lengths[first + lane] = room[0][LENGTH, lane]
            faces[first + lane] = room[1][FACE, lane] if is_met(room, lane) else -1
    return lengths, faces


@kernel()
def lone():
    """Room for one ray that is asked by itself."""
    raw = np.zeros(3 * LANES, np.float32)
    skip = -(np.int64(raw.ctypes.data) // 4) % LANES
    numbers = raw[skip : skip + 2 * LANES]
    whole = numbers.view(np.uint32)
    whole[_MASK], whole[_LONE_WORDS + 1] = _NOTHING, _NOTHING
    return numbers, whole


@kernel()
def meets_alone(room, scene, ox, oy, oz, dx, dy, dz, length):
    """The face that a ray meets, or -1, and how far away."""
    numbers, whole = room
    numbers[_ORIGIN], numbers[_ORIGIN + 1], numbers[_ORIGIN + 2] = ox, oy, oz
    numbers[_WAY], numbers[_WAY + 1], numbers[_WAY + 2] = dx, dy, dz
    numbers[_FAR], whole[_SOLID] = length, _NOTHING
    total = ox + oy + oz + dx + dy + dz + length
    if total - total != np.float32(0):
        return np.int64(-1), numbers[_FAR]
    data = whole.ctypes.data
    _intersect_one(scene, data, data + 4 * _LONE_WORDS)
    face = np.int64(whole[FACE]) if whole[_SOLID] != _NOTHING else np.int64(-1)
    return face, numbers[_FAR]
