"""Loft the hull of a vehicle: cross-sections along its outline, closed by a nose and a tail."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lotgraph.twin.bodies.mesh import Part, Piece, facing, join, outward, piece, quads
from lotgraph.twin.bodies.model import Body
from lotgraph.twin.bodies.outline import ARCH_GAP_M, PEAK_M, Outline, draw_outline
from lotgraph.twin.bodies.surface import Surface

# Rows of half a cross-section, from the middle of the underside to the middle of the roof.
MIDDLE, INNER, ARCH, SILL, LOWER, UPPER, BELT, PANE, HEAD, RAIL, EDGE, QUARTER, TOP = range(13)
ROWS = 13
BEND = 2.6  # of nose, windscreen and tail in plan: 2 is a parabola, more is flatter in the middle
SIDE_HEIGHTS = np.array([0.0, 0.30, 0.68, 1.0])  # SILL, LOWER, UPPER, BELT
SIDE_WIDTHS = np.array([0.965, 1.0, 0.99, 0.955])
NOSE_BULGE = np.array([-0.03, PEAK_M, 0.030, 0.0])  # metres forward of the bonnet's edge
TAIL_BULGE = np.array([-0.02, 0.03, 0.022, 0.0])
WHEEL_ROOM_M = 0.10  # of an arch, inside the tyre
INSET_M = 0.012  # of a pane, in its frame
BED_FLOOR_M = 0.48  # below the rail


@dataclass(frozen=True)
class Hull:
    """A hull and the surfaces on which things are laid.

    `left` and `right`: rows are the cross-section's from SILL (3) to HEAD (8) and RAIL (9),
    columns metres behind the front bumper. `top`: rows are metres behind it on the centre line,
    columns -1 (right rail) to 1. `nose`, `tail`: rows 0 (lower edge) to 1, columns -1 (right) to 1.
    """

    piece: Piece
    outline: Outline
    left: Surface
    right: Surface
    top: Surface
    nose: Surface
    tail: Surface


def loft(body: Body, two_tone: str = "") -> Hull:
    """Loft a hull; `two_tone` ("roof", "lower" or "bonnet") names what has the second paint."""
    outline = draw_outline(body)
    half = _sections(body, outline)
    ring = np.concatenate([half, half[:, -2:0:-1] * (1.0, -1.0, 1.0)], axis=1)
    parts = _parts(body, outline, two_tone)
    skin = piece(ring, quads(*ring.shape[:2], is_ring=True), parts)
    nose, tail = _cap(ring[0], NOSE_BULGE, 1.0), _cap(ring[-1], TAIL_BULGE, -1.0)
    ends = [
        _cap_piece(nose), _cap_piece(tail), _chin(nose, half[0]), _chin(tail, half[-1])
    ]  # fmt: skip
    shell = _welded(join([outward(skin), *ends]))
    rows = np.arange(SILL, RAIL + 1.0)
    side = half[:, SILL : RAIL + 1].transpose(1, 0, 2)
    roof = ring[:, RAIL : 2 * TOP - RAIL + 1][:, ::-1]
    across = roof[:, :, 1][len(roof) // 2]
    return Hull(
        _inset(shell),
        outline,
        Surface(side, rows, outline.u_m, (0.0, 1.0, 0.0)),
        Surface(side * (1.0, -1.0, 1.0), rows, outline.u_m, (0.0, -1.0, 0.0)),
        Surface(roof, outline.centre_m, across / across[-1], (0.0, 0.0, 1.0)),
        nose,
        tail,
    )


def _sections(body: Body, line: Outline) -> NDArray:
    """Half cross-sections, (stations, ROWS, 3), on the left."""
    width, sill, belt = line.half_m, line.sill_m, line.belt_m
    floor = np.minimum(sill, body.clearance_m + 0.04)
    inner = width - tyre_width(body) - WHEEL_ROOM_M
    crown = np.minimum(0.05, 0.45 * (line.top_m - belt))
    high = line.top_m - belt - crown
    y, z = np.zeros((ROWS, len(width))), np.zeros((ROWS, len(width)))
    z[MIDDLE], y[INNER], z[INNER], y[ARCH], z[ARCH] = floor, inner, floor, inner, sill
    for row, (up, out) in enumerate(zip(SIDE_HEIGHTS, SIDE_WIDTHS, strict=True), start=SILL):
        y[row], z[row] = width * out, sill + up * (belt - sill)
    for row, up, in_m in ((PANE, 0.08, 0.006), (HEAD, 0.87, 0.014), (RAIL, 1.0, 0.045)):
        y[row] = y[BELT] - body.lean * high * up - np.minimum(in_m, 0.3 * high + 0.02)
        z[row] = belt + up * high
    for row, across in ((EDGE, 0.88), (QUARTER, 0.45), (TOP, 0.0)):
        y[row] = y[RAIL] * across
        z[row] = line.top_m - crown * across**2
    _sink_bed(line, 2 * body.tyre_m + ARCH_GAP_M + 0.03, y, z)
    forward = (line.u_m - line.centre_m) * (1.0 - np.abs(y / y[BELT]) ** BEND)
    forward[: BELT + 1] = 0.0
    x = body.length_m / 2 - line.u_m + forward
    return np.stack([x, y, z], axis=-1).transpose(1, 0, 2)


def _sink_bed(line: Outline, lowest_m: float, y: NDArray, z: NDArray) -> None:
    """Open the load bed of a pickup: the roof's rows become rail, inner wall and floor."""
    bed = line.is_bed
    rail = line.top_m[bed]
    floor = np.maximum(rail - BED_FLOOR_M, lowest_m)
    for row, in_m in ((PANE, 0.004), (HEAD, 0.02), (RAIL, 0.08), (EDGE, 0.09), (QUARTER, 0.45)):
        y[row, bed] = y[BELT, bed] - in_m
        z[row, bed] = rail if row <= RAIL else floor
    z[TOP, bed] = floor


