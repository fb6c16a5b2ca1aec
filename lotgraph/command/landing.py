"""`lotgraph landing`: says what lies in the landing folder, where it goes, what is refused."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from lotgraph.command.group import NOT_WELL, settings_in_force
from lotgraph.command.progress import progress
from lotgraph.command.show import AsJson, counted, document, note, rows, text

if TYPE_CHECKING:
    import polars as pl

    from lotgraph.landing import Live
    from lotgraph.settings import Settings

MOST_NAMED = 20
NAME = "landing"
EXAMPLE = (
    "Examples: [bold]lotgraph landing[/bold] · [bold]lotgraph landing s3://bucket/landing[/bold] · "
    "[bold]lotgraph --settings demo/lotgraph.toml landing --open --json[/bold] (sites and cameras "
    "are those of the settings). Exit code 1: some refused."
)


def run(
    context: typer.Context,
    folder: Annotated[
        str | None, typer.Argument(help="Landing folder; unset: that of the settings.")
    ] = None,
    *,
    opened: Annotated[
        bool, typer.Option("--open", help="Also open each file, as a run of its window would.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Say which site and window each landed file goes to, and which are refused and why.

    Nothing is moved or changed. Names and places alone are looked at, unless --open is given.
    """
    from lotgraph.landing import Live, list_landing, place

    settings = settings_in_force(context)
    root = folder or settings.paths.landing
    live = Live.of(settings.windows, datetime.now(UTC))
    placed = place(list_landing(root), settings, live)
    if placed.height and not settings.sites:
        note(
            "lotgraph: the settings name no site, so every file is refused; choose others: "
            "lotgraph --settings FILE landing"
        )
    files = [_entry(row, settings, live) for row in placed.to_dicts()]
    refused = _refused_by_content(placed, settings, root) if opened else _by_name(placed, settings)
    if as_json:
        document({"landing": root, "files": files, "refused": refused})
    else:
        _print(root, files, refused)
    if refused:
        raise typer.Exit(NOT_WELL)


def _entry(row: dict[str, Any], settings: "Settings", live: "Live") -> dict[str, Any]:
    from lotgraph.landing.outside import why

    window = row["window_at"]
    is_live = live.holds(window)
    return {
        "file": row["uri"],
        "site": row["site_id"],
        "camera": row["camera_id"],
        "window": live.grid.key_of(window),
        "is_live": is_live,
        "not_taken": None if is_live else why(row, settings, live),
        "starts_at": row["named_at"],
        "landed_at": row["landed_at"],
        "size_bytes": row["size_bytes"],
    }


def _by_name(placed: "pl.DataFrame", settings: "Settings") -> list[dict[str, Any]]:
    from lotgraph.landing.refusals import explain

    return [
        _refusal(row["uri"], row["reason"], explain(row, settings))
        for row in placed.drop_nulls("reason").to_dicts()
    ]


def _refusal(uri: str, reason: str, explanation: str) -> dict[str, Any]:
    from lotgraph.captures.reasons import REASONS

    said = {"reason": reason, "explanation": explanation, "meaning": REASONS[reason]}
    return {"file": uri, "is_usable": False, **said}


def _refused_by_content(
    placed: "pl.DataFrame", settings: "Settings", root: str
) -> list[dict[str, Any]]:
    from lotgraph.lake.files import Files
    from lotgraph.landing.take import take
    from lotgraph.video import Probe, probe

    opening = progress(range(placed["reason"].null_count()), "Opening")

    def look(uri: str) -> Probe:
        next(opening, None)
        return probe(uri)

    windows = placed.partition_by("site_id", "window_at", maintain_order=True)
    refused = []
    for window in windows:
        taken = take(window, settings, Files(root).url, look)
        refused += taken.quarantine.to_dicts()
    return [
        _refusal(row["uri"], row["reason"], row["explanation"])
        for row in sorted(refused, key=lambda row: str(row["uri"]))
    ]


def _print(root: str, files: list[dict[str, Any]], refused: list[dict[str, Any]]) -> None:
    windows: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for entry in files:
        windows.setdefault((entry["site"], entry["window"]), []).append(entry)
    is_refused = {entry["file"] for entry in refused}
    lines = [
        (
            *key,
            len({entry["camera"] for entry in inside}),
            len(inside),
            sum(entry["file"] in is_refused for entry in inside),
            "" if inside[0]["is_live"] else "outside the live windows; see windows.first_day",
        )
        for key, inside in sorted(windows.items())
    ]
    columns = ("site", "window", "cameras", "files", "refused", "")
    if lines:
        rows(columns, lines, right=("cameras", "files", "refused"))
    for entry in refused:
        said = entry["explanation"].removeprefix(f"{entry['file']}: ")
        text(f"refused ({entry['reason']}): {entry['file']}: {said}")
    outside = [entry for entry in files if entry["not_taken"]]
    for entry in outside[:MOST_NAMED]:
        text(f"not taken: {entry['file']}: {entry['not_taken']}")
    if len(outside) > MOST_NAMED:
        text(f"not taken: {len(outside) - MOST_NAMED} more; --json names all of them")
    listed = f"{counted(len(files), 'file')} in {counted(len(windows), 'window')} of {root}"
    text(f"{listed}, {len(refused)} refused, {len(outside)} not taken.")
