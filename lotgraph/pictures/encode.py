"""Encodes a picture in the format that the end of its file's name says."""

import io
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from PIL.Image import Image

FORMATS: dict[str, tuple[str, dict[str, Any]]] = {
    ".png": ("PNG", {}),
    ".jpg": ("JPEG", {"quality": 90}),
    ".webp": ("WEBP", {"quality": 82, "method": 4}),
}


def encoded(picture: "Image", suffix: str) -> bytes:
    """The bytes of a picture; the suffix is one of FORMATS."""
    called, options = FORMATS[suffix]
    buffer = io.BytesIO()
    picture.save(buffer, called, **options)
    return buffer.getvalue()


def recoded(png: bytes, suffix: str) -> bytes:
    """A PNG picture in the format of a suffix: as it is, or without what shines through."""
    from PIL import Image

    if suffix == ".png":
        return png
    with Image.open(io.BytesIO(png)) as picture:
        return encoded(picture.convert("RGB"), suffix)