def tyre_width(body: Body) -> float:
    """Width of a tyre, m."""
    return 0.10 + body.tyre_m * (0.38 if body.type != "bus" else 0.42)


def _parts(body: Body, line: Outline, two_tone: str) -> NDArray:
    """What each face of the skin is, in the order of `quads`."""
    part = np.full((len(line.u_m) - 1, ROWS - 1), int(Part.BODY))
    part[:, :SILL] = Part.UNDERSIDE
    u = (line.u_m[:-1] + line.u_m[1:]) / 2
    centre = (line.centre_m[:-1] + line.centre_m[1:]) / 2
    if two_tone == "roof":
        part[(centre > body.cowl[0]) & (centre < body.deck[0]), RAIL:] = Part.SECOND
    elif two_tone == "lower":
        part[:, SILL:LOWER] = Part.SECOND
    elif two_tone == "bonnet":
        part[centre < body.cowl[0], RAIL:] = Part.SECOND
    part[line.is_screen[:-1], EDGE:] = Part.GLASS
    for front, back in body.windows:
        part[(u > front) & (u < back), PANE] = Part.GLASS
    bed = line.is_bed[:-1] & line.is_bed[1:]
    part[bed, RAIL:] = Part.CARGO
    both = np.concatenate([part, part[:, ::-1]], axis=1)
    return np.repeat(both.ravel(), 2)


def _cap(ring: NDArray, bulge: NDArray, forward: float) -> Surface:
    """Close an end from its sill to its upper edge, swelling along x; the edges stay in place."""
    top = ring[BELT : 2 * TOP - BELT + 1][::-1]  # from right to left
    across = top[:, 1] / top[-1, 1]
    side = ring[SILL : BELT + 1]
    rows = []
    for here, swell in zip(side, bulge, strict=True):
        up = (here[2] - side[0, 2]) / (side[-1, 2] - side[0, 2])
        row = top.copy()
        row[:, 1] = across * here[1]
        row[:, 2] = here[2] + up * (top[:, 2] - side[-1, 2])
        row[:, 0] += forward * swell * (1.0 - np.abs(across) ** BEND)
        rows.append(row)
    outwards = (forward, 0.0, 0.0)
    return Surface(np.stack(rows), SIDE_HEIGHTS, across, outwards)


def _cap_piece(cap: Surface) -> Piece:
    return facing(piece(cap.points, quads(*cap.points.shape[:2]), Part.BODY), cap.outwards)


def _chin(cap: Surface, section: NDArray) -> Piece:
    """Close what is open below an end: from its lower edge back to the underside."""
    edge = cap.points[0]
    back = edge.copy()
    back[:, 0] = section[SILL, 0]
    y, z = section[MIDDLE : SILL + 1, 1], section[MIDDLE : SILL + 1, 2]
    back[:, 2] = np.interp(np.abs(edge[:, 1]), y, z)
    return facing(piece(np.stack([edge, back]), quads(2, len(edge)), Part.UNDERSIDE), (0, 0, -1))


def _welded(one: Piece) -> Piece:
    """Merge vertices at the same place, so that normals run smoothly over the joints."""
    near = np.round(one.vertices * 5000).astype(np.int64) + 2**20
    key = (near[:, 0] << 42) | (near[:, 1] << 21) | near[:, 2]
    _, first, number = np.unique(key, return_index=True, return_inverse=True)
    return piece(one.vertices[first], number[one.faces], one.part)


def _inset(shell: Piece) -> Piece:
    """Set panes back into their frames, with a rim of trim around each."""
    is_pane = shell.part == Part.GLASS
    panes = shell.faces[is_pane]
    used, local = np.unique(panes, return_inverse=True)
    local = local.reshape(panes.shape)
    a, b, c = (shell.vertices[panes[:, k]] for k in range(3))
    normal = np.zeros((len(used), 3))
    for corner in range(3):
        np.add.at(normal, local[:, corner], np.cross(b - a, c - a))
    normal /= np.maximum(np.linalg.norm(normal, axis=1, keepdims=True), 1e-12)
    back = shell.vertices[used] - normal * INSET_M
    start = len(shell.vertices)
    edges = np.concatenate([panes[:, [0, 1]], panes[:, [1, 2]], panes[:, [2, 0]]])
    sunk = start + np.concatenate([local[:, [0, 1]], local[:, [1, 2]], local[:, [2, 0]]])
    forward = edges[:, 0] * start + edges[:, 1]
    is_rim = ~np.isin(forward, edges[:, 1] * start + edges[:, 0])
    (p, q), (s, t) = edges[is_rim].T, sunk[is_rim].T
    rim = np.concatenate([np.stack([p, q, t], 1), np.stack([p, t, s], 1)])
    faces = np.concatenate([shell.faces[~is_pane], start + local, rim])
    part = np.concatenate([
        shell.part[~is_pane], np.full(len(local), Part.GLASS), np.full(len(rim), Part.TRIM)
    ])  # fmt: skip
    return piece(np.concatenate([shell.vertices, back]), faces, part)
