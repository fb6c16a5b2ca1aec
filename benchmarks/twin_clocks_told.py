"""Compare what camera health told of clocks of the twin with what was done to them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from rich.console import Console
from rich.table import Table

from benchmarks.twin_told import f1, poisson_most, shares
from lotgraph.twin.faults.model import Fault

DAY_S = 86400.0
SIZES = {
    "clock_jump": (3.0, 10.0, 60.0, 600.0, 7200.0),  # s
    "clock_drift": (1.0, 3.0, 10.0, 20.0, 40.0),  # s an hour
}


@dataclass(frozen=True)
class Told:
    """A fault as it is told of a window; all times are true ones, in seconds since the first."""

    camera_id: str
    kind: str
    after_s: float  # the window's capture before the first it is told of began; none: -inf
    from_s: float  # the first it is told of began
    until_s: float  # the last it is told of ended
    known_s: float  # the window could be judged

    def is_of(self, fault: Fault) -> bool:
        """Whether it may be told of a fault, or of a clock that was set right at its end.

        A jump is of a clock that was set between the capture before and its own; a drift is of
        one that drifted meanwhile.
        """
        if self.camera_id != fault.camera_id:
            return False
        if self.kind == "clock_drift":
            is_on = fault.begins_s < self.until_s and self.from_s < fault.ends_s
            return fault.kind == "clock_drift" and is_on
        set_s = [fault.ends_s] + [fault.begins_s] * (fault.kind == "clock_jump")
        return any(self.after_s < t_s <= self.from_s for t_s in set_s)

    def is_beginning_of(self, fault: Fault) -> bool:
        """Whether it tells that a fault began, not only that it ended."""
        if self.kind != fault.kind or not self.is_of(fault):
            return False
        return self.kind == "clock_drift" or self.after_s < fault.begins_s <= self.from_s


@dataclass(frozen=True)
class Week:
    """What befell the clocks of a site's cameras, and what came of it."""

    faults: tuple[Fault, ...]
    lasts_s: float
    cameras: int
    told: tuple[Told, ...]
    refused: tuple[tuple[str, float], ...]  # camera of each file, and when it was begun

    @property
    def wrong(self) -> list[Told]:
        """What is told of no fault."""
        return [one for one in self.told if not any(one.is_of(fault) for fault in self.faults)]

    @property
    def well_days(self) -> float:
        """Days on which clocks of cameras were well."""
        ill_s = sum(fault.ends_s - fault.begins_s for fault in self.faults)
        return (self.cameras * self.lasts_s - ill_s) / DAY_S

    def is_well(self, told: Told) -> bool:
        """Whether a camera's clock was well in the captures that something is told of."""
        since_s = told.from_s if told.kind == "clock_drift" else told.after_s
        return not any(
            fault.camera_id == told.camera_id
            and fault.begins_s < told.until_s
            and since_s < fault.ends_s
            for fault in self.faults
        )

    def late_s(self, fault: Fault) -> float:
        """How long after its beginning a fault is known first; never: infinite."""
        known = [one.known_s for one in self.told if one.is_beginning_of(fault)]
        return min(known, default=np.inf) - fault.begins_s

    def is_refused(self, fault: Fault) -> bool:
        """Whether files that were begun meanwhile are refused."""
        return any(
            camera_id == fault.camera_id and fault.is_on(t_s) for camera_id, t_s in self.refused
        )


def report(weeks: Sequence[Week], title: str, console: Console) -> None:
    """Print how well each kind and size is told, and what is told of no fault."""
    columns = ("kind", "told", "files refused instead", "precision", "F1", "late, h")
    table = Table(*columns, title=title)
    for kind, sizes in SIZES.items():
        wrong = sum(one.kind == kind for week in weeks for one in week.wrong)
        of_kind = [(week, one) for week in weeks for one in week.faults if one.kind == kind]
        _row(table, kind, of_kind, wrong)
        for low, high in pairwise(sizes):
            for sign, way in ((1, "ahead"), (-1, "back")):
                here = [
                    (week, one)
                    for week, one in of_kind
                    if one.sign == sign and low <= one.amount <= high
                ]
                _row(table, f"… {low:g} to {high:g} s {way}", here, None)
    console.print(table)
    _alarms(weeks, console)


def _row(table: Table, name: str, of: list[tuple[Week, Fault]], wrong: int | None) -> None:
    late_s = [week.late_s(fault) for week, fault in of]
    found = int(np.isfinite(late_s).sum())
    refused = sum(
        week.is_refused(fault)
        for (week, fault), late in zip(of, late_s, strict=True)
        if np.isinf(late)
    )
    late_h = [late / 3600 for late in late_s if np.isfinite(late)]
    table.add_row(
        name,
        shares(found, len(of)),
        str(refused),
        "" if wrong is None else shares(found, found + wrong),
        "" if wrong is None else f1(found, len(of) - found, wrong),
        f"{np.median(late_h):.1f}, 90 % {np.quantile(late_h, 0.9):.1f}" if late_h else "",
    )


def _alarms(weeks: Iterable[Week], console: Console) -> None:
    weeks = list(weeks)
    days = sum(week.well_days for week in weeks)
    console.print(f"{sum(week.cameras for week in weeks)} cameras, {days:.0f} days of them well")
    for kind in SIZES:
        wrong = [(week, one) for week in weeks for one in week.wrong if one.kind == kind]
        well = sum(week.is_well(one) for week, one in wrong)
        console.print(
            f"  {kind} told of no such fault: {well} while well, {well / days:.4f} a camera-day, "
            f"at most {poisson_most(well) / days:.4f}; {len(wrong) - well} beside another"
        )
