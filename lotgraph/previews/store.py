"""Keeps pictures as files of the lake: `previews/<first two digits>/<sha256>.<kind>`."""

import hashlib
import re
from dataclasses import dataclass
from functools import cached_property

from lotgraph.errors import LotgraphError
from lotgraph.lake.files import Files

MEDIA_TYPES = {"webp": "image/webp", "png": "image/png", "svg": "image/svg+xml"}
LIMIT_BYTES = 8 * 1024 * 1024  # a full-page plot is a tenth of it; more is not a preview
FOLDER = "previews"  # beside the tables
NAME = re.compile(r"([0-9a-f]{64})\.(webp|png|svg)")


@dataclass(frozen=True)
class Preview:
    """A kept picture: the hash of its bytes and what kind of picture it is."""

    sha256: str
    kind: str

    @property
    def name(self) -> str:
        """File name, and last part of its address."""
        return f"{self.sha256}.{self.kind}"

    @classmethod
    def named(cls, name: str) -> "Preview | None":
        """The preview of that file name, or None where the name cannot be one."""
        match = NAME.fullmatch(name)
        return cls(match[1], match[2]) if match else None


@dataclass(frozen=True)
class PreviewStore:
    """The previews of a lake, by content hash."""

    root: str

    @cached_property
    def _files(self) -> Files:
        return Files(self.root)

    def put(self, picture: bytes) -> Preview:
        """Keep a WebP, PNG or SVG picture; keeping it again makes it young again.

        Raises:
            LotgraphError: if the bytes are no such picture, or too many.
        """
        if len(picture) > LIMIT_BYTES:
            raise LotgraphError(
                f"a preview may have {LIMIT_BYTES} bytes, this picture has {len(picture)}; "
                "make it smaller"
            )
        preview = Preview(hashlib.sha256(picture).hexdigest(), _kind_of(picture))
        # Even if it is there: until a record names it, only its youth keeps a sweep away.
        self._files.write(_place(preview), picture)
        return preview

    def get(self, preview: Preview) -> bytes | None:
        """The picture's bytes, or None if it was never kept or its file was erased.

        Raises:
            LotgraphError: if the stored bytes are not those its name promises.
        """
        picture = self._files.read(_place(preview))
        if picture is not None and hashlib.sha256(picture).hexdigest() != preview.sha256:
            raise LotgraphError(
                f"{self._files.url(_place(preview))} was changed after it was written; "
                "materialise the partition that shows it again"
            )
        return picture


def _place(preview: Preview) -> str:
    if Preview.named(preview.name) != preview:  # the name becomes a path; nothing odd may pass
        raise LotgraphError(
            f"{preview.name!r} names no preview; expected 64 hex digits and one of "
            f"{', '.join(MEDIA_TYPES)}"
        )
    return f"{FOLDER}/{preview.sha256[:2]}/{preview.name}"


def _kind_of(picture: bytes) -> str:
    """Tell by content, so that a file's name and the type we serve it as cannot disagree."""
    if picture[:4] == b"RIFF" and picture[8:12] == b"WEBP":
        return "webp"
    if picture.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if b"<svg" in picture[:1024]:
        return "svg"
    raise LotgraphError(
        f"expected a WebP, PNG or SVG picture, got {len(picture)} bytes that start with "
        f"{picture[:8]!r}"
    )
