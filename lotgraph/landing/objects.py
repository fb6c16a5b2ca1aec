"""Lists folders of an object store as a local folder would be listed."""

import hashlib
from array import array
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

import fsspec
import polars as pl

from lotgraph.errors import LandingError
from lotgraph.landing.columns import LISTED, LOOSE
from lotgraph.landing.footage import without_footage
from lotgraph.stamps import changed_us


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
    rows = ObjectRows(root)
    if within is None:
        rows.read_all()
    for folder in within or ():
        rows.read_site(folder)
    return rows.table()


@dataclass
class ObjectRows:
    """Columns that grow while folders of an object store are read; see `disk.DiskRows`."""

    root: str
    names: list[str] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)
    changes: list[int] = field(default_factory=list)

    def read_all(self) -> None:
        """Take everything, in one listing.

        Raises:
            LandingError: if there is nothing, or it cannot be listed.
        """
        filesystem, path = _opened(self.root)
        self._add(_asked(self.root, lambda: filesystem.find(path, detail=True)).values())
        if not self.names and not _asked(self.root, lambda: filesystem.exists(path)):
            raise LandingError(f"landing folder {self.root} does not exist; check the address")

    def read_site(self, folder: str) -> None:
        """Take everything below one folder of the landing folder.

        Raises:
            LandingError: if it cannot be listed.
        """
        filesystem, path = _opened(self.root)
        if folder == LOOSE:
            found = _asked(self.root, lambda: filesystem.ls(path, detail=True))
            self._add(info for info in found if info["type"] == "file")
        else:
            below = f"{path}/{folder}"
            self._add(_asked(self.root, lambda: filesystem.find(below, detail=True)).values())

    def _add(self, infos: Iterable[dict[str, Any]]) -> None:
        for info in infos:
            self.names.append(info["name"])
            self.sizes.append(int(info["size"] or 0))
            self.changes.append(changed_us(info) * 1000)

    def extend(self, other: "ObjectRows") -> None:
        """Take over all rows of another."""
        for name in ("names", "sizes", "changes"):
            getattr(self, name).extend(getattr(other, name))

    def digest(self) -> bytes:
        """Sixteen bytes that change when any row does."""
        digest = hashlib.blake2b("\0".join(self.names).encode(), digest_size=16)
        digest.update(array("q", self.sizes).tobytes())
        digest.update(array("q", self.changes).tobytes())
        return digest.digest()

    def table(self) -> pl.DataFrame:
        """The rows as a table of `LISTED`."""
        _, path = _opened(self.root)
        columns = {
            "uri": [name.removeprefix(path).strip("/") for name in self.names],
            "size_bytes": self.sizes,
            "changed_ns": self.changes,
        }
        schema = {name: LISTED[name] for name in columns}
        return without_footage(_as_units(pl.DataFrame(columns, schema=schema)))


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
    # Another process may land a file at any time, so nothing that was listed is remembered.
    filesystem, path = fsspec.core.url_to_fs(root, use_listings_cache=False)
    return filesystem, path.rstrip("/")


def _asked(root: str, question: Callable[[], Any]) -> Any:
    try:
        return question()
    except (OSError, ValueError) as error:
        raise LandingError(
            f"landing folder {root} cannot be listed ({error}); check the address and the rights"
        ) from error
