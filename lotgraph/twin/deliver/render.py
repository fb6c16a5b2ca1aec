"""Renders one piece: its capture in the landing folder, then its truth."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from lotgraph.errors import TwinError
from lotgraph.lake.record import Origin
from lotgraph.lake.store import Lake
from lotgraph.landing.names import stem
from lotgraph.twin.deliver.order import Order
from lotgraph.twin.deliver.piece import SUFFIX, Piece
from lotgraph.twin.deliver.shoot import Picture, Shot, shoot
from lotgraph.twin.deliver.studio import Studio
from lotgraph.twin.deliver.taken import Taken
from lotgraph.twin.faults.files import fault_of, landed
from lotgraph.twin.plan import Camera
from lotgraph.twin.truth.columns import BOXES, FRAMES
from lotgraph.video.encode import Encoding, write_clip


@dataclass(frozen=True)
class Target:
    """Where captures and truth go."""

    landing: Path
    truth: Lake


def is_rendered(piece: Piece, order: Order, target: Target) -> bool:
    """Whether a piece was rendered for this very order, and what landed of it is still there."""
    record = target.truth.record(FRAMES.name, _partition(piece, order))
    if record is None or dict(record.origin.config) != order.config:
        return False
    files = [target.landing / name for name, _ in _landed(piece, order, b"")]
    return all(file.exists() for file in files) and _sha256(files) == record.origin.sources


def render(piece: Piece, studio: Studio, target: Target) -> str:
    """Render a piece and return the path of its capture below the landing folder.

    The capture appears whole, the truth after it, so that what a killed process left behind is
    known by its missing truth and rendered again, to the same bytes.

    Raises:
        TwinError: the capture cannot be written.
        LotgraphError: the truth cannot be written.
    """
    order, camera = studio.order, piece.camera
    taken = Taken()
    folder = target.landing / order.plan.site_id / camera.camera_id
    draft = folder / f".{_stem(piece, order)}{SUFFIX}"  # landing folders pass over such names
    with _writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
        frames = _pictures(shoot(piece, studio), taken.add)
        write_clip(draft, frames, fps=camera.fps, encoding=encoding_of(camera))
        files = _land(piece, order, target, draft)
    _write_truth(piece, studio, taken, target, _sha256(files))
    return str(files[0].relative_to(target.landing))


def encoding_of(camera: Camera) -> Encoding:
    """How a camera codes what it records."""
    gop = max(1, round(camera.keyframe_s * camera.fps))
    return Encoding(crf=camera.crf, gop=gop, has_faststart=True)


def _pictures(
    shots: Iterator[tuple[Shot, Picture]], keep: Callable[[Shot], None]
) -> Iterator[tuple[float, Picture]]:
    for shot, picture in shots:
        keep(shot)
        yield shot.clock_s, picture


def _land(piece: Piece, order: Order, target: Target, draft: Path) -> list[Path]:
    """Put what lands of a capture in its place, each file in one step."""
    files = []
    for name, content in _landed(piece, order, draft.read_bytes()):
        draft.write_bytes(content)
        files.append(draft.rename(target.landing / name))
    return files


def _landed(piece: Piece, order: Order, content: bytes) -> list[tuple[str, bytes]]:
    """Names below the landing folder, and bytes, of what lands of a capture."""
    camera_id, times_s = piece.camera.camera_id, piece.times_s
    fault = fault_of(order.faults, camera_id, float(times_s[0]), float(times_s[-1]))
    files = landed(order.shows(piece.camera, float(times_s[0])), SUFFIX, content, fault)
    return [(f"{order.plan.site_id}/{camera_id}/{name}", content) for name, content in files]


def _stem(piece: Piece, order: Order) -> str:
    return stem(order.shows(piece.camera, float(piece.times_s[0])))


def _partition(piece: Piece, order: Order) -> str:
    return f"{order.plan.site_id}|{piece.camera.camera_id}|{_stem(piece, order)}"


def _write_truth(piece: Piece, studio: Studio, taken: Taken, target: Target, sha256: str) -> None:
    """The boxes, then the frames: a piece is complete when those are there."""
    order = studio.order
    (uri, _), *_ = _landed(piece, order, b"")
    frames, found = taken.tables(order, piece.camera.camera_id, uri)
    origin, partition = Origin(config=order.config, sources=sha256), _partition(piece, order)
    target.truth.write(BOXES, partition, found, origin)
    target.truth.write(FRAMES, partition, frames, origin)


@contextmanager
def _writing(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise TwinError(
            f"cannot write in {folder}: {error.strerror}; make room or permit it and start again: "
            "what is complete is kept"
        ) from error


def _sha256(files: Sequence[Path]) -> str:
    """One hash of files, one after the other."""
    digest = hashlib.sha256()
    for file in files:
        digest.update(file.read_bytes())
    return digest.hexdigest()
