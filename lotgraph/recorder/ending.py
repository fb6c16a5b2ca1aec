"""When to stop: because time is over, or because somebody asked for it."""

import signal
import time
from dataclasses import dataclass, field
from threading import Event
from types import FrameType


@dataclass
class Ending:
    """Over `length_s` after it was made (None: never), or when asked for."""

    length_s: float | None = None
    asked: Event = field(default_factory=Event)
    began_s: float = field(default_factory=time.monotonic)

    @property
    def is_due(self) -> bool:
        """Whether to stop now."""
        return self.asked.is_set() or self._left_s() <= 0

    def wait(self, seconds: float) -> None:
        """Sleep, but no longer than until the end."""
        if seconds > 0:
            self.asked.wait(min(seconds, max(0.0, self._left_s())))

    def on_signals(self) -> None:
        """Let SIGINT and SIGTERM ask for it; a second one ends the process as usual."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._ask)

    def _ask(self, number: int, _frame: FrameType | None) -> None:
        self.asked.set()
        signal.signal(number, signal.SIG_DFL)

    def _left_s(self) -> float:
        if self.length_s is None:
            return 1e9
        return self.began_s + self.length_s - time.monotonic()
