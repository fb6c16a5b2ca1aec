"""Lists folders of an object store as a local folder would be listed."""

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
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


def list_objects(root: str, within: Iterable[str] | None) -> pl.DataFrame:
    """Everything below some folders of `root` (None: below all, in one listing) as `LISTED`.

    Objects below `<site>/<camera>/<name>/` are members of one folder of stills. Memory: about a
    kilobyte an object while the store's answer is read.
    """
    filesystem, path = _opened(root)
    infos: list[dict[str, Any]] = []
    if within is None:
        infos += _asked(root, lambda: filesystem.find(path, detail=True)).values()
        if not infos and not _asked(root, lambda: filesystem.exists(path)):
            raise LandingError(f"landing folder {root} does not exist; check the address")
    for folder in within or ():
        if folder == LOOSE:
            found = _asked(root, lambda: filesystem.ls(path, detail=True))
            infos += [info for info in found if info["type"] == "file"]
        else:
            below = f"{path}/{folder}"
            infos += _asked(root, partial(filesystem.find, below, detail=True)).values()
    columns = {
        "uri": [info["name"].removeprefix(path).strip("/") for info in infos],
        "size_bytes": [int(info["size"] or 0) for info in infos],
        "changed_ns": [changed_us(info) * 1000 for info in infos],
    }
    return _as_units(pl.DataFrame(columns, schema={name: LISTED[name] for name in columns}))


def _as_units(rows: pl.DataFrame) -> pl.DataFrame:
    """One row a file, or a folder of stills: bytes of all members, time of the latest change."""
    parts = pl.col("uri").str.splitn("/", 4).struct
    first, second, third, fourth = (parts.field(f"field_{i}") for i in range(4))
    named = rows.filter(~pl.col("uri").str.contains(r"(^|/)\.")).with_columns(
        site_folder=pl.when(second.is_null()).then(pl.lit(LOOSE)).otherwise(first),
        camera_folder=pl.when(third.is_not_null()).then(second),
        name=pl.coalesce(third, second, first),
        kind=pl.when(fourth.is_null()).then(pl.lit("file")).otherwise(pl.lit("folder")),
        # A member's path is that of its folder, three parts long.
        uri=pl.when(fourth.is_null())
        .then("uri")
        .otherwise(pl.concat_str(first, second, third, separator="/")),
    )
    return (
        named.group_by("uri", "site_folder", "camera_folder", "name", "kind")
        .agg(pl.col("size_bytes").sum(), pl.col("changed_ns").max())
        .select(*LISTED)
    )


def _opened(root: str) -> tuple[Any, str]:
    filesystem, path = fsspec.core.url_to_fs(root)
    filesystem.invalidate_cache()  # another process may have landed a file since
    return filesystem, path.rstrip("/")


def _asked(root: str, question: Callable[[], Any]) -> Any:
    try:
        return question()
    except (OSError, ValueError) as error:
        raise LandingError(
            f"landing folder {root} cannot be listed ({error}); check the address and the rights"
        ) from error


def changed_us(info: Mapping[str, Any]) -> int:
    """When an object was last changed, in microseconds since 1970; 0 where its store says none."""
    stamp = next((info[name] for name in _STAMPS if info.get(name)), 0.0)
    if isinstance(stamp, datetime):
        return (stamp.astimezone(UTC) - _EPOCH) // _MICROSECOND
    return int(float(stamp) * 1_000_000)
