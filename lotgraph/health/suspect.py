"""Say for each frame and kind of fault how far it is beyond what is normal."""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lotgraph.health.displace import displacement

Strength = NDArray[np.float64]  # (n,) the measure over its bound: from 1 on it looks like a fault

SMOOTHED_FRAMES = 3  # the median of three drops one odd frame and keeps a step where it is
_NORMAL_FRAMES = 5  # a normal is what held for five frames on end

# Bounds of exposure: where a picture is lost, not merely different. Automatic exposure and clouds
# stay within a factor of two.
_BLACK_CONTRAST = 4.0  # grey levels; a scene in near darkness still spans more
_BLACK_LEVEL = 24.0
_WHITE_SHARE = 0.3  # more white than is normal
_ALL_WHITE_SHARE = 0.75  # whatever is normal: no view of a site is three quarters white sky
_LIFTED_GAIN = 2.0
_PALE_LEVEL = 200.0
_EVEN_GAIN = 0.25  # beyond, light and not the lens makes edges steep
_LIFTED_LEVEL = 120.0
_LIFTED_SPAN = 1.3
_DIM = 0.45
_VEILED_GAIN = 0.5

# Bounds of what stands in the view.
_COVERED_SHARE = 0.35
_COVERED_WHOLLY = 0.9
_MOSTLY_SMOOTH_SHARE = 0.6  # enough when all is lost: no vehicle fills the view to the rim
_SMOOTH_SHARE = 0.9
_RECOGNISED_SHARE = 0.85  # a view recognised to this part is not covered
_FLAT_SHARE = 0.95

_BLUR_DETAIL = 0.6  # edges lost two fifths of their steepness; codecs take one fifth
_BLUR_WIDTH_PX = 12.0  # without a reference: twice the softest edges of working cameras
_NOISE_TIMES, _NOISE_MORE = 3.0, 4.0
_BLOCK_TIMES, _BLOCK_MORE = 3.0, 0.6
_SOFT_TIMES = 1.5
STILL_CHANGE, STILL_PEAK = 0.05, 3.0  # grey levels: what re-encoding one picture leaves


@dataclass(frozen=True)
class Normals:
    """What is normal for a camera: from its baseline, or from the window itself."""

    bright_share: float
    noise: float
    block_ratio: float
    detail: float
    edge_width_px: float
    still_share: float | None  # None: no baseline
    sway_px: float | None


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
        return np.asarray(quiet)


def normals_of(evidence: Evidence) -> Normals:
    """What is normal when nothing but the window itself is known: its best sustained state.

    A fault makes these measures worse, never better, so the best is the healthy one however
    long the fault lasted. Frames that do not show the scene have no say.
    """
    shown = evidence.raw("kept_share") >= 0.4  # noqa: PLR2004 - most of a crowded view
    informative = shown if shown.any() else np.ones(len(shown), bool)

    gain = evidence.steady("gain", _NORMAL_FRAMES)
    evenly_lit = informative & ((np.abs(gain - 1.0) < _EVEN_GAIN) | np.isnan(gain))
    fair = evenly_lit if evenly_lit.any() else informative

    def best(name: str, q: float) -> float:
        values = evidence.steady(name, _NORMAL_FRAMES)[fair]
        values = values[np.isfinite(values)]
        return float(np.quantile(values, q)) if values.size else 0.0

    return Normals(
        bright_share=best("bright_share", 0.02),
        noise=best("noise", 0.02),
        block_ratio=best("block_ratio", 0.02),
        detail=max(1.0, best("detail", 0.98)),
        edge_width_px=best("edge_width_px", 0.02) or float("inf"),
        still_share=None,
        sway_px=None,
    )


def suspicions(evidence: Evidence, normal: Normals, *, is_fixed: bool) -> dict[str, Strength]:
    """Strength of every kind of fault in every frame, each judged as if it were alone."""
    strengths = {
        "black": _black(evidence),
        "over_exposed": _over_exposed(evidence, normal),
        "under_exposed": _under_exposed(evidence),
        "covered": _covered(evidence),
        "moved": displacement(evidence, normal.sway_px) if is_fixed else _never(evidence),
        "low_contrast": _low_contrast(evidence),
        "blocky": _blocky(evidence, normal),
        "blurred": _blurred(evidence, normal),
        "noisy": _beyond(evidence, "noise", normal.noise, _NOISE_TIMES, _NOISE_MORE),
        "frozen": evidence.is_still.astype(np.float64),
    }
    # A mosaic is soft too; its blocks say what it is.
    strengths["blurred"] = np.where(strengths["blocky"] >= 1.0, 0.0, strengths["blurred"])
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
    bound = min(normal.bright_share + _WHITE_SHARE, _ALL_WHITE_SHARE)
    # A dark scene lifted as a whole: white may be rare, but lamps that light up would not lift
    # what lies far from them, nor its contrast.
    level = evidence.steady("level")
    evenly = (level >= _LIFTED_LEVEL) & (evidence.steady("gain") > _LIFTED_SPAN)
    lifted = evenly | (level >= _PALE_LEVEL)
    light = np.where(lifted, evidence.steady("light") / _LIFTED_GAIN, 0.0)
    return np.fmax(bright / bound, light)


def _under_exposed(evidence: Evidence) -> Strength:
    light, gain = evidence.steady("light"), evidence.steady("gain")
    return _DIM / np.maximum(np.maximum(light, gain), 0.01)


def _low_contrast(evidence: Evidence) -> Strength:
    recognised = evidence.steady("kept_share") >= _COVERED_SHARE
    lit = evidence.steady("light") > _DIM
    return np.where(recognised & lit, _VEILED_GAIN / np.maximum(evidence.steady("gain"), 0.05), 0.0)


def _covered(evidence: Evidence) -> Strength:
    lost = evidence.steady("lost_share")
    hidden = evidence.steady("kept_share") < _RECOGNISED_SHARE
    smooth = evidence.steady("smooth_share") >= _SMOOTH_SHARE
    mostly = evidence.steady("smooth_share") >= _MOSTLY_SMOOTH_SHARE
    sheet = smooth | (mostly & (lost >= _COVERED_WHOLLY))
    known = np.where(hidden & sheet, lost / _COVERED_SHARE, 0.0)
    blank = np.where(np.isnan(lost), evidence.steady("flat_share") / _FLAT_SHARE, 0.0)
    return np.fmax(known, blank)


def _blurred(evidence: Evidence, normal: Normals) -> Strength:
    detail = evidence.steady("detail") / normal.detail
    soft = _BLUR_DETAIL / np.maximum(detail, 0.02)
    recognised = evidence.steady("kept_share") >= _COVERED_SHARE
    extreme = evidence.steady("edge_width_px") / _BLUR_WIDTH_PX
    return np.fmax(np.where(recognised, soft, 0.0), extreme)


def _blocky(evidence: Evidence, normal: Normals) -> Strength:
    """Blocks have sharp sides. A blurred picture may show a grid too, that of its own codec."""
    ratio = _beyond(evidence, "block_ratio", normal.block_ratio, _BLOCK_TIMES, _BLOCK_MORE)
    soft = evidence.steady("edge_width_px") > _SOFT_TIMES * normal.edge_width_px
    return np.where(soft, 0.0, ratio)


def _beyond(evidence: Evidence, name: str, normal: float, times: float, more: float) -> Strength:
    """Both a multiple and a distance: small normals make any multiple, large ones any distance."""
    return evidence.steady(name) / max(times * normal, normal + more)
