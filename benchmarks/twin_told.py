"""Compare what camera health told of clips of the twin with what was done to them."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from math import inf

import numpy as np
import polars as pl
from rich.console import Console
from rich.table import Table
from scipy.stats import chi2

from benchmarks.daylight import daylight
from benchmarks.twin_footage import KINDS, SLIGHT_PX, CameraDay, Clip
from benchmarks.wilson import wilson
from lotgraph.health.judge import judge
from lotgraph.twin.deliver.render import encoding_of
from lotgraph.twin.faults.model import Fault
from lotgraph.views.normal import normals_of

NAMES = {"defocused": "blurred"}  # the twin's word for it, and health's
STRONG_PX = 5.0  # radius to which a point is defocused, from which on it is called strong
PARTS = {"defocused": ("strong", STRONG_PX, inf), "moved": ("slightly", 0.0, SLIGHT_PX)}
EARLY_S = 1.0  # two looks: what is told earlier is not of the fault
LOOK_S = 0.5

Told = tuple[str, float, float]  # kind, start and end in seconds from the clip's beginning


@dataclass(frozen=True)
class Looked:
    """What was measured of a clip against its camera's baselines, and as a file alone."""

    day: CameraDay
    clip: Clip
    capture: pl.DataFrame
    known: pl.DataFrame
    alone: pl.DataFrame
    baselines: pl.DataFrame

    def told(self, *, alone: bool, until_s: float = inf) -> list[Told]:
        """What is told of it, from so much of it."""
        rows = self.alone if alone else self.known
        began = self.capture["started_at"][0]
        if until_s < inf:
            rows = rows.filter(pl.col("captured_at") <= began + timedelta(seconds=until_s))
        if not rows.height:
            return []
        normals = None if alone else normals_of(self.baselines, self.capture)
        found = judge(rows, normals).sort("started_at", "kind")
        return [
            (kind, (start - began).total_seconds(), (end - began).total_seconds())
            for kind, start, end in found.select("kind", "started_at", "ended_at").iter_rows()
        ]

    @cached_property
    def light(self) -> str:
        """By the sun's height."""
        return daylight(self.day.sun_deg(self.clip))

    @property
    def name(self) -> str:
        """To find it by."""
        return f"{self.day.seed}/{self.day.day}/{self.clip.name}"

    def about(self) -> str:
        """In what circumstances it was taken."""
        camera, fault = self.day.camera, self.clip.fault
        done = f", {fault.kind} {fault.amount:.2f} from {self.clip.onset_s:.1f} s" if fault else ""
        coded = f"{camera.sensor} {camera.fps} fps crf {camera.crf} gop {encoding_of(camera).gop}"
        return f"{self.name}: {self.light}, {self.day.weather(self.clip).kind}, {coded}{done}"


@dataclass(frozen=True)
class Verdict:
    """What was told of one clip: whether its fault was, and everything else."""

    of: Looked
    alone: bool
    right: Told | None
    wrong: tuple[Told, ...]

    @property
    def fault(self) -> Fault | None:
        """What was done to it."""
        return self.of.clip.fault

    @cached_property
    def took_s(self) -> float:
        """How long the fault had been seen when it could first be told."""
        seen_from_s = max(0.0, self.of.clip.onset_s)
        for until_s in np.arange(seen_from_s, self.of.clip.lasts_s + LOOK_S, LOOK_S).tolist():
            if verdict(self.of, alone=self.alone, until_s=until_s).right:
                return float(until_s - seen_from_s)
        return inf


def verdict(of: Looked, *, alone: bool, until_s: float = inf) -> Verdict:
    """Set what is told of a clip beside what was done to it."""
    told, fault = of.told(alone=alone, until_s=until_s), of.clip.fault
    if fault is None:
        return Verdict(of, alone, None, tuple(told))
    wanted = NAMES.get(fault.kind, fault.kind)
    right = [one for one in told if one[0] == wanted and is_of(one, of.clip.onset_s)]
    wrong = tuple(one for one in told if one not in right[:1])
    return Verdict(of, alone, right[0] if right else None, wrong)


def is_of(told: Told, onset_s: float) -> bool:
    """Whether what is told may be of a fault that begins there, or was there before the clip."""
    _, begins_s, ends_s = told
    return ends_s > onset_s and (onset_s <= 0 or begins_s >= onset_s - EARLY_S)


def poisson_most(count: int) -> float:
    """The largest mean that gives so few or fewer once in twenty: three, if there was none.

    So few come while the next one still waits, and its waiting is chi-square (Garwood, 1936).
    """
    return float(chi2.isf(0.05, 2 * (count + 1)) / 2)


def shares(hits: int, of: int) -> str:
    """A share with its bounds."""
    low, high = wilson(hits, of)
    return f"{hits} of {of} = {hits / max(1, of):.2f} [{low:.2f}, {high:.2f}]"


def f1(found: int, missed: int, wrong: int) -> str:
    """An F1 with its bounds: a share p of all that is or is told has an F1 of 2p / (1 + p)."""
    low, high = (2 * p / (1 + p) for p in wilson(found, found + missed + wrong))
    return f"{2 * found / max(1, 2 * found + missed + wrong):.3f} [{low:.2f}, {high:.2f}]"


