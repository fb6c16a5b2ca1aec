"""Which bounds of camera health sit on an edge: each made smaller and larger, and all judged again.

Frames are measured once; a bound that is a number of `suspect`, `displace` or `judge` is scaled
where it stands, so a new one needs no line here.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import polars as pl
from rich.console import Console
from rich.progress import track
from rich.table import Table

from lotgraph.health import displace, judge, suspect
from lotgraph.health.inspect import ORIGIN

FACTORS = (0.8, 1.25)
START_TOLERANCE_S = 1.0


@dataclass(frozen=True)
class Case:
    """One measured clip, and the one fault that should be told of it: none without a kind."""

    name: str
    rows: pl.DataFrame
    kind: str = ""
    start_s: float = 0.0


@dataclass(frozen=True)
class Score:
    """How often the judge was right about some cases."""

    right: int  # told by name, alone, within a second
    faulty: int
    false_alarms: int  # faults told of clips that have none


@dataclass(frozen=True)
class Bound:
    """A number in a module; `key` where it stands in a dict there."""

    name: str
    key: str = ""

    def homes(self) -> list[dict[str, Any]]:
        """Where the number stands: more than one module may hold it."""
        modules = [vars(one) for one in (suspect, displace, judge)]
        if self.key:
            return [one[self.name] for one in modules if self.name in one]
        return [one for one in modules if self.name in one]

    @contextmanager
    def scaled(self, factor: float) -> Iterator[None]:
        """Have it `factor` times as large for a while."""
        place, homes = self.key or self.name, self.homes()
        value = homes[0][place]
        for home in homes:
            home[place] = value * factor
        try:
            yield
        finally:
            for home in homes:
                home[place] = value


def bounds() -> list[Bound]:
    """Every bound there is, in order of the modules."""
    found: dict[Bound, None] = {}
    for module in (suspect, displace, judge):
        for name, value in vars(module).items():
            if isinstance(value, float) and name.isupper():
                found[Bound(name)] = None
            if isinstance(value, dict) and name.isupper():
                found |= {Bound(name, key): None for key in value}
    return list(found)


def tell(rows: pl.DataFrame) -> list[tuple[str, float]]:
    """Kinds and starts, in seconds from a file's first frame."""
    told = judge.judge(rows).sort("started_at", "kind")
    starts = told.select("kind", (pl.col("started_at") - ORIGIN).dt.total_milliseconds() / 1000)
    return [(str(kind), float(start_s)) for kind, start_s in starts.rows()]


def is_right(case: Case) -> bool:
    """Whether what is told is the one fault that there is, or nothing if there is none."""
    told = tell(case.rows)
    if not case.kind:
        return not told
    kinds = [kind for kind, _ in told]
    return kinds == [case.kind] and abs(told[0][1] - case.start_s) <= START_TOLERANCE_S


def score(cases: Sequence[Case]) -> Score:
    """Judge all."""
    faulty = [case for case in cases if case.kind]
    alarms = sum(len(tell(case.rows)) for case in cases if not case.kind)
    return Score(sum(map(is_right, faulty)), len(faulty), alarms)


def sensitivity(cases: Sequence[Case], console: Console) -> None:
    """Print what becomes of faults and false alarms as each bound is scaled; unmoved ones last."""
    usual = score(cases)
    table = Table("bound", *(f"x {f}: right, false alarms" for f in FACTORS), title="Bounds")
    calm = []
    for bound in track(bounds(), "Scaling", console=console):
        scores = []
        for factor in FACTORS:
            with bound.scaled(factor):
                scores.append(score(cases))
        name = " ".join([bound.name.strip("_"), bound.key]).strip()
        if all(one == usual for one in scores):
            calm.append(name)
        else:
            table.add_row(name, *(f"{one.right}, {one.false_alarms}" for one in scores))
    console.print(
        f"as they are: {usual.right} of {usual.faulty}, {usual.false_alarms} false alarms"
    )
    console.print(table, f"nothing changes with: {', '.join(calm)}")
