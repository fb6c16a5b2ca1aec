"""`lotgraph evaluate detections`: average precision of boxes."""

from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from lotgraph.command.aside import Aside
from lotgraph.command.evaluate.divided import (
    About,
    By,
    columns_of,
    detections_divided,
    show_divided,
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
from lotgraph.command.evaluate.interval import Intervals, show_drawn
from lotgraph.command.evaluate.warnings import missing_in_figures, show_warnings
from lotgraph.command.show import AsJson, document, note, rows, text

if TYPE_CHECKING:
    from lotgraph.formats.judged import Pair
    from lotgraph.formats.picture import Source

NAME = "detections"
EXAMPLE = (
    "Examples: [bold]lotgraph evaluate detections instances.json results.json[/bold] · "
    "[bold]lotgraph evaluate detections gt.txt det.txt[/bold]"
)


def run(  # noqa: PLR0913 -- a command has as many arguments as words
    truth: Annotated[
        str, typer.Argument(help="True boxes: a file, a folder, or a pattern with one * in quotes.")
    ],
    predicted: Annotated[str, typer.Argument(help="Boxes to judge, the same way, with scores.")],
    *,
    intervals: Intervals = False,
    by: By = None,
    about: About = None,
    errors: Errors = False,
    errors_out: ErrorsOut = None,
    gallery: Gallery = None,
    pictures: Pictures = None,
    as_json: AsJson = False,
) -> None:
    """Judge boxes: average precision as COCO has it, and the area that Pascal VOC has.

    AP is the mean over overlaps of .50 to .95 and over classes; small is below 32 px squared, large
    above 96. Labels and results may be COCO JSON, or both in any format that has frames. Figures
    are those of pycocotools.
    """
    from lotgraph.formats.judged import labels_and_detections
    from lotgraph.formats.picture import source_of
    from lotgraph.measure.precision import precision_of
    from lotgraph.measure.warn import warnings_of

    check(gallery, pictures, errors_out, truth, predicted)
    divide = columns_of(by, about)
    aside = Aside(told={"warnings": []} if as_json else None)
    with aside.giving_up():
        pair = labels_and_detections(truth, predicted, aside.add)
    precision = precision_of(pair.labels, pair.found)
    content: dict[str, Any] = {"all": precision.figures()}
    for kind in precision.kinds.tolist():
        content[pair.names.get(kind, str(kind))] = precision.figures(kind)
    warnings = [
        *missing_in_figures(aside.refused),
        *pair.assumed,
        *warnings_of(*pair.sides(), frame=pair.frame),
    ]
    show_warnings(warnings)
    shown: dict[str, Any] = {"intervals": _intervals(pair)} if intervals else {}
    divided = detections_divided(pair, divide, about) if divide else {}
    if divided:
        shown["by"] = divided
    blamed = None
    if errors or errors_out or gallery:
        source = (
            source_of(pictures, truth, pair.first, pair.frame, say=cache(note))
            if pictures
            else None
        )
        blamed = _blamed(pair, errors_out, gallery, source)
    if as_json:
        told = {"warnings": warnings, "refused": aside.refused}
        document(content | shown | told | ({"blamed": blamed} if blamed else {}))
        aside.leave()
        return
    columns = tuple(content["all"])
    rows(
        ("class", *columns),
        [(name, *(f"{value:.4f}" for value in one.values())) for name, one in content.items()],
        right=columns,
    )
    text(f"{len(pair.labels.image):,} labels, {len(pair.found.image):,} detections.")
    for name, one in shown.get("intervals", {}).get("classes", {}).items():
        show_drawn({"intervals": one}, f"{name}, {shown['intervals']['over']}")
    for name, groups in divided.items():
        show_divided(f"By {name}:", groups)
    if blamed:
        for name, point in blamed["best"].items():
            text(
                f"{name}: used from a score of {point['score']:.4g} on, where F1 is best: "
                f"precision {point['precision']:.4f}, recall {point['recall']:.4f}."
            )
        show(blamed)
    aside.leave()


def _intervals(pair: "Pair") -> dict[str, Any]:
    from lotgraph.measure.resample import Interval, precision_drawn, units_of

    images = pair.images.sort("image")
    unit, over = units_of(images["sequence"].to_list(), images["frame"].to_numpy())
    drawn = precision_drawn(pair.labels, pair.found, images["image"].to_numpy(), unit)
    classes = {
        "all" if kind is None else pair.names.get(kind, str(kind)): {
            name: asdict(Interval.of(values)) for name, values in one.items()
        }
        for kind, one in drawn.items()
    }
    return {"over": over, "classes": classes}


def _blamed(
    pair: "Pair", errors_out: Path | None, gallery: Path | None, source: "Source | None"
) -> dict[str, Any]:
    from lotgraph.measure.account import account_of_detections
    from lotgraph.measure.operate import best_points

    points = best_points(pair.labels, pair.found)
    told = account_of_detections(pair.labels, pair.found, pair.names, pair.images, points)
    best = {pair.names.get(kind, str(kind)): asdict(point) for kind, point in points.items()}
    return {"best": best, **account(told, errors_out, gallery, source)}