def report(looked: list[Looked], console: Console) -> None:
    """Print everything, judged with a baseline and without."""
    later = [one for one in looked if one.day.day > 0]
    for title, alone, here in (
        ("with a baseline of the days before", False, later),
        ("each file alone", True, looked),
    ):
        if alone:  # nobody knows what a file would show that shows its fault from the first frame
            here = [one for one in here if one.alone.height and not one.clip.onset_s <= 0]
        verdicts = [verdict(one, alone=alone) for one in here]
        console.rule(title)
        _footage(here, console)
        console.print(by_kind(verdicts))
        _strengths(verdicts, console)
        _alarms(verdicts, console)
        _circumstances(verdicts, console)
        _listed(verdicts, console)


def _footage(looked: list[Looked], console: Console) -> None:
    sound = [one for one in looked if one.clip.fault is None]
    hours = sum(one.clip.lasts_s for one in sound) / 3600
    sites, days = {one.day.seed for one in looked}, {one.day for one in looked}
    looks = sum(one.known.height for one in looked)
    console.print(
        f"{len(sites)} sites, {len(days)} camera-days of {len(sound)} clips without a fault "
        f"({hours:.2f} h) and {len(looked) - len(sound)} with one; {looks} looks"
    )
    for name, of in (("light", _light), ("weather", _weather), ("sensor", _sensor)):
        console.print(f"  {name}: {dict(Counter(of(one) for one in sound).most_common())}")


def _light(one: Looked) -> str:
    return one.light


def _weather(one: Looked) -> str:
    return one.day.weather(one.clip).kind


def _sensor(one: Looked) -> str:
    return one.day.camera.sensor


def _fps(one: Looked) -> str:
    return f"{one.day.camera.fps:g} frames/s"


def by_kind(verdicts: Sequence[Verdict]) -> Table:
    """Of each kind of fault how many are told, how many of those told are true, and how late."""
    table = Table("kind", "recall", "precision", "F1", "starts late, s", "takes, s")
    for kind in KINDS:
        of_kind = [one for one in verdicts if one.fault and one.fault.kind == kind]
        _kind_row(table, kind, of_kind, _called(verdicts, NAMES.get(kind, kind)))
        if kind in PARTS:
            name, low, high = PARTS[kind]
            part = [one for one in of_kind if one.fault and low <= one.fault.amount <= high]
            _kind_row(table, f"… {name}", part, _called(verdicts, NAMES.get(kind, kind)))
    return table


def _called(verdicts: Sequence[Verdict], name: str) -> int:
    return sum(told[0] == name for one in verdicts for told in one.wrong)


def _kind_row(table: Table, kind: str, here: list[Verdict], wrong: int) -> None:
    found = [one for one in here if one.right]
    late = [one.right[1] - max(0.0, one.of.clip.onset_s) for one in found if one.right]
    took = [one.took_s for one in found]
    table.add_row(
        kind,
        shares(len(found), len(here)),
        shares(len(found), len(found) + wrong),
        f1(len(found), len(here) - len(found), wrong),
        *(_middle(values) for values in (late, took)),
    )


def _middle(values: list[float]) -> str:
    if not values:
        return ""
    return f"{np.median(values):.1f}, 90 % {np.quantile(values, 0.9):.1f}"


def _strengths(verdicts: Sequence[Verdict], console: Console) -> None:
    table = Table("kind", "weak", "middling", "strong", title="Recall by thirds of strength")
    for kind in ("covered", "moved", "defocused", "over_exposed"):
        here = [one for one in verdicts if one.fault and one.fault.kind == kind]
        thirds = [
            [one for one in here if one.fault and int(min(one.fault.strength * 3, 2)) == third]
            for third in range(3)
        ]
        table.add_row(kind, *(f"{sum(bool(v.right) for v in t)} of {len(t)}" for t in thirds))
    console.print(table)


def _alarms(verdicts: Sequence[Verdict], console: Console) -> None:
    sound = [one for one in verdicts if one.fault is None]
    days, hours = len(sound) / 24, sum(one.of.clip.lasts_s for one in sound) / 3600
    table = Table("told of clips without a fault", "clips", "a camera-day", "at most", "an hour")
    kinds = Counter(kind for one in sound for kind in {told[0] for told in one.wrong})
    some = sum(bool(one.wrong) for one in sound)
    for name, count in [("anything", some), *kinds.most_common()]:
        most = f"{poisson_most(count) / max(days, 1e-9):.3f}"
        daily, hourly = count / max(days, 1e-9), count / max(hours, 1e-9)
        table.add_row(name, str(count), f"{daily:.3f}", most, f"{hourly:.2f}")
    console.print(table)


def _circumstances(verdicts: Sequence[Verdict], console: Console) -> None:
    table = Table("when, where", "faults told", "clips with a false alarm")
    for of in (_light, _weather, _sensor, _fps):
        for value in sorted({of(one.of) for one in verdicts}):
            here = [one for one in verdicts if of(one.of) == value]
            faulty = [one for one in here if one.fault]
            sound = [one for one in here if one.fault is None]
            alarms = sum(bool(one.wrong) for one in sound)
            told = sum(bool(one.right) for one in faulty)
            table.add_row(value, f"{told} of {len(faulty)}", f"{alarms} of {len(sound)}")
    console.print(table)


def _listed(verdicts: Iterable[Verdict], console: Console) -> None:
    said: Callable[[Told], str] = lambda one: f"{one[0]} {one[1]:.1f}-{one[2]:.1f}"  # noqa: E731
    for one in verdicts:
        missed = one.fault is not None and one.right is None
        if missed or one.wrong:
            told = ", ".join(said(told) for told in one.wrong)
            console.print(f"{'missed ' if missed else ''}{one.of.about()} -> {told or 'nothing'}")
