"""`lotgraph evaluate`: how good boxes and tracks are, against truth. One file per command."""

import typer

from lotgraph.command.evaluate import detections, tracks

NAME = "evaluate"
COMMANDS = (detections, tracks)

app = typer.Typer(no_args_is_help=True, rich_markup_mode="rich")
for module in COMMANDS:
    app.command(module.NAME, epilog=module.EXAMPLE)(module.run)


@app.callback()
def group() -> None:
    """Measure boxes and tracks against truth, with the metrics of the field.

    Files may be MOTChallenge text, KITTI tracking labels, COCO JSON or Parquet; what they are is
    found from what is in them.
    """
