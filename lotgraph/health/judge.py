"""Judge a window: which faults a camera has, from when to when, and how sure that is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lotgraph.health.columns import CAMERA_HEALTH, UNUSABLE_KINDS
from lotgraph.health.explain import explain
from lotgraph.health.suspect import NOISE_FLOOR, Evidence, Normals, normals_of, suspicions
from lotgraph.health.veil import is_of_lens

# A kind earlier in this list accounts for signs of the later ones: a black picture is also
# frozen, blurred and unrecognisable, and only black is said. Frozen comes after what hides or
# softens the picture, because that takes the noise away too. A veil that is no fault
# accounts for nothing.
PRECEDENCE = (
    "black",
    "over_exposed",
    "under_exposed",
    "covered",
    "moved",
    "blurred",
    "low_contrast",
    "frozen",
    "blocky",
    "noisy",
)

# What a passing lorry, headlights or one bad group of pictures lasts is shorter.
SHORTEST_S = {
    "black": 1.0,
    "over_exposed": 5.0,  # automatic exposure answers the sun within three
    "under_exposed": 3.0,
    "covered": 5.0,
    "moved": 2.5,
    "frozen": 3.0,
    "low_contrast": 3.0,
    "blocky": 4.0,
    "blurred": 3.0,
    "noisy": 4.0,
}
_RELEASE = 0.8  # a fault goes on while its strength stays above this part of its bound
_MOSTLY = 0.6  # of a stretch is beyond the full bound: flickering is not a state
_MOSTLY_STILL = 0.25  # a codec that sends only keyframes flickers between two pictures
_GAP_S = 4.0  # a vehicle that passes may hide a fault for as long
_FILLED = 0.6  # of a stretch shows the fault: a sign that comes and goes is not a state
_BY_LIGHT = frozenset({"under_exposed", "over_exposed", "low_contrast", "noisy", "blocky"})
_AROUND_FRAMES, _STEP_TIMES = 10, 1.35  # dusk changes less than this in ten samples
_STIRRED_S = 3.0  # something must have stirred before, for stillness to mean anything
_BUSY_S, _BUSY_CHANGE = 6.0, 0.5  # busy ground is not suddenly empty for so long
_QUIET_S = 10.0  # traffic often leaves a view alone for seconds
_MOSTLY_STALE = 0.6  # of a stretch: what is only still may be quiet
_SPENT = 0.5  # a van before the lens may have less noise than its place, but no ever less
_REFINED_FRAMES = 3
_GOING_SHARE = 0.2
_ONSET_FRAMES, _REST_FRAMES = 4, 8
_STILL_FROM_START_S = 30.0  # nothing stirred before either: only a long stillness says frozen
_RARELY_STILL, _OFTEN_STILL = 0.02, 0.3  # of a baseline's looks, two seconds apart
_CERTAIN = 5.0  # times its bound: a picture's shape is not a matter of degree
ANOTHER_VIEW = (
    "The pictures have another shape than the baseline's: another view, not comparable with it."
)


@dataclass(frozen=True)
class Stretch:
    """Frames `first` to `last`, both included, of one kind of fault."""

    kind: str
    first: int
    last: int


def judge(
    rows: pl.DataFrame,
    normals: Mapping[str, Normals | None] | None = None,
    *,
    panning: frozenset[str] = frozenset(),
) -> pl.DataFrame:
    """Faults in rows of frame_quality, as rows of camera_health (without previews).

    `normals` holds, by capture, what the baseline of its camera says is normal, None where it
    cannot be compared with it; what has none is judged by the window itself. Cameras in `panning`
    pan by design and are never called moved. All captures of a camera are one timeline: a fault
    that goes on over a file's end is one, unless only one of them can be compared. A veil that the
    weather explains is no fault; the site's other cameras, in the same rows, tell.
    """
    known = {capture: normal for capture, normal in (normals or {}).items() if normal is not None}
    unlike = set(normals or {}) - set(known)
    is_known = pl.col("capture_id").is_in(list(known))
    in_order = rows.sort("captured_at", "frame").with_columns(is_known=is_known)
    parts = in_order.partition_by("site_id", "camera_id", "is_known", as_dict=True)
    cameras = {key: Evidence(part) for key, part in sorted(parts.items())}
    found = [CAMERA_HEALTH.empty()]
    for (site, camera, knows), evidence in cameras.items():
        is_fixed = camera not in panning
        others = [
            other
            for (at, name, compared), other in cameras.items()
            if compared and at == site and name != camera
        ]
        found.append(_faults(evidence, known if knows else {}, others, is_fixed=is_fixed))
        if is_fixed and not unlike.isdisjoint(evidence.rows["capture_id"]):
            found.append(_unlike_its_baseline(evidence))
    return CAMERA_HEALTH.conform(pl.concat(found))


def _unlike_its_baseline(evidence: Evidence) -> pl.DataFrame:
    """A camera that was replaced: where things lie in its picture is no longer known."""
    whole = Stretch("moved", 0, evidence.rows.height - 1)
    row = _row(evidence, whole, np.full(evidence.rows.height, _CERTAIN))
    return pl.DataFrame([row | {"explanation": ANOTHER_VIEW}], schema=CAMERA_HEALTH.schema)


def _faults(
    evidence: Evidence,
    normals: Mapping[str, Normals],
    others: Sequence[Evidence],
    *,
    is_fixed: bool,
) -> pl.DataFrame:
    normal = Normals.of_frames(evidence.rows, normals) if normals else normals_of(evidence)
    strengths = suspicions(evidence, normal, is_fixed=is_fixed)
    stretches = _attributed(evidence, strengths, normal, others)
    table = [_row(evidence, stretch, strengths[stretch.kind]) for stretch in stretches]
    return pl.DataFrame(table, schema=CAMERA_HEALTH.schema)


def _attributed(
    evidence: Evidence,
    strengths: dict[str, NDArray[np.float64]],
    normal: Normals,
    others: Sequence[Evidence],
) -> list[Stretch]:
    """Stretches of each kind, in order of precedence, outside those already accounted for."""
    free = np.ones(evidence.rows.height, dtype=bool)
    found: list[Stretch] = []
    for kind in PRECEDENCE:
        strength = np.where(free, strengths[kind], 0.0)
        stretches = _stretches(kind, strength, evidence.times_s)
        if kind == "frozen":
            stretches = _abnormally_still(stretches, evidence, normal)
        if kind in _BY_LIGHT and normal.still_share is None:
            stretches = [s for s in stretches if _is_sudden(s, strengths[kind])]
        elif kind == "low_contrast":
            stretches = [s for s in stretches if is_of_lens(evidence, s.first, s.last, others)]
        if kind in {"covered", "moved"}:
            stretches = [_from_its_onset(stretch, evidence) for stretch in stretches]
        if kind in {"blocky", "noisy"}:
            stretches = [_from_its_step(stretch, strengths[kind]) for stretch in stretches]
        for stretch in stretches:
            free[stretch.first : stretch.last + 1] = False
        found += stretches
    return found


def _stretches(
    kind: str, strength: NDArray[np.float64], times_s: NDArray[np.float64]
) -> list[Stretch]:
    """Stretches above the release bound that reach the full bound and last long enough."""
    above = np.flatnonzero(strength >= _RELEASE)
    if not above.size:
        return []
    step_s = step_of(times_s)
    gap = np.diff(times_s[above]) > max(_GAP_S, 1.5 * step_s)
    if kind == "frozen":
        gap = np.diff(above) > 1  # one stir ends it
    parts = np.split(above, np.flatnonzero(gap) + 1)
    kept = []
    for part in parts:
        strong = np.flatnonzero(strength[part] >= 1.0)
        if not strong.size:
            continue
        # A weak frame before or after the strong ones may still be the fault; a row of them is
        # the scene's own unrest.
        if kind != "frozen":  # whose codec may refine the picture for seconds
            part = part[max(0, strong[0] - 1) : strong[-1] + 2]
        lasted_s = times_s[part[-1]] - times_s[part[0]] + step_s
        mostly = _MOSTLY_STILL if kind == "frozen" else _MOSTLY
        filled = part.size >= _FILLED * (part[-1] - part[0] + 1)
        if strong.size >= mostly * part.size and filled and lasted_s >= SHORTEST_S[kind]:
            kept.append(Stretch(kind, int(part[0]), int(part[-1])))
    return kept


def step_of(times_s: NDArray[np.float64]) -> float:
    """Usual time between sampled frames; 0 for one frame."""
    return float(np.median(np.diff(times_s))) if times_s.size > 1 else 0.0


def _is_sudden(stretch: Stretch, strength: NDArray[np.float64]) -> bool:
    """Whether it came in a step. Without a baseline a slow change is the time of day."""
    before = strength[max(0, stretch.first - _AROUND_FRAMES) : max(0, stretch.first - 2)]
    after = strength[stretch.first : stretch.first + _AROUND_FRAMES]
    return not before.size or bool(np.median(after) >= _STEP_TIMES * np.median(before))


def _abnormally_still(
    stretches: list[Stretch], evidence: Evidence, normal: Normals
) -> list[Stretch]:
    """Drop stillness that is this camera's habit: a codec may erase all noise of a quiet scene.

    Where noise was seen everywhere until then, a few seconds without any say frozen. Where only
    traffic stirred, it may have passed: unless it was busy all the time, the stillness has to
    outlast what stirred before.
    """
    stale, times_s = evidence.is_stale, evidence.times_s
    quiet = evidence.is_still | evidence.is_flicker
    still = quiet | stale | evidence.is_spent
    floor, change = evidence.raw("change_floor"), evidence.raw("change")
    usual = np.broadcast_to(
        np.nan if normal.still_share is None else normal.still_share, len(still)
    )
    kept: list[Stretch] = []
    lively = np.arange(0)  # frames that stirred before the last stretch that is kept
    for stretch in stretches:
        lasted_s = times_s[stretch.last] - times_s[stretch.first]
        if kept and _goes_on(kept[-1], stretch, evidence, lively):
            kept[-1] = Stretch(stretch.kind, kept[-1].first, stretch.last)
            continue
        before = np.arange(stretch.first)[~still[: stretch.first]][1:]  # the first has no change
        alive_s = before.size * step_of(times_s)
        noise_s = float((floor[before] > NOISE_FLOOR).sum()) * step_of(times_s)
        noisy = noise_s >= max(_STIRRED_S, 0.7 * (times_s[stretch.first] - times_s[0]))
        busy = alive_s >= _BUSY_S and lasted_s >= _BUSY_S and _is_steady(change[before])
        outlasts = alive_s >= _STIRRED_S and lasted_s >= max(_QUIET_S, alive_s)
        rare = usual[stretch.first] < _RARELY_STILL and lasted_s >= _QUIET_S
        is_habit = usual[stretch.first] >= _OFTEN_STILL  # so waiting tells nothing
        long = not is_habit and (outlasts or lasted_s >= _STILL_FROM_START_S)
        inside = slice(stretch.first, stretch.last + 1)
        is_spent = evidence.freshness[inside].min() <= _SPENT
        is_stale = is_spent and stale[inside].mean() >= _MOSTLY_STALE
        is_quiet = quiet[inside].mean() >= _MOSTLY_STILL
        if (
            is_stale
            or evidence.is_spent[inside].any()
            or (is_quiet and (noisy or busy or rare or long))
        ):
            kept.append(_from_its_start(stretch, evidence, before))
            lively = before
    return kept


def _goes_on(
    last: Stretch, stretch: Stretch, evidence: Evidence, lively: NDArray[np.int64]
) -> bool:
    """Whether only a codec stirred between two still stretches, as it does at a keyframe."""
    return _from_its_start(stretch, evidence, lively).first <= last.last + 1


def _is_steady(change: NDArray[np.float64]) -> bool:
    """Whether so much went on all the time that it was more than one passing vehicle."""
    low, middle = np.quantile(change, [0.1, 0.5])
    return bool(low >= max(_BUSY_CHANGE, middle / 5))


def _from_its_start(stretch: Stretch, evidence: Evidence, before: NDArray[np.int64]) -> Stretch:
    """Take in the frames in which a codec still refined the picture that then stood.

    The first still frame equals the one before it, so the fault began no later than there.
    """
    change, peak = evidence.raw("change"), evidence.raw("change_peak")
    first = stretch.first
    if before.size:
        usual, usual_peak = np.median(change[before]) / 4, np.median(peak[before]) / 4
        earliest = max(1, first - _REFINED_FRAMES)
        while first > earliest and (change[first - 1] <= usual or peak[first - 1] <= usual_peak):
            first -= 1
    return Stretch(stretch.kind, max(first - 1, 0), stretch.last)


def _from_its_onset(stretch: Stretch, evidence: Evidence) -> Stretch:
    """Take in the frames just before in which the view was already going.

    What slides over the lens moves, and what moves is not yet called lost.
    """
    kept = evidence.raw("kept_share")
    earlier = kept[max(0, stretch.first - _ONSET_FRAMES - _REST_FRAMES) : stretch.first]
    if earlier.size <= _ONSET_FRAMES or not np.isfinite(earlier).any():
        return stretch
    usual = float(np.nanmedian(earlier))
    inside = float(np.nanmedian(kept[stretch.first : stretch.last + 1]))
    first = stretch.first
    if usual - inside < _GOING_SHARE:
        return stretch
    while first > stretch.first - _ONSET_FRAMES and kept[first - 1] < (usual + inside) / 2:
        first -= 1
    return Stretch(stretch.kind, first, stretch.last)


def _from_its_step(stretch: Stretch, strength: NDArray[np.float64]) -> Stretch:
    """Leave out unrest of the scene that came just before, far weaker than the fault.

    These faults come from one frame to the next; what grows slowly is told from its bound on.
    """
    inside = strength[stretch.first : stretch.last + 1]
    strong = np.flatnonzero(inside >= float(np.median(inside)) / 2)
    return Stretch(stretch.kind, stretch.first + int(strong[0]), stretch.last)


def _row(evidence: Evidence, stretch: Stretch, strength: NDArray[np.float64]) -> dict[str, object]:
    rows, times_s = evidence.rows, evidence.times_s
    inside = slice(stretch.first, stretch.last + 1)
    reached = float(np.median(strength[inside]))
    worst = stretch.first + int(strength[inside].argmax())
    site, camera = rows.select("site_id", "camera_id").row(0)
    started_at: datetime = rows["captured_at"][stretch.first]
    after = min(stretch.last + 1, rows.height - 1)
    ended_at: datetime = rows["captured_at"][after]
    lasted_s = float(times_s[after] - times_s[stretch.first])
    return {
        "fault_id": f"{site}/{camera}/{stretch.kind}/{started_at:%Y-%m-%dT%H%M%S.%fZ}",
        "site_id": site,
        "camera_id": camera,
        "kind": stretch.kind,
        "started_at": started_at,
        "ended_at": ended_at,
        "confidence": confidence(reached, lasted_s / SHORTEST_S[stretch.kind]),
        "strength": reached,
        "is_unusable": stretch.kind in UNUSABLE_KINDS,
        "evidence_capture_id": rows["capture_id"][worst],
        "evidence_frame": rows["frame"][worst],
        "preview": None,
        "explanation": explain(stretch.kind, rows[inside.start : inside.stop], lasted_s),
    }


def confidence(strength: float, times_shortest: float) -> float:
    """0.35 at the bound and the shortest time, towards one as both grow."""
    margin = 1.0 - 0.5 / max(strength, 1.0) ** 2
    patience = 1.0 - 0.3 * float(np.exp(1.0 - max(times_shortest, 1.0)))
    return round(float(margin * patience), 3)
