"""The landing folder of one camera: drafts beside, segments under their names, one recorder."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from lotgraph.errors import CaptureError, LotgraphError
from lotgraph.landing.names import stem

SUFFIX = ".mkv"
DRAFT = ".recording"  # with a dot before the name, which keeps the landing folder's listing off it
LOCK = ".recorder.lock"
_DRAFT = re.compile(rf"\.(.+){re.escape(SUFFIX + DRAFT)}")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class CameraFolder:
    """`<landing>/<site>/<camera>/` on a local disk."""

    path: Path

    @contextmanager
    def held(self) -> Iterator[None]:
        """Make the folder and keep other recorders out of it, until this process ends.

        Raises:
            LotgraphError: if it cannot be made, or another recorder is at work there.
        """
        import fcntl

        try:
            self.path.mkdir(parents=True, exist_ok=True)
            lock = (self.path / LOCK).open("a")
        except OSError as error:
            raise LotgraphError(
                f"cannot write in {self.path}: {error.strerror}; permit it or choose another "
                "--landing folder"
            ) from error
        with lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise LotgraphError(
                    f"another recorder is writing in {self.path}; stop it first, or record this "
                    "stream as another camera"
                ) from error
            yield

    def draft(self, start_s: float) -> Path:
        """Path of a new draft for a segment that starts at `start_s` (UTC)."""
        return self.path / f".{_stem(start_s)}{SUFFIX}{DRAFT}"

    def name(self, draft: Path, start_s: float) -> Path:
        """Give a complete draft its name; the next free millisecond where that is taken.

        It is on the disk before it has the name. No other recorder can take the name meanwhile.
        """
        with draft.open("rb") as file:
            os.fsync(file.fileno())
        while (final := self.path / f"{_stem(start_s)}{SUFFIX}").exists():
            start_s += 0.001
        draft.rename(final)
        return final

    def finish_drafts(self) -> list[Path]:
        """Name what killed recorders left; a draft without a single frame holds nothing and goes.

        As the container is written for that, a draft needs nothing done to it to be read.
        """
        named = []
        for draft in sorted(self.path.glob(f".*{SUFFIX}{DRAFT}")):
            said = _DRAFT.fullmatch(draft.name)
            start_s = _moment(said[1]) if said else None
            if start_s is None:
                continue  # not of ours
            if _holds_nothing(draft):
                draft.unlink()
            else:
                named.append(self.name(draft, start_s))
        return named


def _holds_nothing(draft: Path) -> bool:
    from lotgraph.video import probe

    try:
        probe(str(draft))
    except CaptureError as refused:
        # Whatever else is wrong with it, it is named, and quarantine says what.
        return refused.reason in {"empty", "not_video", "truncated", "no_frames"}
    return False


def _stem(start_s: float) -> str:
    return stem(EPOCH + timedelta(milliseconds=int(start_s * 1000 + 1e-3)))


def _moment(name: str) -> float | None:
    try:
        return datetime.strptime(name, "%Y-%m-%dT%H-%M-%S.%f%z").timestamp()
    except ValueError:
        return None
