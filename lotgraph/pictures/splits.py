"""Draws a figure part by part, one split of the whole below the other."""

import polars as pl

from lotgraph.pictures.style import (
    FAINT,
    GOOD,
    NAME_CHARACTERS,
    REFUSED,
    TITLE_CHARACTERS,
    card,
    fitted,
    png,
)

LINE_IN = 0.16
MOST_PARTS = 12  # of a split: those with most labels


def splits(
    rows: pl.DataFrame, figure: str, title: str, *, interval: tuple[str, str], best: str = ""
) -> bytes:
    """Draw a bar for each row as one PNG picture, its interval as a grey line where it is known.

    Args:
        rows: of one kind, with split, part, labels, the figure from 0 to 1 (null: not known) and
            both ends of its interval; splits and parts are drawn in their order.
        figure: the column that bars show.
        title: what the picture is about.
        interval: the columns of its ends.
        best: a column that is the most that the figure could be, drawn as a violet line.
    """
    shown = rows.filter(
        pl.col("labels").rank("ordinal", descending=True).over("split") <= MOST_PARTS
    )
    is_first = shown["split"] != shown["split"].shift().fill_null("")
    lines = shown.with_columns(place=pl.int_range(pl.len()) + is_first.cum_sum() * 0.6)
    place = lines["place"].to_numpy()
    with card(0.6 + LINE_IN * (place.max(initial=0) + 1)) as drawn:
        axes = drawn.subplots()
        axes.barh(place, lines[figure].fill_null(0).to_numpy(), 0.7, color=GOOD)
        if best:
            axes.scatter(lines[best].to_numpy(), place, marker="|", s=40, color=REFUSED)
        known = lines.drop_nulls(list(interval))
        axes.hlines(
            known["place"], known[interval[0]], known[interval[1]], color=FAINT, linewidth=2
        )
        names = [part or split for split, part in lines.select("split", "part").rows()]
        axes.set_yticks(place, [fitted(name, NAME_CHARACTERS) for name in names])
        axes.set_ylim(place.max(initial=0) + 0.6, place.min(initial=0) - 0.6)
        axes.set_xlim(0, 1)
        axes.spines[["top", "right"]].set_visible(False)
        axes.set_title(fitted(title, TITLE_CHARACTERS), loc="left", fontsize=9)
        return png(drawn)
