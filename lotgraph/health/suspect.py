"""Say for each frame and kind of fault how far it is beyond what is normal."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lotgraph.health.displace import displacement
from lotgraph.health.stale import NOTHING_NEW, STALE, freshness, settled, spent

Strength = NDArray[np.float64]  # (n,) the measure over its bound: from 1 on it looks like a fault

SMOOTHED_FRAMES = 3  # the median of three drops one odd frame and keeps a step where it is
_NORMAL_FRAMES = 5  # a normal is what held for five frames on end
_OPENING_FRAMES = 10
_OPENING_S = 4.5  # as long as a reference is learnt from
_SHOWN_SHARE = 0.4  # most of a crowded view

# Bounds of exposure: where a picture is lost, not merely different. Automatic exposure and clouds
# stay within a factor of two.
_BLACK_CONTRAST = 4.0  # grey levels; a scene in near darkness still spans more
_BLACK_LEVEL = 24.0
_WHITE_SHARE = 0.3  # more white than is normal
_ALL_WHITE_SHARE = 0.75  # whatever is normal: no view of a site is three quarters white sky
_LIFTED_LEVEL, _LIFTED_TIMES = 120.0, 2.2  # brighter than lamps make a night
_PALE_LEVEL, _PALE_TIMES = 200.0, 1.6  # little is left of 255 for what is bright
_EVEN_GAIN = 0.25  # beyond, light and not the lens makes edges steep
_DIM = 0.45
_VEILED_GAIN, _VEIL_TIMES = 0.5, 1.4
_RECOGNISED_AT_ALL = 0.3

# Bounds of what stands in the view.
_COVERED_SHARE = 0.35
_COVERED_WHOLLY = 0.9
_BARE_SHARE = 0.3  # of edges: fog, moves and lights that go out take less in one piece than a cloth
_BARE_KEPT = 0.78  # recognised: strong blur takes edges, but leaves the place where it was
_THROUGH_SHARE, _FOGGED_GAIN = 0.35, 0.25  # what a cover leaves free keeps its contrast
# Where hardly an edge is gone, wet ground only looks different. Ground from which snow has melted
# loses some (0.12), but beside it much is recognised; a cover that leaves as much takes 0.4.
_HARDLY_BARE, _THAWED_BARE = 0.1, 0.2
_MOSTLY_SMOOTH_SHARE = 0.6  # enough when all is lost: no vehicle fills the view to the rim
_SMOOTH_SHARE = 0.9
_RECOGNISED_SHARE = 0.6  # a view recognised to this part is not covered, but seen through rain
_FLAT_SHARE = 0.95

_BLUR_DETAIL = 0.75  # edges lost a quarter of their steepness: codecs and fog take a tenth
_SOFTNESS = 1.18  # half the edges are so much wider: fog, rain, other vehicles stay below 1.12
# Narrow edges may be those of a vehicle that stood before the lens once, and has left. Then the
# edges of the place that are recognised are as steep as ever, and no soft lens leaves them so.
_SOFT_FOR_CERTAIN, _AS_STEEP = 1.3, 0.9
_SURELY_MOVED = 2.0  # times its bound
_BLUR_WIDTH_PX = 12.0  # without a reference: twice the softest edges of working cameras
# Automatic gain doubles noise at dusk.
_NOISE_TIMES, _NOISE_MORE = 2.2, 4.0
_BLOCK_TIMES, _BLOCK_MORE, _BLOCK_MOST = 2.5, 0.6, 1.0  # beyond normal at least and at most
_SOFT_TIMES = 1.5
_FLICKER, _FLICKER_PEAK = 0.3, 0.1  # of what usually stirs: a codec's flicker has no peaks
# Grey levels that even the quietest quarter changes by where noise is kept: less is not one
# pixel in a cell of 16 by one level.
NOISE_FLOOR = 0.03
STILL_CHANGE, STILL_PEAK = 0.05, 3.0  # grey levels: what re-encoding one picture leaves
_CALM_PEAK = 10.0  # grey levels: a keyframe of one picture stays below, a digit that ticks does not


Normal = float | NDArray[np.float64]  # one for all frames, or (n,) one for each


@dataclass(frozen=True)
class Normals:
    """What is normal for a camera: from its baseline, or from the window itself."""

    bright_share: Normal
    noise: Normal
    block_ratio: Normal
    detail: Normal
    edge_width_px: Normal
    still_share: Normal | None = None  # None: no baseline
    sway_px: Normal | None = None
    darkest_level: Normal = float("nan")  # mean levels about this hour; NaN: no baseline
    brightest_level: Normal = float("nan")

    @staticmethod
    def of_frames(rows: pl.DataFrame, normals: Mapping[str, "Normals"]) -> "Normals":
        """What is normal in each frame, by capture: baselines change from hour to hour."""
        known = pl.DataFrame([{"capture_id": key, **vars(one)} for key, one in normals.items()])
        table = rows.select("capture_id").join(
            known, on="capture_id", how="left", maintain_order="left"
        )
        return Normals(**{name: table[name].to_numpy() for name in known.columns[1:]})


class Evidence:
    """The measures of one camera in order of time, smoothed, as arrays."""

    def __init__(self, rows: pl.DataFrame) -> None:
        self.rows = rows
        self.times_s = rows["captured_at"].dt.epoch("us").to_numpy() / 1e6

    def raw(self, name: str) -> NDArray[np.float64]:
        """A measure as it is; NaN where there is none."""
        return self.rows[name].cast(pl.Float64).fill_null(float("nan")).to_numpy()

    def steady(self, name: str, frames: int = SMOOTHED_FRAMES) -> NDArray[np.float64]:
        """A measure's running median."""
        values = self.rows[name].cast(pl.Float64).fill_nan(None)
        smooth = values.rolling_median(frames, center=True, min_samples=1)
        return smooth.fill_null(float("nan")).to_numpy()

    @property
    def is_still(self) -> NDArray[np.bool_]:
        """Frames in which nothing changed since the one before, not even noise."""
        quiet = (self.raw("change") <= STILL_CHANGE) & (self.raw("change_peak") <= STILL_PEAK)
        return np.asarray(quiet | (self.is_calm & (self.raw("novelty") <= NOTHING_NEW)))

    @property
    def is_calm(self) -> NDArray[np.bool_]:
        """Frames in which nothing stirred since the one before, but for noise or a codec."""
        return np.asarray(self.raw("change_peak") <= _CALM_PEAK)

    @cached_property
    def novelty(self) -> NDArray[np.float64]:
        """What keyframes brought that was new, where only noise and a codec can be."""
        return settled(self.raw("novelty"), self.raw("stir_share"), self.is_calm)

    @cached_property
    def freshness(self) -> NDArray[np.float64]:
        """How new frames are that a keyframe drew afresh, beside what is usual."""
        level, colour = self.raw("level"), self.raw("colour")
        return freshness(self.novelty, self.is_calm, level, colour)

    @property
    def is_stale(self) -> NDArray[np.bool_]:
        """Frames that are far more like earlier ones than usual."""
        return np.asarray(self.freshness <= STALE)

    @cached_property
    def is_spent(self) -> NDArray[np.bool_]:
        """Frames amid those in which a codec found nothing left to correct."""
        share, peak = self.raw("stir_share"), self.raw("stir_peak")
        return spent(share, peak, self.is_calm, self.novelty, self.times_s)

    @property
    def is_flicker(self) -> NDArray[np.bool_]:
        """Frames that changed far less than is usual here, and nowhere much."""
        change, peak = self.raw("change"), self.raw("change_peak")
        stirring = np.flatnonzero(~self.is_still & np.isfinite(change))
        if not stirring.size:
            return np.zeros(len(change), dtype=bool)
        # A long freeze flickers more often than the scene stirred before it: so the opening, too.
        opening = stirring[:_OPENING_FRAMES]
        usual, usual_peak = (
            max(float(np.median(values[stirring])), float(np.median(values[opening])))
            for values in (change, peak)
        )
        small = (change <= usual * _FLICKER) & (peak <= usual_peak * _FLICKER_PEAK)
        return np.asarray(small & ~self.is_still)


