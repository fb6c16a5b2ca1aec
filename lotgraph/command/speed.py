"""Tells how fast pictures follow each other, and says what is taken where nothing tells it."""

from pathlib import Path


def speed_of(uri: str, fps: float | None, *, is_timed: bool) -> tuple[float | None, str]:
    """Frames a second of pictures whose names say no time, and what is to be said of it.

    `fps` is what somebody names. Without it a seqinfo.ini beside the pictures or above them counts,
    as for tables, else one a second is taken; that is said where `is_timed`, as something depends
    on it.

    Raises:
        LotgraphError: if the pictures or that file cannot be read.
    """
    from lotgraph.detector.name import still_names
    from lotgraph.tracker.rate import told_rate
    from lotgraph.video.places import locate
    from lotgraph.video.stills import STILLS_HZ, times_in

    names = still_names(uri)
    if not names:
        return fps, ""
    if times_in(names) is not None:
        said = "its pictures' names say when they were taken, --fps is left aside"
        return fps, said if fps is not None else ""
    place = locate(uri)
    if fps is None and place.is_local:
        fps = told_rate(Path(place.path) / names[0] if place.is_folder else Path(place.path))
    if fps is not None or len(names) == 1 or not is_timed:
        return fps, ""
    return None, (
        "nothing says how fast its pictures follow each other, "
        f"{STILLS_HZ:g} a second is taken; --fps says it"
    )
