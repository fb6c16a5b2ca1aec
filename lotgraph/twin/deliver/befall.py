"""Whether faults befall anything that an order records: truth tells of no others."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from lotgraph.twin.deliver.order import Order
from lotgraph.twin.deliver.piece import Piece
from lotgraph.twin.faults.files import middle_s
from lotgraph.twin.faults.model import OF_FILES, Fault
from lotgraph.twin.faults.shown import is_shown, worst_s
from lotgraph.twin.plan import Camera


def unseen(order: Order, faults: Sequence[Fault]) -> Iterator[tuple[Fault, str]]:
    """Faults of cameras of an order that would never be, or less than told; each with what is so.

    A fault of files must befall a capture; any other must be at its worst in a frame.
    """
    if not faults:
        return  # to look at the captures of weeks takes a while
    cameras = {camera.camera_id: camera for camera in order.plan.cameras}
    middles_s: dict[str, list[float]] = {camera_id: [] for camera_id in cameras}
    for piece in order.pieces:
        middles_s[piece.camera.camera_id].append(_middle_s(piece))
    for fault in faults:
        if fault.begins_s >= order.duration_s:
            said: str | None = (
                f"begins after {fault.begins_s:g} s, but the rendering lasts "
                f"{order.duration_s:g} s; render longer, or begin it earlier"
            )
        elif fault.kind in OF_FILES:
            said = _passes_by(fault, middles_s[fault.camera_id])
        else:
            said = _stays_hidden(order, cameras[fault.camera_id], fault)
        if said:
            yield fault, f"{fault.kind} of {fault.camera_id} {said}"


def _passes_by(fault: Fault, middles_s: list[float]) -> str | None:
    """What is wrong with a fault of files that no capture's middle lies in."""
    index = bisect_left(middles_s, fault.begins_s)
    if index < len(middles_s) and fault.is_on(middles_s[index]):
        return None
    near = " and ".join(f"{one:g} s" for one in middles_s[max(0, index - 1) : index + 1])
    return (
        f"befalls no file: expected the middle of a capture in it, of which the nearest are at "
        f"{near or 'no time'}; got {fault.begins_s:g} s to {fault.ends_s:g} s"
    )


def _stays_hidden(order: Order, camera: Camera, fault: Fault) -> str | None:
    """What is wrong with a fault of a camera that no frame shows as it is told."""
    fps = camera.fps
    spans = (range(round(one.begins_s * fps), round(one.ends_s * fps)) for one in order.recorded)
    if any(is_shown(fault, camera, span) for span in spans):
        return None
    begins_s, ends_s = worst_s(fault)
    if fault.kind == "dropped_frames":
        wanted, mend = "expected it to lose a frame", "let it last longer, or give another seed"
    else:
        wanted, mend = "expected a frame that shows all of it", "begin it earlier, or render longer"
    return (
        f"is never seen: {wanted} in the {order.duration_s:g} s of the rendering; got "
        f"{begins_s:g} s to {ends_s:g} s for that; {mend}"
    )


def _middle_s(piece: Piece) -> float:
    fps = piece.camera.fps
    return middle_s(piece.first / fps, (piece.last - 1) / fps)
