"""Paint frames of any kind into batches, each of pictures of one size."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from lotgraph.errors import CaptureError
from lotgraph.video.batch import Losses
from lotgraph.video.convert import Converter, Size, fit, upright_size
from lotgraph.video.stills import Still, load


class Canvas:
    """A batch being filled: up to `frames` pictures, fewer where `limit_bytes` would be passed.

    A picture of another size begins the next batch. If `is_fitted` it is scaled to the first one's
    instead, which distorts it where its sides are of another ratio.
    """

    def __init__(
        self,
        losses: Losses,
        box: Size | None,
        frames: int,
        limit_bytes: int | None = None,
        *,
        is_fitted: bool = False,
    ) -> None:
        self._losses = losses
        self._box = box
        self._frames = frames
        self._limit_bytes = limit_bytes
        self._is_fitted = is_fitted
        self._converter = Converter()
        self._native: Size | None = None
        self._size: Size = (0, 0)
        self._pixels = np.empty((0, 0, 0, 3), np.uint8)
        self._painted = 0
        self._full: list[NDArray[np.uint8]] = []

    def paint(self, frame: Any) -> bool:
        """Add a decoded frame or an unread still; False, and counted, if that cannot be."""
        import av

        try:
            if isinstance(frame, Still):
                self._paint_still(frame)
            else:
                self._room_for(upright_size(frame))
                self._converter.into(self._pixels[self._painted], frame)
        except CaptureError as error:
            self._lose(str(error))
            return False
        except av.error.FFmpegError as error:
            self._lose(f"pictures of format {frame.format.name} cannot be shown: {error.strerror}")
            return False
        self._painted += 1
        if self._painted == len(self._pixels):
            self._close()
        return True

    def full(self) -> list[NDArray[np.uint8]]:
        """Batches that nothing more fits into, (n, h, w, 3) RGB, as they were painted; once."""
        taken, self._full = self._full, []
        return taken

    def rest(self) -> list[NDArray[np.uint8]]:
        """All that was not taken, the last batch full or not."""
        self._close()
        return self.full()

    def _paint_still(self, still: Still) -> None:
        from PIL import Image

        image, native = load(still, self._box)
        self._room_for(native)
        if image.size != self._size:
            image = image.resize(self._size, Image.Resampling.BILINEAR)
        self._pixels[self._painted] = np.asarray(image)

    def _room_for(self, native: Size) -> None:
        if self._native is None or not self._is_fitted:
            size = fit(native, self._box)
            if size != self._size:
                self._close()
            self._native, self._size = native, size
        elif native != self._native:
            self._losses.notes["the picture's size changes; fitted to the first frame's"] += 1
        if not len(self._pixels):
            width, height = self._size
            room = self._frames
            if self._limit_bytes is not None:
                room = max(1, min(room, self._limit_bytes // (width * height * 3)))
            self._pixels = np.empty((room, height, width, 3), np.uint8)

    def _close(self) -> None:
        if self._painted:
            self._full.append(self._pixels[: self._painted])
        self._pixels, self._painted = self._pixels[:0], 0

    def _lose(self, note: str) -> None:
        self._losses.frames_shown -= 1
        self._losses.packets_lost += 1
        self._losses.notes[note] += 1
