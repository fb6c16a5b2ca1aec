"""Stills in memory, still packed: what a training draws its crops from."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lotgraph.errors import TrainingError
from lotgraph.formats.columns import EDGES
from lotgraph.training.columns import KINDS, LABELS
from lotgraph.training.draw import Picture, Round, opened
from lotgraph.training.keep import kept

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Things:
    """What is in a picture: a row is a thing. `share` is what is seen of it, 0 to 1."""

    box: Floats  # (n, 4) x0, y0, x1, y1
    kind: NDArray[np.int64]  # (n,) place in KINDS
    share: Floats  # (n,)
    owner: NDArray[np.int32]  # (n,) its pixels in the still's owners

    def only(self, rows: NDArray) -> "Things":
        """The rows that are marked or named."""
        return Things(self.box[rows], self.kind[rows], self.share[rows], self.owner[rows])

    @staticmethod
    def joined(parts: "list[Things]") -> "Things":
        """The rows of all of at least one."""
        return Things(*(np.concatenate([getattr(p, n) for p in parts]) for n in NAMES))


NAMES = tuple(Things.__annotations__)
Still = tuple[bytes, bytes, Things]  # picture, owners, things


class Stock:
    """Stills that can be drawn, every one as often, or by the kinds in them."""

    def __init__(self, stills: list[Still]) -> None:
        if not stills:
            raise TrainingError("there are no stills to train on; draw some first")
        self.stills = stills
        counted = [set(things.kind.tolist()) for _, _, things in stills]
        with_kind = [[n for n, own in enumerate(counted) if k in own] for k in range(len(KINDS))]
        self._with_kind = [np.array(one) for one in with_kind if one] or [np.arange(len(stills))]

    def __len__(self) -> int:
        return len(self.stills)

    def things(self) -> dict[str, int]:
        """How many things there are of each kind."""
        kinds = np.concatenate([things.kind for _, _, things in self.stills])
        counts = np.bincount(kinds, minlength=len(KINDS)).tolist()
        return dict(zip(KINDS, counts, strict=True))

    def draw(self, chance: np.random.Generator, balanced_share: float = 0.5) -> Still:
        """A still; of a share of them, one that shows a kind of which each comes as often."""
        if chance.random() < balanced_share:
            own = self._with_kind[int(chance.integers(len(self._with_kind)))]
            return self.stills[int(own[chance.integers(len(own))])]
        return self.stills[int(chance.integers(len(self.stills)))]


def stock_of(folder: Path, some: Iterable[Round]) -> Stock:
    """All stills of some rounds that a folder keeps; others there are not asked for.

    Raises:
        TrainingError: there are none.
    """
    return Stock([one for stills, labels in kept(folder, some) for one in _stills(stills, labels)])


def _stills(stills: pl.DataFrame, labels: pl.DataFrame) -> list[Still]:
    by_still = labels.partition_by("still_id", as_dict=True)
    rows = stills.select("still_id", "jpeg", "owners").iter_rows()
    return [
        (jpeg, owners, things_of(by_still.get((name,), LABELS.empty())))
        for name, jpeg, owners in rows
    ]


def things_of(labels: pl.DataFrame) -> Things:
    """Rows of `LABELS` as arrays."""
    return Things(
        labels.select(EDGES).to_numpy().astype(np.float32).reshape(-1, 4),
        np.array([KINDS.index(kind) for kind in labels["kind"].to_list()], np.int64),
        labels["visible_share"].to_numpy().astype(np.float32),
        labels["owner"].to_numpy(),
    )


def owners_of(packed: bytes) -> Picture:
    """Whose each pixel is (h, w)."""
    import cv2

    return np.asarray(cv2.imdecode(np.frombuffer(packed, np.uint8), cv2.IMREAD_GRAYSCALE), np.uint8)


def backgrounds_of(folder: Path | None) -> list[Picture]:
    """Pictures of a folder, to lie behind things; none of our kinds may be in them.

    Raises:
        TrainingError: the folder has none, or one cannot be read.
    """
    if folder is None:
        return []
    paths = sorted(p for p in folder.rglob("*") if p.suffix.lower() in {".jpg", ".jpeg", ".png"})
    if not paths:
        raise TrainingError(f"{folder}: expected pictures (.jpg, .png) without vehicles; has none")
    return [_background(path) for path in paths]


def _background(path: Path) -> Picture:
    from cv2 import error

    try:
        return opened(path.read_bytes())
    except (OSError, TypeError, error) as wrong:
        raise TrainingError(f"{path}: cannot be read as a picture; take it away") from wrong
