"""Opens a detector by its name."""

from pathlib import Path

from lotgraph.detector.model import OpenedDetector, Wishes
from lotgraph.errors import DetectorError

OURS = "ours"
TORCHVISION = "torchvision:"
OURS_FILE = Path(__file__).parent / "ours" / "detector.onnx"


def open_detector(name: str, wishes: Wishes | None = None) -> OpenedDetector:
    """Open `ours`, the path of an ONNX file, `torchvision:NAME` or `torchvision:NAME=FILE`.

    Raises:
        DetectorError: if nothing is called so, or it cannot be used; says why and what to do.
    """
    wishes = wishes or Wishes()
    if name.startswith(TORCHVISION):
        from lotgraph.detector.torchvision import open_torchvision

        return open_torchvision(name.removeprefix(TORCHVISION), wishes)
    file = OURS_FILE if name == OURS else Path(name)
    if not file.is_file():
        what = "the shipped detector is missing" if name == OURS else "there is no such file"
        raise DetectorError(
            f"{name}: {what}; expected `ours`, the path of an ONNX file, or torchvision:NAME such "
            "as torchvision:fasterrcnn_mobilenet_v3_large_320_fpn"
        )
    from lotgraph.detector.network.run import open_network

    return open_network(file, wishes)
