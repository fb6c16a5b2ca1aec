"""Survey a capture: every sampled frame measured and compared, as rows of frame_quality."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain, islice
from typing import Protocol

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lotgraph.health.columns import FRAME_QUALITY
from lotgraph.health.compare import Comparer, Comparison, Reference, change
from lotgraph.health.measure import STANDARD_WIDTH_PX, VIEW_WIDTH_PX, Look, look
from lotgraph.health.renew import Memory
from lotgraph.health.stir import Stir, Watch
from lotgraph.video.batch import Losses

# Long enough for traffic to leave the median, short enough that a fault which starts after it
# is not taken for normal.
_REFERENCE_S = 4.5
_INSTANT_S = 1e-6
_LONGEST_S = 15.0  # later a fault is as likely as a vehicle
_ALIKE_LOOKS = 7
_DIFFERENT_LEVELS, _DIFFERENT_SHARE = 25.0, 0.15  # ordinary traffic hides a tenth of a view
_FEWEST_LOOKS = 3  # two have no median that drops anything
# Looks held back at most while no scene is seen: ten minutes of footage, about 100 MB.
_PATIENCE = 1200
_HELD_ROWS = 1000  # a megabyte or two
_SCALE = STANDARD_WIDTH_PX / VIEW_WIDTH_PX


class Frames(Protocol):
    """Some frames: what `lotgraph.video.Batch` is."""

    @property
    def index(self) -> NDArray[np.int64]:
        """Numbers of the frames in the capture, (n,)."""

    @property
    def times_s(self) -> NDArray[np.float64]:
        """Seconds since the capture's first frame, (n,)."""

    @property
    def pixels(self) -> NDArray[np.uint8]:
        """RGB, (n, h, w, 3)."""

    @property
    def groups(self) -> NDArray[np.int64] | None:
        """Numbers that differ where a keyframe lies between, (n,); None where nobody knows."""


@dataclass(frozen=True)
class Survey:
    """The rows of one capture, and how its camera looks: the next capture's reference."""

    rows: pl.DataFrame
    reference: Reference | None


@dataclass(frozen=True)
class _Seen:
    frame: int
    time_s: float
    look: Look
    group: int | None
    stir: Stir | None


def survey(  # noqa: PLR0913 - where a capture lies takes four names, all by keyword
    batches: Iterable[Frames],
    *,
    site_id: str = "",
    camera_id: str,
    capture_id: str,
    started_at: datetime,
    reference: Reference | None = None,
    losses: Losses | None = None,
) -> Survey:
    """Measure sampled frames of a capture, in the order they come.

    `losses` are those of reading them, complete once they have ended; None if nothing was lost.

    Without a reference the first seconds that show a scene become it; frames compared with
    nothing have null in the columns that need one. Memory is one batch, the views held back until
    there is a reference, and the table.

    Raises:
        ShapeError: if a batch does not hold (n, h, w, 3) pixels.
    """
    frames = _looks(batches)
    held: list[_Seen] = []
    if reference is None:
        reference, held = _learn(frames)
    camera = {"site_id": site_id, "camera_id": camera_id, "capture_id": capture_id}
    rows = (camera | row for row in _rows(chain(held, frames), reference, started_at))
    table = _packed(rows)
    share = losses.decoded_share if losses else 1.0
    return Survey(FRAME_QUALITY.conform(table.with_columns(decoded_share=share)), reference)


def _rows(
    frames: Iterable[_Seen], reference: Reference | None, started_at: datetime
) -> Iterator[dict[str, object]]:
    comparer = None if reference is None else Comparer(reference)
    before: Look | None = None
    memory = Memory()
    for seen in frames:
        fits = comparer is not None and seen.look.slopes.shape == comparer.reference.slopes.shape
        comparison = comparer.compare(seen.look, before) if comparer and fits else None
        captured_at = started_at + timedelta(seconds=seen.time_s)
        place = {"frame": seen.frame, "captured_at": captured_at}
        novelty = {"novelty": memory.novelty(seen.look.view, seen.time_s, seen.group)}
        stir = {
            "stir_share": seen.stir.share if seen.stir else None,
            "stir_peak": seen.stir.peak if seen.stir else None,
        }
        yield place | novelty | stir | _row(seen.look, before, comparison)
        before = seen.look


