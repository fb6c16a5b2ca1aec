"""`lotgraph evaluate detections`: average precision of boxes."""

from typing import Annotated

import typer

from lotgraph.command.show import AsJson, document, rows, text

NAME = "detections"
EXAMPLE = (
    "Examples: [bold]lotgraph evaluate detections instances.json results.json[/bold] · "
    "[bold]lotgraph evaluate detections gt.txt det.txt[/bold]"
)


def run(
    truth: Annotated[
        str, typer.Argument(help="True boxes: a file, a folder, or a pattern with one * in quotes.")
    ],
    predicted: Annotated[str, typer.Argument(help="Boxes to judge, the same way, with scores.")],
    *,
    as_json: AsJson = False,
) -> None:
    """Judge boxes: average precision as COCO has it, and the area that Pascal VOC has.

    AP is the mean over overlaps of .50 to .95 and over classes; small is below 32 px squared, large
    above 96. Labels and results may be COCO JSON, or both in any format that has frames. Figures
    are those of pycocotools.
    """
    from lotgraph.formats.judged import labels_and_detections
    from lotgraph.measure.precision import precision_of

    labels, found, names = labels_and_detections(truth, predicted)
    precision = precision_of(labels, found)
    content = {"all": precision.figures()}
    for kind in precision.kinds.tolist():
        content[names.get(kind, str(kind))] = precision.figures(kind)
    if as_json:
        document(content)
        return
    columns = tuple(content["all"])
    rows(
        ("class", *columns),
        [(name, *(f"{value:.4f}" for value in one.values())) for name, one in content.items()],
        right=columns,
    )
    text(f"{len(labels.image):,} labels, {len(found.image):,} detections.")