def normals_of(evidence: Evidence) -> Normals:
    """What is normal when nothing but the window itself is known: how it began.

    Frames that do not show the scene, or show it in another light, have no say. Detail alone is
    taken at its best, because nothing but a good lens makes edges steep; noise at its least
    would be that of a stretch which the codec smoothed.
    """
    shown = evidence.raw("kept_share") >= _SHOWN_SHARE
    informative = shown if shown.any() else np.ones(len(shown), bool)
    gain = evidence.steady("gain", _NORMAL_FRAMES)
    evenly_lit = informative & ((np.abs(gain - 1.0) < _EVEN_GAIN) | np.isnan(gain))
    fair = np.flatnonzero(evenly_lit if evenly_lit.any() else informative)
    opening = fair[evidence.times_s[fair] - evidence.times_s[fair[0]] <= _OPENING_S]

    def usual(name: str, default: float = 0.0) -> float:
        values = evidence.raw(name)[opening]
        return float(np.nanmedian(values)) if np.isfinite(values).any() else default

    noise, white = usual("noise"), usual("bright_share")
    quiet = fair[evidence.raw("noise")[fair] < max(_NOISE_TIMES * noise, noise + _NOISE_MORE)]
    lit = quiet[evidence.raw("bright_share")[quiet] < white + _WHITE_SHARE]  # else edges are steep
    detail = evidence.steady("detail", _NORMAL_FRAMES)[lit]
    best = float(np.nanquantile(detail, 0.98)) if np.isfinite(detail).any() else 1.0
    return Normals(
        bright_share=white,
        noise=noise,
        block_ratio=usual("block_ratio"),
        detail=best,
        edge_width_px=usual("edge_width_px", float("inf")),
    )


