"""How far figures may be off, as `evaluate` says it."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from lotgraph.command.show import rows, text

if TYPE_CHECKING:
    from lotgraph.measure.judge import Score

Intervals = Annotated[
    bool,
    typer.Option(
        "--intervals",
        help="Say where 95 % of a figure lie if footage is drawn again from this footage: whole "
        "sequences, or stretches of them where there are fewer than five.",
    ),
]


def drawn(units: "Sequence[Score]", others: "Sequence[Score] | None") -> dict[str, Any]:
    """Intervals of figures of tracks, and of what they are better than those of others by."""
    from lotgraph.measure.resample import Difference, Interval, tracks_drawn

    own = tracks_drawn(units)
    content = {"intervals": {name: asdict(Interval.of(values)) for name, values in own.items()}}
    if others is not None:
        other = tracks_drawn(others)
        content["against"] = {
            name: asdict(Difference.between(values, other[name])) for name, values in own.items()
        }
    return content


def show_drawn(content: Mapping[str, Any], over: str) -> None:
    """Print intervals, and differences where there are any."""
    if "intervals" not in content:
        return
    text(f"95 % of draws, over {over}:" if over else "95 % of draws:")
    _table("value", "{:.4f}", content["intervals"])
    if "against" in content:
        _table("better by", "{:+.4f}", content["against"])


def _table(called: str, form: str, figures: Mapping[str, Mapping[str, float]]) -> None:
    columns = ["figure", called, "from", "to"]
    lines = [
        [name, *(form.format(one[key]) for key in ("value", "low", "high"))]
        for name, one in figures.items()
    ]
    if any("is_better_share" in one for one in figures.values()):
        columns.append("better in")
        for line, one in zip(lines, figures.values(), strict=True):
            line.append(f"{one['is_better_share']:.0%}")
    rows(columns, lines, right=columns[1:])
