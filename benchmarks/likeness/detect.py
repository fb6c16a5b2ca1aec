"""Asks a detector that never saw the twin: a YOLOX in ONNX with COCO's classes."""

from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

Pictures = NDArray[np.uint8]
Boxes = NDArray[np.float64]
VEHICLES = (1, 2, 3, 5, 7)  # COCO: bicycle, car, motorcycle, bus, truck
SIDE_PX = 416
CONFIDENT = 0.3
SAME_THING = 0.6  # overlap above which the less sure of two boxes goes


class Detector:
    """A YOLOX of COCO's classes."""

    def __init__(self, file: Path) -> None:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(str(file), options)
        grids = []
        for stride in (8, 16, 32):
            cells = np.arange(SIDE_PX // stride)
            x, y = np.meshgrid(cells, cells)
            grids.append(np.stack([x, y, np.full_like(x, stride)], axis=-1).reshape(-1, 3))
        self._grid = np.concatenate(grids).astype(np.float32)

    def vehicles(self, picture: Pictures) -> tuple[Boxes, NDArray[np.float64]]:
        """Boxes (n, 4) x0, y0, x1, y1 of vehicles in a picture (h, w, 3) RGB, and confidences."""
        height, width, _ = picture.shape
        scale = SIDE_PX / max(height, width)
        small = cv2.resize(picture, (round(width * scale), round(height * scale)))
        padded = np.full((SIDE_PX, SIDE_PX, 3), 114, np.float32)
        padded[: small.shape[0], : small.shape[1]] = small[..., ::-1]
        name = self._session.get_inputs()[0].name
        (rows,) = self._session.run(None, {name: padded.transpose(2, 0, 1)[None]})[0]
        stride = self._grid[:, 2:]
        middle = (rows[:, :2] + self._grid[:, :2]) * stride
        size = np.exp(rows[:, 2:4]) * stride
        sure = (rows[:, 4:5] * rows[:, 5:][:, VEHICLES]).max(axis=1)
        boxes = np.concatenate([middle - size / 2, middle + size / 2], axis=1) / scale
        kept = np.flatnonzero(sure >= CONFIDENT)
        corners = np.concatenate([boxes[kept, :2], boxes[kept, 2:] - boxes[kept, :2]], axis=1)
        best = cv2.dnn.NMSBoxes(corners.tolist(), sure[kept].tolist(), CONFIDENT, SAME_THING)
        chosen = kept[np.asarray(best, int).reshape(-1)]
        return boxes[chosen].astype(float), sure[chosen].astype(float)


def overlaps(one: Boxes, other: Boxes) -> Boxes:
    """Overlap (n, m) of boxes (n, 4) and (m, 4): what both cover over what either does."""
    low = np.maximum(one[:, None, :2], other[None, :, :2])
    high = np.minimum(one[:, None, 2:], other[None, :, 2:])
    both = np.prod(np.clip(high - low, 0, None), axis=2)
    areas = [np.prod(boxes[:, 2:] - boxes[:, :2], axis=1) for boxes in (one, other)]
    share: Boxes = both / (areas[0][:, None] + areas[1][None] - both + 1e-9)
    return share


def paired(shares: Boxes, least: float) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which rows and which columns of overlaps (n, m) find a partner, the best pairs first."""
    rows, columns = (np.zeros(count, bool) for count in shares.shape)
    left = shares.copy()
    while left.size and left.max() >= least:
        row, column = np.unravel_index(left.argmax(), left.shape)
        rows[row] = columns[column] = True
        left[row], left[:, column] = 0, 0
    return rows, columns
