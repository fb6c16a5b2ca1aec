"""Renders one piece: its truth, then its capture in the landing folder."""

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from lotgraph.errors import LotgraphError, TwinError
from lotgraph.lake.record import Origin, Record
from lotgraph.lake.store import Lake
from lotgraph.landing.names import stem
from lotgraph.refused import why
from lotgraph.tables import Contract
from lotgraph.twin.deliver.order import Order
from lotgraph.twin.deliver.piece import SUFFIX, Piece
from lotgraph.twin.deliver.shoot import Picture, Shot, shoot
from lotgraph.twin.deliver.studio import Studio
from lotgraph.twin.deliver.taken import Taken
from lotgraph.twin.deliver.version import code_version
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
    """Whether a piece was rendered for this very order, and all that was written is still there."""
    record, boxes = (_record(piece, order, target, contract) for contract in (FRAMES, BOXES))
    if record is None or boxes is None:
        return False
    if not (target.truth.is_whole(record) and target.truth.is_whole(boxes)):
        return False
    files = [target.landing / name for name in names_of(piece, order)]
    return all(file.exists() for file in files) and record.origin.sources == _sha256(
        file.read_bytes() for file in files
    )


def is_in_the_way(piece: Piece, order: Order, target: Target) -> Path | None:
    """A file that lies where a piece is to land, and was not rendered for this order."""
    if _record(piece, order, target):
        return None
    files = (target.landing / name for name in names_of(piece, order))
    return next((file for file in files if os.path.lexists(file)), None)


def is_of_other_code(piece: Piece, order: Order, target: Target) -> bool:
    """Whether truth tells of a piece that other code rendered for this very order."""
    record = target.truth.record(FRAMES.name, partition_of(piece, order))
    return (
        record is not None
        and dict(record.origin.config) == order.config
        and not is_of(order, record.origin)
    )


def frames_of(order: Order, target: Target, pieces: Iterable[Piece]) -> int:
    """How many frames of some pieces of an order were written."""
    records = (_record(piece, order, target) for piece in pieces)
    return sum(record.rows for record in records if record)


def render(piece: Piece, studio: Studio, target: Target) -> str | None:
    """Render a piece and return the path of its capture below the landing folder.

    Where all its frames are lost nothing lands, its truth has no rows, and None is returned.

    The capture appears whole, and its truth before it: a file that no truth tells of is somebody
    else's. What a killed process left behind is rendered again, to the same bytes.

    Raises:
        TwinError: the capture cannot be written.
        LotgraphError: the truth cannot be written.
    """
    order, camera = studio.order, piece.camera
    taken = Taken()
    draft = draft_of(piece, order, target)
    folder = draft.parent
    with _writing(folder, draft):
        folder.mkdir(parents=True, exist_ok=True)
        files: list[tuple[str, bytes]] = []
        if not is_lost(piece, order):
            frames = _pictures(shoot(piece, studio), taken.add)
            write_clip(draft, frames, fps=camera.fps, encoding=encoding_of(camera))
            files = _landed(piece, order, draft.read_bytes())
        _write_truth(piece, studio, taken, target, files)
        for name, content in files:
            draft.write_bytes(content)
            draft.rename(target.landing / name)
    return files[0][0] if files else None


def draft_of(piece: Piece, order: Order, target: Target) -> Path:
    """Where a capture grows until it is whole: landing folders pass over such names."""
    folder = target.landing / order.plan.site_id / piece.camera.camera_id
    return folder / f".{_stem(piece, order)}{SUFFIX}"


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


def is_lost(piece: Piece, order: Order) -> bool:
    """Whether no frame of a piece arrives, so that nothing lands."""
    return next(order.arriving(piece), None) is None


def names_of(piece: Piece, order: Order) -> list[str]:
    """Paths below the landing folder of what lands of a piece."""
    return [name for name, _ in _landed(piece, order, b"")]


def _landed(piece: Piece, order: Order, content: bytes) -> list[tuple[str, bytes]]:
    """Names below the landing folder, and bytes, of what lands of a capture."""
    if is_lost(piece, order):
        return []
    camera_id, times_s = piece.camera.camera_id, piece.times_s
    faults = order.faults_of(piece.camera)
    fault = fault_of(faults, camera_id, float(times_s[0]), float(times_s[-1]))
    files = landed(_shown(piece, order), SUFFIX, content, fault)
    return [(f"{order.plan.site_id}/{camera_id}/{name}", content) for name, content in files]


def _stem(piece: Piece, order: Order) -> str:
    return stem(_shown(piece, order))


def _shown(piece: Piece, order: Order) -> datetime:
    """What the clock shows as a piece begins, which is with the first frame that arrives."""
    first = next(order.arriving(piece), piece.first)
    return order.shows(piece.camera, first / piece.camera.fps)


def partition_of(piece: Piece, order: Order) -> str:
    """Where the truth of a piece lies."""
    return f"{order.plan.site_id}|{piece.camera.camera_id}|{_stem(piece, order)}"


def _record(
    piece: Piece, order: Order, target: Target, contract: Contract = FRAMES
) -> Record | None:
    """What tells of a piece's frames or boxes, if this code wrote them for this very order."""
    record = target.truth.record(contract.name, partition_of(piece, order))
    return record if record and is_of(order, record.origin) else None


def is_of(order: Order, origin: Origin) -> bool:
    """Whether this code made something for an order."""
    return dict(origin.config) == order.config and origin.code_version == code_version()


def _write_truth(
    piece: Piece, studio: Studio, taken: Taken, target: Target, files: list[tuple[str, bytes]]
) -> None:
    """The boxes, then the frames: by those a piece is known again."""
    order, partition = studio.order, partition_of(piece, studio.order)
    uri = files[0][0] if files else ""  # which no row has then
    frames, found = taken.tables(order, piece.camera.camera_id, uri)
    sha256 = _sha256(content for _, content in files)
    origin = Origin(code_version=code_version(), config=order.config, sources=sha256)
    target.truth.write(BOXES, partition, found, origin)
    target.truth.write(FRAMES, partition, frames, origin)


@contextmanager
def _writing(folder: Path, draft: Path) -> Iterator[None]:
    """Tell what cannot be written, and leave no half of it: on a full disk it would take room."""
    try:
        yield
    except (OSError, LotgraphError) as error:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
        if isinstance(error, LotgraphError):
            raise
        raise TwinError(
            f"cannot write in {folder}: {why(error, folder)}; make room or permit it and start "
            "again: what is complete is kept"
        ) from error


def _sha256(contents: Iterable[bytes]) -> str:
    """One hash of files, one after the other."""
    digest = hashlib.sha256()
    for content in contents:
        digest.update(content)
    return digest.hexdigest()
