"""Lists folders of an object store as a local folder would be listed."""

from datetime import UTC, datetime, timedelta
from typing import Any

import fsspec
import polars as pl

from lotgraph.errors import LandingError
from lotgraph.landing.columns import LISTED, LOOSE

_STAMPS = ("mtime", "LastModified", "last_modified", "updated", "created")  # each store its own
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def folders_of(root: str) -> list[str]:
    """Names of the folders directly below `root`."""
    filesystem, path = _opened(root)
    found = _asked(root, lambda: filesystem.ls(path, detail=True))
    return [i["name"].rstrip("/").rsplit("/", 1)[-1] for i in found if i["type"] == "directory"]


def list_objects(root: str, folder: str) -> pl.DataFrame:
    """Everything below one folder (for `LOOSE`: the files directly in `root`) as `LISTED`.

    Objects below `<site>/<camera>/<name>/` are members of one folder of stills.
    """
    filesystem, path = _opened(root)
    if folder == LOOSE:
        found = _asked(root, lambda: filesystem.ls(path, detail=True))
        infos = [info for info in found if info["type"] == "file"]
    else:
        below = f"{path}/{folder}"
        infos = list(_asked(root, lambda: filesystem.find(below, detail=True).values()))
    columns = {
        "uri": [info["name"].removeprefix(path).strip("/") for info in infos],
        "size_bytes": [int(info["size"] or 0) for info in infos],
        "changed_ns": [_changed_ns(info) for info in infos],
    }
    rows = pl.DataFrame(columns, schema={name: LISTED[name] for name in columns})
    return _as_units(rows, is_loose=folder == LOOSE)


def _as_units(rows: pl.DataFrame, *, is_loose: bool) -> pl.DataFrame:
    """One row a file, or a folder of stills: bytes of all members, time of the latest change."""
    parts = pl.col("uri").str.splitn("/", 4).struct
    first, second, third, fourth = (parts.field(f"field_{i}") for i in range(4))
    if is_loose:
        first, second, third, fourth = pl.lit(LOOSE), pl.lit(None, pl.String()), first, second
    has_camera = third.is_not_null() & pl.lit(not is_loose)
    named = rows.filter(~pl.col("uri").str.contains(r"(^|/)\.")).with_columns(
        site_folder=first,
        camera_folder=pl.when(has_camera).then(second),
        name=pl.coalesce(third, second),
        kind=pl.when(fourth.is_null()).then(pl.lit("file")).otherwise(pl.lit("folder")),
    )
    units = named.group_by("site_folder", "camera_folder", "name", "kind").agg(
        pl.col("size_bytes").sum(), pl.col("changed_ns").max()
    )
    prefix = pl.concat_str(
        pl.col("site_folder").replace("", None),
        "camera_folder",
        "name",
        separator="/",
        ignore_nulls=True,
    )
    return units.with_columns(uri=prefix).select(*LISTED)


def _opened(root: str) -> tuple[Any, str]:
    filesystem, path = fsspec.core.url_to_fs(root)
    filesystem.invalidate_cache()  # another process may have landed a file since
    return filesystem, path.rstrip("/")


def _asked(root: str, question: Any) -> Any:
    try:
        return question()
    except (OSError, ValueError) as error:
        raise LandingError(
            f"landing folder {root} cannot be listed ({error}); check the address and the rights"
        ) from error


def _changed_ns(info: dict[str, Any]) -> int:
    stamp = next((info[name] for name in _STAMPS if info.get(name)), 0.0)
    if isinstance(stamp, datetime):
        return (stamp.astimezone(UTC) - _EPOCH) // _MICROSECOND * 1000
    return int(float(stamp) * 1_000_000) * 1000
