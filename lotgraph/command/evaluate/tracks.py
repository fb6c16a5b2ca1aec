"""`lotgraph evaluate tracks`: HOTA, CLEAR and identity of tracks."""

from collections.abc import Mapping
from enum import StrEnum
from functools import cache, partial
from typing import TYPE_CHECKING, Annotated, Any

import typer

from lotgraph.command.aside import Aside
from lotgraph.command.evaluate.divided import (
    About,
    By,
    columns_of,
    show_divided,
    tracks_divided,
)
from lotgraph.command.evaluate.gallery import (
    Errors,
    ErrorsOut,
    Gallery,
    Pictures,
    account,
    check,
    show,
)
from lotgraph.command.evaluate.interval import Intervals, drawn, show_drawn
from lotgraph.command.evaluate.warnings import missing_in_figures, show_warnings
from lotgraph.command.progress import progress
from lotgraph.command.show import AsJson, document, note, rows, text

if TYPE_CHECKING:
    import polars as pl

NAME = "tracks"
EXAMPLE = (
    "Examples: [bold]lotgraph evaluate tracks MOT17 results --detections MOT17[/bold] · "
    "[bold]lotgraph evaluate tracks gt.txt tracks.txt --detections det.txt[/bold] · "
    "[bold]lotgraph evaluate tracks 'sets/*/gt.txt' 'sets/*/mine.txt'[/bold]"
)
SHOWN = ("HOTA", "DetA", "AssA", "LocA", "MOTA", "IDF1", "FN", "FP", "IDSW", "Frag", "MT", "ML")


class Rules(StrEnum):
    """Whose rules say what is judged."""

    PLAIN = "plain"
    TOLERANT = "tolerant"
    MOT17 = "mot17"
    MOT20 = "mot20"
    KITTI = "kitti"


def run(  # noqa: PLR0913 -- a command has as many arguments as words
    truth: Annotated[
        str,
        typer.Argument(help="True tracks: a file, a folder, or a pattern with one * in quotes."),
    ],
    predicted: Annotated[str, typer.Argument(help="Tracks to judge, the same way.")],
    *,
    detections: Annotated[
        str | None,
        typer.Option(
            help="What the tracks were made of, the same way: says which share of the score that "
            "perfect association of it would reach is reached."
        ),
    ] = None,
    rules: Annotated[
        Rules | None,
        typer.Option(
            help="What is judged, and what neither right nor wrong; found from the truth unless "
            "named: plain judges each class by itself; tolerant too, but who finds what the truth "
            "marks with 0 is neither right nor wrong; mot17 and mot20 judge pedestrians beside "
            "distractors; kitti leaves out what is hidden, cut, low or in regions."
        ),
    ] = None,
    intervals: Intervals = False,
    against: Annotated[
        str | None,
        typer.Option(
            help="Other tracks of the same footage, the same way: says how much better or worse "
            "the first are, and in which interval that lies."
        ),
    ] = None,
    by: By = None,
    about: About = None,
    errors: Errors = False,
    errors_out: ErrorsOut = None,
    gallery: Gallery = None,
    pictures: Pictures = None,
    as_json: AsJson = False,
) -> None:
    """Judge tracks: HOTA, MOTA, IDF1 and what they are made of.

    A folder holds a file for each sequence (`NAME.txt`, `NAME/gt/gt.txt`, `label_02/NAME.txt`,
    `NAME.parquet`); those of the same name belong together. A sequence without predictions counts
    as one in which nothing was found. Figures are those of TrackEval.
    """
    from lotgraph.formats.find import DETECTED, LAYOUTS
    from lotgraph.formats.form import Form
    from lotgraph.formats.picture import source_of
    from lotgraph.formats.together import together
    from lotgraph.measure.account import account_of_tracks
    from lotgraph.measure.judge import judge
    from lotgraph.measure.resample import said
    from lotgraph.measure.rules import rules_for
    from lotgraph.measure.warn import warnings_of

    check(gallery, pictures, errors_out, truth, predicted, detections, against)
    divide = columns_of(by, about)
    named = {
        "": (predicted, LAYOUTS),
        "--detections: ": (detections, DETECTED),
        "--against: ": (against, LAYOUTS),
    }
    given = {side: (one, layouts) for side, (one, layouts) in named.items() if one is not None}
    aside = Aside(told={"classes": {}, "warnings": []} if as_json else None)
    with aside.giving_up():
        truths, *others = together(
            [(truth, LAYOUTS), *given.values()], partial(progress, what="Reading"), aside.add
        )
    true, told, *more = (side.boxes for side in (truths, *others))
    found = more.pop(0) if detections is not None else None
    edges = _edges(true) if intervals or against else None
    is_mot = all(part.form is Form.MOT for part in truths.parts.values())
    held = rules.value if rules else rules_for(true.values(), is_mot=is_mot)
    judged = judge(true, told, found, held, edges)
    content = _content(judged)
    content["refused"] = aside.refused
    content["warnings"] = missing_in_figures(aside.refused)
    content["warnings"] += [one for side in (truths, *others) for one in side.passed_over]
    content["warnings"] += [
        f"{name}{one}"
        for name, side in zip(given, others, strict=True)
        for one in (*side.assumed, *warnings_of(true, side.boxes, rules=held))
    ]
    if edges is not None:
        content["over"] = said(sum(len(some) + 1 for some in edges.values()), len(edges))
        other = judge(true, more[0], None, held, edges) if against else None
        for kind, own in content["classes"].items():
            own |= drawn(judged.of_units(kind), other.of_units(kind) if other else None)
    if divide:
        content["by"] = tracks_divided(true, told, held, divide, about)
    if errors or errors_out or gallery:
        source = source_of(pictures, truth, truths.first, say=cache(note)) if pictures else None
        rows_of = account_of_tracks(true, told, held)
        content["blamed"] = account(rows_of, errors_out, gallery, source)
    show_warnings(content["warnings"])
    if as_json:
        document(content)
    else:
        _print(content)
        for name, classes in content.get("by", {}).items():
            for kind, groups in classes.items():
                show_divided(f"{kind}, by {name}:", groups)
        if "blamed" in content:
            show(content["blamed"])
    aside.leave()