def suspicions(evidence: Evidence, normal: Normals, *, is_fixed: bool) -> dict[str, Strength]:
    """Strength of every kind of fault in every frame, each judged as if it were alone."""
    strengths = {
        "black": _black(evidence),
        "over_exposed": _over_exposed(evidence, normal),
        "under_exposed": _under_exposed(evidence, normal),
        "covered": _covered(evidence),
        "moved": displacement(evidence, normal.sway_px) if is_fixed else _never(evidence),
        "low_contrast": low_contrast(evidence),
        "blocky": _blocky(evidence, normal),
        "blurred": _blurred(evidence, normal),
        "noisy": _noisy(evidence, normal),
        "frozen": _frozen(evidence),
    }
    # A mosaic is soft and smooth too; its blocks say what it is. A smooth cover may show the grid
    # of its codec, but then the place behind it is not found again.
    blocks = strengths["blocky"] >= 1.0
    found = evidence.raw("is_found") == 1.0
    strengths["blurred"] = np.where(blocks, 0.0, strengths["blurred"])
    strengths["covered"] = np.where(blocks & found, 0.0, strengths["covered"])
    # A lens out of focus leaves large shapes where they were, and what a cover leaves is sharp.
    soft = _widened(evidence, normal) >= 1.0
    strengths["covered"] = np.where(soft, 0.0, strengths["covered"])
    strengths["moved"] = np.where(blocks, 0.0, strengths["moved"])  # a grid has its own place
    # Where edges are soft, where they lie is known to some px only.
    recognised = evidence.steady("kept_share") >= _RECOGNISED_SHARE
    slightly = soft & recognised & (strengths["moved"] < _SURELY_MOVED)
    strengths["moved"] = np.where(slightly, 0.0, strengths["moved"])
    # What is recognised elsewhere is not hidden: at the rim of a view that moved nothing is known.
    elsewhere = found & recognised & (strengths["moved"] >= 1.0)
    strengths["covered"] = np.where(elsewhere, 0.0, strengths["covered"])
    return {kind: np.nan_to_num(strength, nan=0.0) for kind, strength in strengths.items()}


def _never(evidence: Evidence) -> Strength:
    return np.zeros(evidence.rows.height)


def _black(evidence: Evidence) -> Strength:
    lost = evidence.steady("contrast") <= _BLACK_CONTRAST
    dark = evidence.steady("level") <= _BLACK_LEVEL
    seen = evidence.steady("kept_share") >= _COVERED_SHARE
    return np.where(lost & dark & ~seen, 2.0, 0.0)


def _over_exposed(evidence: Evidence, normal: Normals) -> Strength:
    bright = evidence.steady("bright_share")
    bound = np.minimum(normal.bright_share + _WHITE_SHARE, _ALL_WHITE_SHARE)
    # A dark scene lifted as a whole. White may be rare, but the contrast is not that of a veil.
    # At dawn the next hour is the fairer one to compare with.
    level = evidence.steady("level")
    light = np.fmin(evidence.steady("light"), level / normal.brightest_level)
    contrasty = ~(evidence.steady("gain") < _VEILED_GAIN)
    lifted = np.where(level >= _LIFTED_LEVEL, light / _LIFTED_TIMES, 0.0)
    pale = np.where(level >= _PALE_LEVEL, light / _PALE_TIMES, 0.0)
    return np.fmax(bright / bound, np.where(contrasty, np.fmax(lifted, pale), 0.0))


def _under_exposed(evidence: Evidence, normal: Normals) -> Strength:
    light, gain = evidence.steady("light"), evidence.steady("gain")
    light = np.fmax(light, evidence.steady("level") / normal.darkest_level)  # at dusk, the next
    # A dark cover is dark too, but then nothing is recognised.
    recognised = evidence.steady("kept_share") >= _RECOGNISED_AT_ALL
    return np.where(recognised, _DIM / np.maximum(np.fmax(light, gain), 0.01), 0.0)


