"""Any detector of torchvision by its name, with its published weights or those of a file."""

import hashlib
import warnings
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from lotgraph.detector.model import Found, Frames, Wishes, checked, joined, nothing, version_of
from lotgraph.detector.suppress import best_of, resolve
from lotgraph.detector.suppression import Suppression
from lotgraph.errors import DetectorError

REVISION = 1  # raised when the same answer is turned into other boxes
NOBODY = ("__background__", "N/A")  # numbers of COCO that stand for no kind
MOST_RAW = 10_000  # boxes of a frame, where they are not suppressed in the network
ARCHIVE = b"PK\x03\x04"  # what torch takes for an archive begins so
AT_ONCE = 4  # frames; each becomes several hundred MB on its way through a large network


class TorchvisionDetector:
    """Runs a network of torchvision; numbers of COCO become names, or go if they have none."""

    def __init__(
        self, network: Any, categories: list[str], name: str, sha256: str, wishes: Wishes
    ) -> None:
        self.files: tuple[Path, ...] = ()
        self.kinds = tuple(one for one in categories if one not in NOBODY)
        place = {kind: number for number, kind in enumerate(self.kinds)}
        self._place = np.array([place.get(one, -1) for one in categories], np.int64)
        self._is_kept = wishes.kept(self.kinds)
        self._network, self._wishes = network, wishes
        self.most = wishes.most
        self.version = version_of(name, sha256, wishes.told() | {"revision": REVISION})

    def detect(self, frames: Frames) -> Found:
        """Find boxes in (b, h, w, 3) frames.

        Raises:
            ShapeError: if frames are no uint8 of that shape.
            DetectorError: if the network fails on them.
        """
        return self._looked(frames, self.most)

    def propose(self, frames: Frames) -> Found:
        """See `Detector.propose`."""
        return self._looked(frames, max(self.most, MOST_RAW))

    def _looked(self, frames: Frames, most: int) -> Found:
        _ask(self._network, self._wishes, most)
        parts = []
        for start in range(0, len(checked(frames)), AT_ONCE):
            found = self._found(frames[start : start + AT_ONCE], most)
            parts.append(replace(found, frame=found.frame + start))
        return joined(parts)

    def _found(self, frames: Frames, most: int) -> Found:
        import torch

        device = next(self._network.parameters()).device
        try:
            with torch.inference_mode():
                pictures = torch.from_numpy(np.ascontiguousarray(frames)).to(device)
                answers = self._network(list(pictures.permute(0, 3, 1, 2).float() / 255))
        except RuntimeError as error:
            raise DetectorError(f"torch fails on frames of {frames.shape}: {error}") from error
        parts = [_rows(number, answer) for number, answer in enumerate(answers)]
        found = joined(parts) if parts else nothing()
        found = replace(found, kind=self._place[found.kind])
        wishes, found = self._wishes, found.only(found.kind >= 0)
        kept = found.only(self._is_kept[found.kind] & (found.score >= wishes.min_score))
        if wishes.across_kinds or wishes.suppression is not Suppression.HARD:
            kept = resolve(kept, wishes)
        return best_of(kept.inside(frames.shape[2], frames.shape[1]).in_order(), most)


def open_torchvision(called: str, wishes: Wishes) -> TorchvisionDetector:
    """Open `NAME`, with its published weights, or `NAME=FILE`, with those of a state dict.

    Raises:
        DetectorError: if there is no such network, or its weights cannot be had or do not fit.
    """
    import torch
    from torchvision.models import detection, get_model, get_model_weights, list_models

    name, _, file = called.partition("=")
    known = list_models(module=detection)
    if name not in known:
        raise DetectorError(
            f"torchvision:{name}: torchvision has no such detector; it has {', '.join(known)}"
        )
    device = _device(wishes)
    weights = get_model_weights(name).DEFAULT
    state, sha256 = state_of(name, file) if file else _published(name, weights)
    network = get_model(name, weights=None, weights_backbone=None)
    try:
        network.load_state_dict(state)
    except Exception as error:  # of whatever the file holds instead of tensors by name
        words = " ".join(str(error).split())[:300]
        raise DetectorError(
            f"{file or name}: expected the state dict of {name}, of the 91 numbers of COCO: {words}"
        ) from error
    if wishes.threads is not None:
        torch.set_num_threads(wishes.threads)
    network = network.eval().to(device)
    detector = TorchvisionDetector(network, weights.meta["categories"], name, sha256, wishes)
    detector.files = (Path(file),) if file else ()
    return detector


