"""Lists what lies in a landing folder: names, sizes and times of change, as columns.

One row is a file at any depth down to `<site>/<camera>/`, or a folder there (stills). Cost: one
stat a file, and some 300 bytes of memory a row for as many folders as are asked for.
"""

import os
from collections.abc import Iterable

import polars as pl

from lotgraph.errors import LandingError
from lotgraph.lake.files import Files
from lotgraph.landing.columns import LOOSE, is_counted
from lotgraph.landing.disk import DiskRows, entries_of
from lotgraph.landing.objects import folders_of, list_objects


def folders(root: str) -> list[str]:
    """Every folder of the landing folder in order, `LOOSE` first.

    Raises:
        LandingError: if it cannot be listed.
    """
    files = Files(root)
    if not files.is_local:
        return [LOOSE, *sorted(filter(is_counted, folders_of(root)))]
    try:
        entries = entries_of(files.path(""))
    except FileNotFoundError as error:
        raise LandingError(
            f"landing folder {root} does not exist; create it or set paths.landing"
        ) from error
    real = (e.name for e in entries if e.is_dir(follow_symlinks=False))
    return [LOOSE, *sorted(filter(is_counted, real))]


def list_landing(root: str, within: Iterable[str] | None = None) -> pl.DataFrame:
    """List some folders of a landing folder (None: all) as a table of `LISTED`, ordered by uri.

    A file that goes away meanwhile is left out.

    Raises:
        LandingError: if a folder cannot be listed; it must not look like an empty one.
    """
    files = Files(root)
    if not files.is_local:
        return list_objects(root, within).sort("uri")
    rows = DiskRows(os.path.realpath(files.path("")))
    for folder in folders(root) if within is None else within:
        rows.read_site(folder)
    return rows.table().sort("uri")
