"""Look at a capture without decoding it: its hash, shape and timing, and what is odd about it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

from lotgraph.errors import CaptureError
from lotgraph.video.archive import stills_of_zip
from lotgraph.video.convert import Size
from lotgraph.video.hashing import sha256_of, sha256_of_members
from lotgraph.video.manifest import members_of
from lotgraph.video.places import Kind, Place, locate
from lotgraph.video.stills import STILLS_HZ, Still, load, stills_of, times_in, times_of
from lotgraph.video.survey import survey
from lotgraph.video.timing import longest_gap_s, timing_of

GLANCE: Size = (64, 64)  # enough to see that a picture decodes


@dataclass(frozen=True)
class Probe:
    """What a capture is, as far as headers and packets tell.

    `frames` are counted, not believed. `duration_s` runs from the first frame to the end of the
    last. `keyframe_gap_s` is the longest stretch without a place to start decoding.
    `decodable_share` is 1.0 where all announced packets are there and look whole; damage inside
    a packet shows only when it is decoded (`Reading.losses`).
    """

    sha256: str
    size_bytes: int
    kind: Kind
    codec: str
    width_px: int  # of the upright picture
    height_px: int
    fps: float
    is_variable_rate: bool
    frames: int
    duration_s: float
    keyframe_gap_s: float
    rotation_deg: int  # counter-clockwise, already applied to width and height
    is_full_range: bool
    corrupt_packets: int
    decodable_share: float
    warnings: tuple[str, ...]


def probe(uri: str, footage_roots: Sequence[str] | None = None) -> Probe:
    """Probe a capture of any kind; decodes its first frame only, to be sure that one does.

    With `footage_roots`, a manifest may list only what lies in its own folder and below those.

    Raises:
        CaptureError: with a reason of lotgraph.captures.reasons.
    """
    place = locate(uri)
    if place.kind == "video":
        return _video(place)
    if place.kind == "zip":
        with stills_of_zip(place) as stills:
            return _stills(place, stills, place.size_bytes, sha256_of(place))
    if place.kind == "stills":
        stills = stills_of(place)
        return _stills(place, stills, sum(s.size_bytes for s in stills), _hash_of(stills))
    return _manifest(place, members_of(place, footage_roots))


def _video(place: Place) -> Probe:
    found = survey(place)
    return Probe(
        sha256=sha256_of(place),
        size_bytes=place.size_bytes,
        kind="video",
        codec=found.codec,
        width_px=found.size[0],
        height_px=found.size[1],
        fps=found.timing.fps,
        is_variable_rate=found.timing.is_variable_rate,
        frames=found.frames,
        duration_s=found.timing.duration_s,
        keyframe_gap_s=found.keyframe_gap_s,
        rotation_deg=found.rotation_deg,
        is_full_range=found.is_full_range,
        corrupt_packets=found.corrupt_packets,
        decodable_share=found.decodable_share,
        warnings=found.warnings,
    )


def _stills(place: Place, stills: Sequence[Still], size_bytes: int, hashed: str) -> Probe:
    size, codec, damaged = _first_whole(place, stills)
    times_s = times_of(stills)
    timing = timing_of(times_s, STILLS_HZ)
    warnings = [f"the first {damaged} pictures are damaged"] if damaged else []
    if len(stills) > 1 and times_in([still.name for still in stills]) is None:
        warnings.append("file names hold no times: taken as one picture a second")
    return Probe(
        sha256=hashed,
        size_bytes=size_bytes,
        kind=place.kind,
        codec=codec,
        width_px=size[0],
        height_px=size[1],
        fps=timing.fps,
        is_variable_rate=timing.is_variable_rate,
        frames=len(stills),
        duration_s=timing.duration_s,
        keyframe_gap_s=longest_gap_s(times_s, timing.duration_s),
        rotation_deg=0,
        is_full_range=True,
        corrupt_packets=damaged,
        decodable_share=1.0 - damaged / len(stills),
        warnings=tuple(warnings),
    )


def _first_whole(place: Place, stills: Sequence[Still]) -> tuple[Size, str, int]:
    """Size and codec of the first still that decodes, and how many before it did not."""
    complaints: list[CaptureError] = []
    for still in stills:
        try:
            image, size = load(still, GLANCE)
        except CaptureError as error:
            complaints.append(error)
        else:
            return size, "png" if image.format == "PNG" else "mjpeg", len(complaints)
    raise CaptureError(
        complaints[0].reason, f"{place.uri}: no picture in it decodes; the first: {complaints[0]}"
    )


def _manifest(place: Place, members: list[Place]) -> Probe:
    """All members as one capture; its size and hash are those of the footage, not of the list."""
    if all(member.kind == "stills" for member in members):
        pictures = [still for member in members for still in stills_of(member)]
        size_bytes = sum(still.size_bytes for still in pictures)
        return _stills(place, pictures, size_bytes, _hash_of(pictures))
    probes = [probe(member.uri) for member in members]
    frames = sum(p.frames for p in probes)
    duration_s = sum(p.duration_s for p in probes)
    whole = sum(p.frames * p.decodable_share for p in probes) / frames
    named = zip(members, probes, strict=True)
    warnings = [f"{member.name}: {warning}" for member, p in named for warning in p.warnings]
    if len({(p.width_px, p.height_px) for p in probes}) > 1:
        warnings.append("resolution changes from one file to another")
    return replace(
        probes[0],
        sha256=sha256_of_members((m.name, p.sha256) for m, p in zip(members, probes, strict=True)),
        size_bytes=sum(p.size_bytes for p in probes),
        kind="manifest",
        codec="+".join(sorted({p.codec for p in probes})),
        fps=frames / duration_s,
        is_variable_rate=any(p.is_variable_rate for p in probes)
        or len({p.fps for p in probes}) > 1,
        frames=frames,
        duration_s=duration_s,
        keyframe_gap_s=max(p.keyframe_gap_s for p in probes),
        corrupt_packets=sum(p.corrupt_packets for p in probes),
        decodable_share=whole,
        warnings=tuple(warnings),
    )


def _hash_of(stills: Sequence[Still]) -> str:
    return sha256_of_members((still.name, sha256(still.read()).hexdigest()) for still in stills)
