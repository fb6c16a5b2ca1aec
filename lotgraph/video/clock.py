"""When each frame is shown: seconds since the first, never going back, gaps kept."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

DEFAULT_FPS = 25.0  # where a file states no rate and its stamps give none
GRID_SLACK = 1e-6  # of a grid step: 3 / 0.3 must count as 10


@dataclass
class Clock:
    """Turns stamps, in the order frames are shown, into seconds since `origin`.

    A missing stamp continues at the stated rate. A stamp that goes back is a clock that was set
    anew: time goes on from the frame before at that rate, and the new clock counts from there.
    """

    tick_s: float
    period_s: float
    origin: int | None = None
    shift_s: float = 0.0
    last_s: float | None = None
    missing: int = 0
    backward: int = 0

    def time_of(self, stamp: int | None) -> float:
        """Seconds of the next frame shown."""
        if stamp is None or not self.tick_s:
            self.missing += 1
            time_s = 0.0 if self.last_s is None else self.last_s + self.period_s
        else:
            if self.origin is None:
                self.origin = stamp
            time_s = (stamp - self.origin) * self.tick_s + self.shift_s
        if self.last_s is None and time_s < 0:
            self.shift_s, time_s = -time_s, 0.0
        elif self.last_s is not None and time_s < self.last_s:
            self.backward += 1
            self.shift_s += self.last_s + self.period_s - time_s
            time_s = self.last_s + self.period_s
        self.last_s = time_s
        return time_s

    @property
    def end_s(self) -> float:
        """When the last frame's time is over."""
        return 0.0 if self.last_s is None else self.last_s + self.period_s


@dataclass
class Grid:
    """Which frames a rate asks for: the first at or after each k / rate_hz, each frame once."""

    rate_hz: float | None
    served: int = -1

    def is_due(self, time_s: float) -> bool:
        """Whether a frame at `time_s` is one to show."""
        return self.rate_hz is None or self._step(time_s) > self.served

    def serve(self, time_s: float) -> None:
        """Note that the frame at `time_s` was shown."""
        if self.rate_hz is not None:
            self.served = self._step(time_s)

    def _step(self, time_s: float) -> int:
        return int(np.floor(time_s * (self.rate_hz or 0.0) + GRID_SLACK))


def due(times_s: NDArray[np.float64], rate_hz: float) -> NDArray[np.bool_]:
    """Which of a whole capture's frames Grid would show: (n,) bool for (n,) rising times."""
    steps = np.floor(times_s * rate_hz + GRID_SLACK).astype(np.int64)
    return np.asarray(np.diff(steps, prepend=-1) > 0)
