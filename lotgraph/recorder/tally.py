"""What a recorder did, in a few numbers."""

from dataclasses import dataclass

GAP_S = 0.5  # less is between two frames of one stream, or the jitter of their arrival


@dataclass
class Tally:
    """Counts of one recording; `gap_s` is what is missing between its first and last second."""

    segments: int = 0
    seconds: float = 0.0
    gaps: int = 0
    gap_s: float = 0.0
    reconnects: int = 0
    jumps: int = 0  # times the stream's clock was set anew
    ended_s: float | None = None  # UTC of the end of the last segment

    def add(self, began_s: float, ended_s: float) -> None:
        """Count a segment."""
        self.missed_until(began_s)
        self.segments += 1
        self.seconds += ended_s - began_s
        self.ended_s = ended_s

    def missed_until(self, moment_s: float) -> None:
        """Count what is missing between the last segment and a moment."""
        if self.ended_s is not None and moment_s - self.ended_s > GAP_S:
            self.gaps += 1
            self.gap_s += moment_s - self.ended_s