def _packed(rows: Iterator[dict[str, object]]) -> pl.DataFrame:
    """As a table. Rows of Python's numbers take many times as much, so few are held at once."""
    some = iter(lambda: list(islice(rows, _HELD_ROWS)), [])
    parts = [pl.DataFrame(part, schema=FRAME_QUALITY.schema) for part in some]
    return pl.concat([FRAME_QUALITY.empty(), *parts])


def _looks(batches: Iterable[Frames]) -> Iterator[_Seen]:
    watch = Watch()
    for batch in batches:
        groups = [None] * len(batch.index) if batch.groups is None else batch.groups.tolist()
        for frame, time_s, pixels, group in zip(
            batch.index, batch.times_s, batch.pixels, groups, strict=True
        ):
            stir = watch.stir(pixels, group)
            yield _Seen(int(frame), float(time_s), look(pixels), group, stir)


def _learn(frames: Iterator[_Seen]) -> tuple[Reference | None, list[_Seen]]:
    """Take frames until a scene was seen for long enough; give back all that were taken.

    Where a vehicle stood before the lens at first, most looks disagree with their median; then
    more are taken, until enough of them agree or it is clear that here they never do.
    """
    held: list[_Seen] = []
    good: list[_Seen] = []
    alike: list[Look] = []
    for seen in frames:
        held.append(seen)
        if seen.look.is_informative and (not good or _fits(seen.look, good[0].look)):
            good.append(seen)
        spanned_s = good[-1].time_s - good[0].time_s if len(good) >= _FEWEST_LOOKS else 0.0
        if spanned_s >= _REFERENCE_S - _INSTANT_S:
            alike = _alike([seen.look for seen in good])
            if len(alike) >= _ALIKE_LOOKS or spanned_s >= _LONGEST_S:
                break
        if len(held) >= _PATIENCE:
            break
    alike = alike or [seen.look for seen in good]
    return (Reference.of(alike) if alike else None), held


def _fits(one: Look, other: Look) -> bool:
    return one.view.shape == other.view.shape


def _alike(looks: list[Look]) -> list[Look]:
    """Those that differ from the median of all in a small part of the view; light plays no part."""
    views = np.stack([seen.view for seen in looks]).astype(np.float32)
    views -= np.median(views, axis=(1, 2), keepdims=True)
    differs = np.abs(views - np.median(views, axis=0)) > _DIFFERENT_LEVELS
    return [
        seen
        for seen, share in zip(looks, differs.mean(axis=(1, 2)), strict=True)
        if share < _DIFFERENT_SHARE
    ]


def _row(now: Look, before: Look | None, against: Comparison | None) -> dict[str, object]:
    moved = None if before is None or before.view.shape != now.view.shape else change(now, before)
    row: dict[str, object] = {
        "level": now.level,
        "dark_share": now.dark_share,
        "bright_share": now.bright_share,
        "contrast": now.contrast,
        "colour": now.colour,
        "noise": now.noise,
        "block_ratio": now.block_ratio,
        "flat_share": now.flat_share,
        "edge_width_px": now.edge_width_px if np.isfinite(now.edge_width_px) else None,
        "change": moved.mean if moved else None,
        "change_peak": moved.peak if moved else None,
        "change_floor": moved.floor if moved else None,
    }
    if against is None:
        return row
    shift = against.shift
    return row | {
        "gain": against.gain if np.isfinite(against.gain) else None,
        "light": against.light,
        "kept_share": against.kept_share,
        "lost_share": against.lost_share,
        "smooth_share": against.smooth_share,
        "bare_share": against.bare_share,
        "detail": against.detail if np.isfinite(against.detail) else None,
        "softness": against.softness if np.isfinite(against.softness) else None,
        "relief": against.relief,
        "shift_px": shift.distance_px * _SCALE,
        "right_px": shift.right_px * _SCALE,
        "down_px": shift.down_px * _SCALE,
        "turn_deg": shift.turn_deg,
        "zoom": shift.zoom,
        "is_found": shift.is_found,
    }
