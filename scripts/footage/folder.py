"""The folder of footage: captures, their truth beside them, and the list of what landed when."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import polars as pl

SHIPPED = Path(__file__).parent.parent.parent / "footage"
NOT_SHIPPED = "twin_motions"  # 9 MB of truth that the script makes again
ARRIVAL = timedelta(seconds=20)  # after a capture's end, the time to copy it


@dataclass(frozen=True)
class File:
    """A file of the landing folder: its path there, its hash, and when it landed."""

    uri: str
    sha256: str
    landed_at: datetime


@dataclass(frozen=True)
class Folder:
    """Where footage lies."""

    path: Path

    @property
    def landing(self) -> Path:
        """Captures, in the layout of a landing folder."""
        return self.path / "landing"

    @property
    def truth(self) -> Path:
        """Tables of what is true; nothing in the graph reads them."""
        return self.path / "truth"

    def files(self) -> list[File]:
        """What landed, as listed."""
        rows = json.loads((self.path / "files.json").read_text())
        return [File(uri, sha, datetime.fromisoformat(at)) for uri, sha, at in rows]

    def list_files(self) -> None:
        """Write the list: a clone keeps no times of files, and the graph wants to know them."""
        frames = pl.read_parquet(self.truth / "twin_frames" / "**" / "*.parquet")
        ends = dict(frames.group_by("uri").agg(pl.col("delivered_at").max()).iter_rows())
        files = sorted(file for file in self.landing.rglob("*") if file.is_file())
        hashes = {file: hashlib.sha256(file.read_bytes()).hexdigest() for file in files}
        uris = {file: file.relative_to(self.landing).as_posix() for file in files}
        told = {hashes[file]: ends[uri] for file, uri in uris.items() if uri in ends}
        rows = [
            # A copy under another name lands with what it is a copy of.
            (uri, hashes[file], (ends.get(uri, told[hashes[file]]) + ARRIVAL).isoformat())
            for file, uri in uris.items()
        ]
        lines = ",\n".join(json.dumps(row) for row in rows)
        (self.path / "files.json").write_text(f"[\n{lines}\n]\n")

    def size(self) -> int:
        """Bytes of everything that ships."""
        files = (file for file in self.path.rglob("*") if file.is_file())
        return sum(file.stat().st_size for file in files if NOT_SHIPPED not in file.parts)