def low_contrast(evidence: Evidence) -> Strength:
    """How far a veil, be it fog, dirt or dew, has taken the contrast of each frame."""
    recognised = evidence.steady("kept_share") >= _COVERED_SHARE
    light, gain = evidence.steady("light"), evidence.steady("gain")
    # Dusk takes light and contrast alike; a veil adds light of its own.
    veiled = recognised & (light > _DIM) & (light > _VEIL_TIMES * gain)
    return np.where(veiled, _VEILED_GAIN / np.maximum(contrast_left(evidence), 0.05), 0.0)


def contrast_left(evidence: Evidence) -> Strength:
    """Of what is usual. Wet ground loses large shapes against dry, and its edges stay."""
    return np.fmax(evidence.steady("gain"), evidence.steady("relief"))


def _covered(evidence: Evidence) -> Strength:
    lost = evidence.steady("lost_share")
    hidden = evidence.steady("kept_share") < _RECOGNISED_SHARE
    smooth = evidence.steady("smooth_share") >= _SMOOTH_SHARE
    mostly = evidence.steady("smooth_share") >= _MOSTLY_SMOOTH_SHARE
    sheet = smooth | (mostly & (lost >= _COVERED_WHOLLY))
    known = np.where(hidden & sheet, lost / _COVERED_SHARE, 0.0)
    # What stands elsewhere than yesterday is lost, too, but has edges of its own.
    bare = evidence.steady("bare_share")
    away = np.where(evidence.steady("kept_share") < _BARE_KEPT, bare / _BARE_SHARE, 0.0)
    beside = evidence.steady("kept_share") >= _RECOGNISED_AT_ALL
    least = np.where(beside, _THAWED_BARE, _HARDLY_BARE)
    known = np.where(bare >= least, np.fmax(known, away), 0.0)
    # Through fog the place is recognised, hardly darker than its ground; beside a cover it is not.
    through = evidence.steady("kept_share") >= _THROUGH_SHARE
    known = np.where(through & (evidence.steady("gain") < _FOGGED_GAIN), 0.0, known)
    blank = np.where(np.isnan(lost), evidence.steady("flat_share") / _FLAT_SHARE, 0.0)
    return np.fmax(known, blank)


def _blurred(evidence: Evidence, normal: Normals) -> Strength:
    detail = evidence.steady("detail") / normal.detail
    soft = _BLUR_DETAIL / np.maximum(detail, 0.02)
    recognised = evidence.steady("kept_share") >= _COVERED_SHARE
    extreme = evidence.steady("edge_width_px") / _BLUR_WIDTH_PX
    wide = _widened(evidence, normal)
    return np.fmax(np.fmax(np.where(recognised, soft, 0.0), wide), extreme)


def _widened(evidence: Evidence, normal: Normals) -> Strength:
    """How far edges have grown wider, recognised or not."""
    softness = evidence.steady("softness", _NORMAL_FRAMES)
    recognised = evidence.steady("kept_share") >= _RECOGNISED_SHARE
    steep = recognised & (evidence.steady("detail") > _AS_STEEP * normal.detail)
    doubted = steep & (softness < _SOFT_FOR_CERTAIN)
    return np.where(doubted, 0.0, (softness - 1.0) / (_SOFTNESS - 1.0))


def _frozen(evidence: Evidence) -> Strength:
    """One picture, encoded again and again, is exactly still but for a flicker at keyframes."""
    noiseless = evidence.raw("change_floor") <= NOISE_FLOOR
    same = evidence.is_still | evidence.is_stale | evidence.is_spent
    certain = same | (evidence.is_flicker & noiseless)
    return np.where(certain, 1.0, np.where(evidence.is_flicker, 0.9, 0.0))


def _blocky(evidence: Evidence, normal: Normals) -> Strength:
    """Blocks have sharp sides. A blurred picture may show a grid too, that of its own codec."""
    usual = normal.block_ratio
    bound = usual + np.clip((_BLOCK_TIMES - 1) * usual, _BLOCK_MORE, _BLOCK_MOST)
    ratio = evidence.steady("block_ratio") / bound
    soft = evidence.steady("edge_width_px") > _SOFT_TIMES * normal.edge_width_px
    return np.where(soft, 0.0, ratio)


def _noisy(evidence: Evidence, normal: Normals) -> Strength:
    """Both a multiple and a distance: small normals make any multiple, large ones any distance."""
    bound = np.maximum(_NOISE_TIMES * normal.noise, normal.noise + _NOISE_MORE)
    return evidence.steady("noise") / bound
