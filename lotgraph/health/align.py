"""Find by how much the view has shifted or turned against a reference, in pixels."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

PATCH_PX = 64  # of the view; a shift up to half of it can be found
_SOFTNESS = 6.0  # steps weaker than this (noise, codec) count less than clear ones
_NEAR_PX = 6  # patches may disagree with the common shift by this much: turning, zooming
_ROUNDS = 4
_LIKE = 0.3  # unrelated views reach 0.25 by chance where few patches hold anything
_BARELY_LIKE = 0.12  # a turned view matches patch by patch, so less in common
_CLEAR = 5.5  # standard deviations; other views stay below 5, a turned one reaches 6
_TOLERANCE_PX = 1.0  # a patch this far off the common motion has lost half its vote


@dataclass(frozen=True)
class Shift:
    """How far the picture lies from where it was, in px of a view 320 wide."""

    distance_px: float  # mean over corners and centre
    right_px: float  # of the centre
    down_px: float
    turn_deg: float
    zoom: float  # 1 = as it was
    score: float  # likeness at the best shift, 1 = the reference itself
    score_unmoved: float  # likeness without any shift
    clearness: float  # peak above the rest of the surface, in its standard deviations

    @property
    def is_found(self) -> bool:
        """Whether the picture is still that of the reference, only elsewhere."""
        return self.score >= _LIKE or (self.score >= _BARELY_LIKE and self.clearness >= _CLEAR)

    def undo(self, view: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """Lay a shifted view back onto the reference; what is not in it repeats the border."""
        import cv2

        height, width = view.shape
        turn = np.radians(self.turn_deg)
        linear = np.array([[self.zoom, -turn], [turn, self.zoom]])
        centre = np.array([width / 2, height / 2])
        moved = centre + np.array([self.right_px, self.down_px]) - linear @ centre
        onto = cv2.WARP_INVERSE_MAP | cv2.INTER_LINEAR
        border = cv2.BORDER_REPLICATE
        matrix = np.column_stack([linear, moved])
        laid = cv2.warpAffine(view, matrix, (width, height), flags=onto, borderMode=border)
        return np.asarray(laid, dtype=np.uint8)


class Landmarks:
    """Edge directions of a reference plate, ready to be correlated with."""

    def __init__(self, plate: NDArray[np.uint8]) -> None:
        height, width = plate.shape
        self._tops = np.linspace(0, height - PATCH_PX, max(2, height // PATCH_PX)).astype(int)
        self._lefts = np.linspace(0, width - PATCH_PX, width // PATCH_PX).astype(int)
        window = np.hanning(PATCH_PX + 2)[1:-1].astype(np.float32)
        self._window = window[:, None] * window
        patches = self._patches(plate)
        self._energy = (np.abs(patches) ** 2).sum(axis=(1, 2))
        self._spectrum = np.conj(np.fft.fft2(patches))
        tops, lefts = np.meshgrid(self._tops, self._lefts, indexing="ij")
        half = PATCH_PX / 2
        self._x = lefts.ravel() + half - width / 2
        self._y = tops.ravel() + half - height / 2
        self._corner = (width / 2, height / 2)

    def shift(self, view: NDArray[np.uint8]) -> Shift:
        """The similarity that carries the reference onto `view`."""
        patches = self._patches(view)
        energy = (np.abs(patches) ** 2).sum(axis=(1, 2))
        norm = np.sqrt(np.maximum(energy * self._energy, 1.0))
        surfaces = np.fft.ifft2(np.fft.fft2(patches) * self._spectrum).real
        surfaces = np.fft.fftshift(surfaces, axes=(1, 2))
        total = surfaces.sum(axis=0) / max(float(norm.sum()), 1.0)
        middle = PATCH_PX // 2
        peak = np.unravel_index(int(total.argmax()), total.shape)
        clearness = (float(total[peak]) - float(total.mean())) / max(float(total.std()), 1e-6)
        dx, dy, turn, zoom = self._similarity(surfaces, int(peak[0]), int(peak[1]))
        return Shift(
            distance_px=self._distance(dx, dy, turn, zoom),
            right_px=dx,
            down_px=dy,
            turn_deg=float(np.degrees(turn)),
            zoom=1.0 + zoom,
            score=float(total[peak]),
            score_unmoved=float(total[middle, middle]),
            clearness=clearness,
        )

    def _patches(self, view: NDArray[np.uint8]) -> NDArray[np.complex64]:
        import cv2

        soft = cv2.GaussianBlur(view.astype(np.float32), (0, 0), 1.0)
        gradient = (
            cv2.Sobel(soft, cv2.CV_32F, 1, 0) / 4 + 1j * cv2.Sobel(soft, cv2.CV_32F, 0, 1) / 4
        )
        direction = (gradient / (np.abs(gradient) + _SOFTNESS)).astype(np.complex64)
        return np.stack(
            [
                direction[top : top + PATCH_PX, left : left + PATCH_PX] * self._window
                for top in self._tops
                for left in self._lefts
            ]
        )

    def _similarity(
        self, surfaces: NDArray[np.floating], row: int, column: int
    ) -> tuple[float, float, float, float]:
        """Least squares over patches, each weighed by how sharply it knows its own shift.

        The curvature of a patch's peak is its information: a straight line says nothing about
        the motion along it. Returns shift of the centre (x, y), turn in radians and zoom - 1.
        """
        rows = np.clip(np.arange(row - _NEAR_PX, row + _NEAR_PX + 1), 1, PATCH_PX - 2)
        columns = np.clip(np.arange(column - _NEAR_PX, column + _NEAR_PX + 1), 1, PATCH_PX - 2)
        near = surfaces[:, rows[:, None], columns]
        best = near.reshape(len(near), -1).argmax(axis=1)
        r, c = rows[best // len(columns)], columns[best % len(columns)]
        k = np.arange(len(surfaces))
        centre = surfaces[k, r, c]
        east, west = surfaces[k, r, c + 1], surfaces[k, r, c - 1]
        south, north = surfaces[k, r + 1, c], surfaces[k, r - 1, c]
        hxx, hyy = 2 * centre - east - west, 2 * centre - north - south
        hxy = -(surfaces[k, r + 1, c + 1] + surfaces[k, r - 1, c - 1]) / 4
        hxy += (surfaces[k, r + 1, c - 1] + surfaces[k, r - 1, c + 1]) / 4
        middle = PATCH_PX // 2
        dx = c - middle + _within((east - west) / 2 / np.maximum(hxx, 1e-6))
        dy = r - middle + _within((south - north) / 2 / np.maximum(hyy, 1e-6))
        information = np.stack([np.maximum(hxx, 0), hxy, np.maximum(hyy, 0)]).astype(np.float64)
        return self._solve(dx, dy, information)

    def _solve(
        self, dx: NDArray[np.float64], dy: NDArray[np.float64], information: NDArray[np.float64]
    ) -> tuple[float, float, float, float]:
        zero, one = np.zeros_like(self._x), np.ones_like(self._x)
        ax = np.stack([one, zero, -self._y, self._x], axis=1)
        ay = np.stack([zero, one, self._x, self._y], axis=1)
        wxx, wxy, wyy = information
        vote = one
        solution = np.zeros(4)
        # A little doubt about turning and zooming: few patches must not invent them.
        doubt = np.diag([1e-6, 1e-6, 20.0, 20.0]) * float((wxx + wyy).mean() + 1e-9)
        for _ in range(_ROUNDS):
            xx, xy, yy = vote * wxx, vote * wxy, vote * wyy
            normal = (ax.T * xx) @ ax + (ax.T * xy) @ ay + (ay.T * xy) @ ax + (ay.T * yy) @ ay
            right = ax.T @ (xx * dx + xy * dy) + ay.T @ (xy * dx + yy * dy)
            solution = np.linalg.solve(normal + doubt, right)
            ex, ey = dx - ax @ solution, dy - ay @ solution
            along = (ex * ex * wxx + 2 * ex * ey * wxy + ey * ey * wyy) / np.maximum(
                wxx + wyy, 1e-9
            )
            vote = 1 / (1 + np.maximum(along, 0) / _TOLERANCE_PX**2) ** 2
        x, y, turn, zoom = solution
        return float(x), float(y), float(turn), float(zoom)

    def _distance(self, dx: float, dy: float, turn: float, zoom: float) -> float:
        half_width, half_height = self._corner
        x = np.array([0, -1, 1, -1, 1]) * half_width
        y = np.array([0, -1, -1, 1, 1]) * half_height
        return float(np.hypot(dx - turn * y + zoom * x, dy + turn * x + zoom * y).mean())


def _within(offset: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.clip(offset, -0.5, 0.5)
