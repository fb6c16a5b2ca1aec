"""`lotgraph health`: judges cameras by their footage."""

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from lotgraph.command.collect import Paths, captures_below
from lotgraph.command.group import NOT_WELL, settings_in_force
from lotgraph.command.progress import Progress
from lotgraph.command.show import AsJson, counted, document, rows, save, text

if TYPE_CHECKING:
    from lotgraph.health.inspect import Inspection

NAME = "health"
EXAMPLE = (
    "Examples: [bold]lotgraph health gate.mp4[/bold] · "
    "[bold]lotgraph health garage --evidence pictures --json[/bold]. "
    "Exit code 1: a fault, or a file that cannot be judged."
)


def run(
    context: typer.Context,
    paths: Paths,
    *,
    rate: Annotated[
        float | None,
        typer.Option(help="Frames judged a second; unset: health.sample_hz.", min=0.01, max=30),
    ] = None,
    evidence: Annotated[
        Path | None,
        typer.Option(help="Folder for a picture of each fault and a plot of each file."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Judge the camera behind each capture: blurred, covered, moved, frozen, black, and so on.

    Each file is a camera of its own, judged by its own best moments. Times are seconds from the
    file's start.
    """
    from lotgraph.health.inspect import inspect

    rules = settings_in_force(context).health
    found = []
    judging = Progress("Judging")
    for number, uri in enumerate(judging.each(captures_below(paths))):
        for inspection in inspect(
            [uri],
            rate_hz=rate or rules.sample_hz,
            usable_share=rules.usable_share,
            through=judging.within,
        ):
            summary = inspection.summary()
            if evidence and inspection.rows is not None:
                summary |= _picture(inspection, evidence, f"{number:03d}-{_plain(uri)}")
            found.append(summary)
    if as_json:
        document(found)
    else:
        _print(found)
    if not found or any(entry["faults"] or not entry["is_usable"] for entry in found):
        raise typer.Exit(NOT_WELL)


def _picture(inspection: "Inspection", folder: Path, name: str) -> dict[str, Any]:
    """Write the plot of a file and the evidence of its faults; which files those are."""
    from lotgraph.health.evidence import frame_before, picture
    from lotgraph.health.plot import plot
    from lotgraph.video import fetch

    measured, faults = inspection.rows, inspection.faults
    if measured is None or faults is None:
        return {}
    curves = plot(measured, faults, inspection.uri)
    written = [save(folder / f"{name}-measures.png", curves, "--evidence folder")]
    said = zip(
        faults.sort("started_at", "kind").to_dicts(), inspection.summary()["faults"], strict=True
    )
    for fault, entry in said:
        before = frame_before(measured, fault)
        during = fetch(inspection.uri, [fault["evidence_frame"]]).pixels[0]
        earlier = fetch(inspection.uri, [before[1]]).pixels[0] if before else None
        title = f"{fault['kind']} from {entry['start_s']} s, confidence {entry['confidence']}"
        file = folder / f"{name}-{fault['kind']}-{entry['start_s']:08.3f}s.webp"
        written.append(save(file, picture(during, earlier, title), "--evidence folder"))
    return {"pictures": written}


def _plain(uri: str) -> str:
    """The last part of an address as part of a file name."""
    return re.sub(r"[^\w.-]", "_", uri.rstrip("/").rpartition("/")[2])[:60]


def _print(found: list[dict[str, Any]]) -> None:
    shown = ("kind", "start_s", "end_s", "confidence", "explanation")
    lines = [
        (entry["file"], *(fault[name] for name in shown))
        for entry in found
        for fault in entry["faults"]
    ]
    if lines:
        columns = ("file", "fault", "from s", "to s", "confidence", "what was seen")
        rows(columns, lines, right=columns[2:5])
    for entry in found:
        if entry["damage"]:
            text(f"damaged: {entry['file']}: {entry['damage']}")
        if entry["explanation"]:
            text(f"not judged: {entry['explanation']}")
    if found and not lines and all(entry["is_usable"] for entry in found):
        text(_well([entry["file"] for entry in found]))
    text(_counted(found))


def _well(files: list[str]) -> str:
    """That nothing is wrong, with the name of the file, or the folders that all lie in."""
    from lotgraph.measure.warn import named

    if len(files) == 1:
        return f"No fault was seen in {files[0]}."
    folders = sorted({file.rstrip("/").rpartition("/")[0] or "." for file in files})
    return f"No fault was seen in any of {counted(len(files), 'file')} in {named(folders)}."


def _counted(found: list[dict[str, Any]]) -> str:
    """Every file once: well, faulty (and how much of that is beyond use), or not judged."""
    refused = sum(entry["explanation"] is not None for entry in found)
    faulty = [entry for entry in found if entry["faults"]]
    unusable = sum(not entry["is_usable"] for entry in found) - refused
    well = len(found) - refused - len(faulty)
    beyond = f" ({unusable} beyond use)" if unusable else ""
    faults = f"{len(faulty)} with faults{beyond}"
    return f"{counted(len(found), 'file')}: {well} well, {faults}, {refused} not judged."