def _edges(truth: Mapping[str, "pl.DataFrame"]) -> dict[str, Any]:
    """Where the stretches of each sequence begin that intervals are drawn from."""
    from lotgraph.measure.resample import edges_of

    names = sorted(truth)
    frames = [truth[name]["frame"].to_numpy() for name in names]
    return dict(zip(names, edges_of(frames), strict=True))


def _content(judged: Any) -> dict[str, Any]:
    classes = {}
    for kind in judged.kinds:
        whole = judged.of_class(kind).figures()
        best = judged.limit_of_class(kind)
        sequences = {n: s.figures() for (n, own), s in judged.scores.items() if own == kind}
        classes[kind] = {"all": whole, "sequences": sequences}
        if best is not None:
            figures = best.figures()
            shares = {n: whole[n] / figures[n] if figures[n] else None for n in ("HOTA", "IDF1")}
            classes[kind] |= {"limit": figures, "share_of_limit": shares}
    return {"rules": judged.rules, "classes": classes}


def _print(content: dict[str, Any]) -> None:
    for kind, judged in content["classes"].items():
        lines = {**judged["sequences"], "all": judged["all"]}
        if len(judged["sequences"]) == 1:
            del lines["all"]
        if "limit" in judged:
            lines["perfect association"] = judged["limit"]
        text(f"{kind}, by the rules of {content['rules']}")
        rows(
            ("sequence", *SHOWN),
            [(name, *(_shown(figures[n]) for n in SHOWN)) for name, figures in lines.items()],
            right=SHOWN,
        )
        show_drawn(judged, content.get("over", ""))
        for name, share in judged.get("share_of_limit", {}).items():
            if share is not None:
                text(f"{name} is {share:.1%} of what perfect association reaches.")


def _shown(value: float) -> str:
    return f"{value:.4f}" if isinstance(value, float) else f"{value:,}"