def state_of(name: str, file: str) -> tuple[Any, str]:
    """A state dict of a file, read without running anything in it, and the file's hash.

    Of an archive it takes about as much memory as the file is long, as nothing in it may be packed.
    """
    import torch

    try:
        with Path(file).open("rb") as opened:
            sha256 = hashlib.file_digest(opened, "sha256").hexdigest()
        _see_unpacked(file)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of how the file was pickled; it is refused or read
            state = torch.load(file, map_location="cpu", weights_only=True)
    except OSError as error:
        raise DetectorError(f"torchvision:{name}={file}: cannot be read: {error}") from error
    except Exception as error:  # torch lets through whatever it stumbles over in a damaged file
        words = " ".join(str(error).split())[:200] or type(error).__name__
        raise DetectorError(
            f"torchvision:{name}={file}: expected weights as torch.save writes a state dict, and "
            f"nothing else in it: {words}"
        ) from error
    return state, sha256


def _see_unpacked(file: str) -> None:
    """See that a file's parts are no longer than itself: torch.save packs none.

    Raises:
        ValueError: if they are.
        BadZipFile: if it begins as an archive, and is none.
    """
    with Path(file).open("rb") as opened:
        if opened.read(len(ARCHIVE)) != ARCHIVE:  # of before torch 1.6: plain numbers
            return
    with zipfile.ZipFile(file) as archive:
        parts = sum(part.file_size for part in archive.infolist())
    length = Path(file).stat().st_size
    if parts > length:
        raise ValueError(f"its parts are of {parts:,} bytes, packed into {length:,}")


def _published(name: str, weights: Any) -> tuple[Any, str]:
    """Published weights, fetched once and checked against the hash in their address."""
    import torch

    try:
        state = weights.get_state_dict(progress=False, check_hash=True)
    except (OSError, RuntimeError) as error:
        raise DetectorError(
            f"torchvision:{name}: its weights cannot be fetched from {weights.url} ({error}); "
            f"fetch them where there is a network, and name the file: torchvision:{name}=FILE"
        ) from error
    cached = Path(torch.hub.get_dir()) / "checkpoints" / Path(weights.url).name
    return state, hashlib.sha256(cached.read_bytes()).hexdigest()


def _ask(network: Any, wishes: Wishes, most: int) -> None:
    """Have the network leave out what is not wanted; two-stage networks do so in their heads.

    It can only drop what overlaps; where another way is wished it leaves that to us.
    """
    asked = getattr(network, "roi_heads", network)
    asked.score_thresh = wishes.min_score
    is_hard = wishes.suppression is Suppression.HARD
    asked.nms_thresh = wishes.overlap if is_hard else 1.0
    asked.detections_per_img = most if is_hard else max(most, MOST_RAW)


def _device(wishes: Wishes) -> str:
    import torch

    [device] = wishes.providers
    if device == "cuda" and torch.cuda.is_available():
        return "cuda"
    if device != "cpu":
        has = "cpu and cuda" if torch.cuda.is_available() else "cpu"
        raise DetectorError(f"provider {device}: torch has {has} here; name one of these")
    return "cpu"


def _rows(number: int, answer: dict[str, Any]) -> Found:
    box, score, kind = (answer[name].cpu().numpy() for name in ("boxes", "scores", "labels"))
    return Found(np.full(len(box), number, np.int64), box, score, kind)
