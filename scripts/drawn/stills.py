"""Write a scene as stills: a folder or a zip of JPEG or PNG, named by number or by time."""

import io
import zipfile
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from scripts.drawn.scene import Scene

EPOCH = (
    1980,
    1,
    1,
    0,
    0,
    0,
)  # the date of every member, so that the same call gives the same bytes


def picture(pixels: NDArray[np.uint8], kind: str = "jpg") -> bytes:
    """One still as bytes: jpg or png."""
    buffer = io.BytesIO()
    options = {"quality": 90} if kind == "jpg" else {"compress_level": 1}
    Image.fromarray(pixels).save(buffer, "JPEG" if kind == "jpg" else "PNG", **options)
    return buffer.getvalue()


def named_stills(
    scene: Scene,
    *,
    count: int,
    kind: str = "jpg",
    every_s: float = 1.0,
    start: datetime | None = None,
) -> list[tuple[str, bytes]]:
    """(name, bytes) of each still, in order; named by time where a start is given."""
    found = []
    for number in range(count):
        moment = start + timedelta(seconds=number * every_s) if start else None
        name = moment.strftime("%Y-%m-%dT%H-%M-%SZ") if moment else f"still-{number + 1}"
        found.append((f"{name}.{kind}", picture(scene.frame(number, number * every_s), kind)))
    return found


def write_folder(folder: Path, stills: list[tuple[str, bytes]]) -> Path:
    """Write stills into a folder."""
    folder.mkdir(parents=True)
    for name, content in stills:
        (folder / name).write_bytes(content)
    return folder


def write_zip(path: Path, members: list[tuple[str, bytes]], packing: int = 0) -> Path:
    """Write members into a zip; `packing` is zipfile's method, 0 for stored."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members:
            member = zipfile.ZipInfo(name, EPOCH)
            member.compress_type = packing
            archive.writestr(member, content)
    return path
