"""When the packets of one connection were taken, reckoned from their stamps and their arrival."""

import math
from dataclasses import dataclass

JUMP_S = 2.0  # how far a stamp may run ahead of its arrival in one step; more is a clock set anew
STEP_S = 0.001  # least time between packets: a tick of the files written
LONGEST_STEP_S = 1.0  # what a stream may say that a frame lasts
# A server sends what it holds when one connects, so first packets come late. Less than this is
# the network's jitter, and following it would leave overlaps and gaps between segments.
JITTER_S = 0.25


@dataclass
class Timeline:
    """Seconds of this machine's steady clock for stamps of the stream's own clock.

    The first packet is taken to have come without delay; `correction_s` says how wrong that was,
    by the packet that came soonest after its stamp. Times always rise. A packet without a stamp
    has the time of its arrival, and so has the first one after a stamp that goes back, or that
    leaps ahead of what arrival allows; later stamps count on from there.
    """

    shift_s: float | None = None
    last_s: float = -math.inf
    arrived_s: float = -math.inf
    step_s: float = STEP_S  # how long the last frame lasts
    early_s: float = -math.inf  # most that a time ran ahead of its packet's arrival
    jumps: int = 0

    def place(self, stamp_s: float | None, arrived_s: float, lasts_s: float = 0.0) -> float:
        """Time of the next packet in coding order, which arrived at `arrived_s`.

        `lasts_s` is how long its frame is said to last, 0 if nobody knows.
        """
        if stamp_s is None:
            time_s = max(arrived_s, self.last_s + STEP_S)
        else:
            if self.shift_s is None or self._is_jump(stamp_s + self.shift_s, arrived_s):
                self.jumps += self.shift_s is not None
                self.shift_s = max(arrived_s, self.last_s + self.step_s) - stamp_s
            time_s = stamp_s + self.shift_s
        self.last_s, self.arrived_s = time_s, arrived_s
        self.step_s = min(max(lasts_s, STEP_S), LONGEST_STEP_S)
        return time_s

    def see(self, arrived_s: float) -> None:
        """Note that the last packet placed was there by `arrived_s`."""
        self.early_s = max(self.early_s, self.last_s - arrived_s)

    @property
    def correction_s(self) -> float:
        """What to add to the times since the last `correct`, to be true."""
        return -self.early_s if JITTER_S < abs(self.early_s) < math.inf else 0.0

    def correct(self) -> None:
        """Add the correction to all times from now on, and measure anew."""
        if self.shift_s is not None:
            self.shift_s += self.correction_s
        self.last_s += self.correction_s
        self.early_s = -math.inf

    def _is_jump(self, time_s: float, arrived_s: float) -> bool:
        leap_s = (time_s - self.last_s) - (arrived_s - self.arrived_s)
        return time_s <= self.last_s or (leap_s > JUMP_S and time_s - arrived_s > JUMP_S)
