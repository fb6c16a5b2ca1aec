"""Judges a detector on labelled stills: by kind, size, hour and weather."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lotgraph.detector.model import Detector, Found, joined
from lotgraph.errors import TrainingError
from lotgraph.measure.precision import Detections, Labels, precision_of
from lotgraph.measure.resample import Interval, precision_drawn
from lotgraph.training.columns import KINDS, VEHICLES
from lotgraph.training.draw import Round, opened
from lotgraph.training.keep import kept, rounds_in

LEAST_HEIGHT_PX, LEAST_SEEN = 24.0, 0.5  # of what must be found
LEAST_PLATE_PX = 12.0  # width of plates that must be found
NOT_COUNTED = -1.0  # an area no size has: whoever finds such a label is neither right nor wrong
VEHICLE = "vehicle"
TALL_PX = {"24-48": (24, 48), "48-96": (48, 96), "96-": (96, 1e9)}
LIGHT_DEG = {"day": (10.0, 91.0), "low sun": (-6.0, 10.0), "night": (-91.0, -6.0)}


@dataclass(frozen=True)
class Answers:
    """Stills by number, what is in them, and what was found; `still` is that number."""

    stills: pl.DataFrame  # a row a still, without its picture; with `site` and `is_sought`
    labels: pl.DataFrame  # rows of LABELS with `still`
    found: Found  # `frame` is the still
    kinds: tuple[str, ...]


@dataclass(frozen=True)
class Verdict:
    """How good a detector is at something: how many had to be found, and how well they were."""

    of: str
    labels: int
    ap50: float
    ap: float
    recall50: float  # of all that it says, whatever the score


@dataclass(frozen=True)
class Half:
    """How well any vehicle is found in half of the stills; 95 % of sites drawn anew lie between."""

    sites: int
    stills: int
    labels: int
    ap50: Interval
    ap: Interval


def ask(detector: Detector, folder: Path, some: list[Round] | None = None) -> Answers:
    """Let a detector look at every still of a folder, or of some rounds that it keeps.

    Raises:
        TrainingError: the folder has none.
    """
    stills, labels = [], []
    found: list[Found] = []
    some = some or rounds_in(folder)
    for site, (one, (pictures, things)) in enumerate(zip(some, kept(folder, some), strict=True)):
        for jpeg in pictures["jpeg"]:
            seen = detector.detect(opened(jpeg)[None])
            found.append(Found(seen.frame + len(found), seen.box, seen.score, seen.kind))
        of_site = (pl.lit(site).alias("site"), pl.lit(one.is_sought).alias("is_sought"))
        stills.append(pictures.drop("jpeg", "owners").with_columns(of_site))
        labels.append(things)
    if not found:
        raise TrainingError(f"{folder}: expected stills to judge by; it has none")
    numbered = pl.concat(stills).with_row_index("still")
    named = pl.concat(labels).join(numbered.select("still", "still_id"), on="still_id")
    return Answers(numbered, named, joined(found), detector.kinds)


def judge(answers: Answers) -> list[Verdict]:
    """Vehicles in all, by size, light and weather, then each kind."""
    everything = np.ones(len(answers.stills), bool)
    made = [verdict(answers, VEHICLE, VEHICLE, everything)]
    made += [
        verdict(answers, f"{name} px high", VEHICLE, everything, tall)
        for name, tall in TALL_PX.items()
    ]
    sun = answers.stills["sun_deg"].to_numpy()
    made += [
        verdict(answers, name, VEHICLE, (sun >= low) & (sun < high))
        for name, (low, high) in LIGHT_DEG.items()
    ]
    weather = answers.stills["weather"]
    made += [
        verdict(answers, name, VEHICLE, (weather == name).to_numpy())
        for name in sorted(weather.unique().to_list())
    ]
    made += [verdict(answers, kind, kind, everything) for kind in KINDS]
    return [one for one in made if one.labels]


def verdict(
    answers: Answers, of: str, kind: str, stills: NDArray[np.bool_],
    tall: tuple[float, float] = (0.0, 1e9),
) -> Verdict:  # fmt: skip
    """One kind, or any vehicle, in some stills.

    Of `tall`, labels of other heights need not be found, and what is found of other heights and
    is no label does not count.
    """
    truth, found = _both(answers, kind, stills, tall)
    precision = precision_of(truth, found)
    figures = (precision.ap(0.5), precision.ap(), precision.most_recall(0.5))
    return Verdict(of, _asked(truth), *figures)


def halves(answers: Answers) -> dict[str, Half]:
    """Vehicles of sites as they are, and of those at which something rare was sought.

    Sites are drawn with replacement, as `measure.resample` says; a half without labels is left out.
    """
    sought, made = answers.stills["is_sought"].to_numpy(), {}
    for name, is_own in (("as sites are", ~sought), ("sought", sought)):
        truth, found = _both(answers, VEHICLE, is_own)
        if not _asked(truth):
            continue
        images = np.flatnonzero(is_own)
        unit = np.unique(answers.stills["site"].to_numpy()[images], return_inverse=True)[1]
        drawn = precision_drawn(truth, found, images, unit, ("AP50", "AP"))[None]
        told = (Interval.of(drawn[figure]) for figure in ("AP50", "AP"))
        made[name] = Half(int(unit.max()) + 1, len(images), _asked(truth), *told)
    return made


def _asked(truth: Labels) -> int:
    """How many labels must be found."""
    return int((truth.area != NOT_COUNTED).sum())


def _both(
    answers: Answers, kind: str, stills: NDArray[np.bool_], tall: tuple[float, float] = (0.0, 1e9)
) -> tuple[Labels, Detections]:
    """Labels and what was found of a kind, as one kind, in some stills."""
    names = VEHICLES if kind == VEHICLE else (kind,)
    labels = answers.labels.filter(
        pl.col("kind").is_in(names) & pl.col("still").is_in(np.flatnonzero(stills))
    )
    x0, y0, x1, y1 = (labels[name].to_numpy() for name in ("x0_px", "y0_px", "x1_px", "y1_px"))
    least = (LEAST_PLATE_PX, 0.0) if kind == "plate" else (0.0, LEAST_HEIGHT_PX)
    counts = (x1 - x0 >= least[0]) & (y1 - y0 >= max(least[1], tall[0])) & (y1 - y0 < tall[1])
    counts &= labels["visible_share"].to_numpy() >= LEAST_SEEN
    box = np.column_stack([x0, y0, x1 - x0, y1 - y0])
    truth = Labels(
        labels["still"].to_numpy().astype(np.int64), np.zeros(len(box), np.int64), box,
        np.where(counts, box[:, 2] * box[:, 3], NOT_COUNTED), np.zeros(len(box), bool),
    )  # fmt: skip
    return truth, _detections(answers, names, stills, tall)


def _detections(
    answers: Answers, names: tuple[str, ...], stills: NDArray[np.bool_],
    tall: tuple[float, float],
) -> Detections:  # fmt: skip
    """What was found of some kinds, as one kind."""
    found = answers.found
    own = np.isin(
        found.kind, [answers.kinds.index(name) for name in names if name in answers.kinds]
    )
    own &= stills[found.frame]
    height = found.box[:, 3] - found.box[:, 1]
    rows = found.only(own & (height >= tall[0] * 0.8) & (height < tall[1] * 1.25))
    box = rows.box.astype(np.float64)
    box[:, 2:] -= box[:, :2]
    return Detections(rows.frame, np.zeros(len(rows), np.int64), box, rows.score.astype(np.float64))


def table(verdicts: list[Verdict]) -> str:
    """Verdicts in Markdown."""
    head = "| of | labels | AP50 | AP | recall at .5 |\n| --- | ---: | ---: | ---: | ---: |\n"
    return head + "\n".join(
        f"| {one.of} | {one.labels:,} | {one.ap50:.3f} | {one.ap:.3f} | {one.recall50:.3f} |"
        for one in verdicts
    )
