"""A detector that is an ONNX file."""

import hashlib
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np

from lotgraph.detector.model import Found, Frames, Wishes, checked, joined, version_of
from lotgraph.detector.network.attempt import attempt
from lotgraph.detector.network.decode import decode
from lotgraph.detector.network.doubt import doubt, doubt_px
from lotgraph.detector.network.look import feeds, look, view_of
from lotgraph.detector.network.model import Eye, Layout, Outputs
from lotgraph.detector.network.name import texts_of
from lotgraph.detector.network.settings import said_of, told_in
from lotgraph.detector.network.start import start, words_of
from lotgraph.detector.network.wait import asked
from lotgraph.detector.suppress import best_of, resolve
from lotgraph.errors import DetectorError

REVISION = 1  # raised when the same answer is turned into other boxes
INPUT_BYTES = 64 * 1024 * 1024  # of one batch, as the network takes it


class NetworkDetector:
    """Runs a network on frames and decodes what it answers."""

    def __init__(
        self, file: Path, layout: Layout, session: Any, sha256: str, wishes: Wishes
    ) -> None:
        self.layout = layout
        self.files: tuple[Path, ...] = (file,)
        self._file, self._session, self._wishes = file, session, wishes
        self._is_kept = wishes.kept(layout.kinds)
        self._outputs = [one.name for one in session.get_outputs()]
        told = asdict(layout) | {"asked": wishes.told(), "revision": REVISION}
        del told["assumed"], told["is_px_assumed"]  # words for people, and what is seen later
        self._is_px_assumed = layout.is_px_assumed
        self.version = version_of(file.name, sha256, told)

    @property
    def kinds(self) -> tuple[str, ...]:
        """What it tells apart."""
        return self.layout.kinds

    @property
    def most(self) -> int:
        """Boxes of a frame that are given, the best."""
        return self._wishes.most

    def detect(self, frames: Frames) -> Found:
        """Find boxes in (b, h, w, 3) frames, as many at once as the network takes.

        Raises:
            ShapeError: if frames are no uint8 of that shape.
            DetectorError: if the network fails on them.
        """
        return self._looked(frames, self.most)

    def propose(self, frames: Frames) -> Found:
        """See `Detector.propose`."""
        return self._looked(frames, None)

    def _looked(self, frames: Frames, most: int | None) -> Found:
        height, width = checked(frames).shape[1:3]
        eye, view = view_of(self.layout.eye, width, height)
        at_once = eye.batch or max(1, INPUT_BYTES // (eye.width * eye.height * 12))
        parts = []
        for start_ in range(0, len(frames), at_once):
            some = frames[start_ : start_ + at_once]
            found = self._found(some, eye, look(some, eye, view))
            chosen = found if most is None else best_of(found, most)
            back = view.back(chosen, width, height)
            parts.append(replace(back, frame=back.frame + start_))
        return joined(parts)

    def _found(self, frames: Frames, eye: Eye, pictures: Any) -> Found:
        if eye.batch > len(frames):
            empty = np.zeros((eye.batch - len(frames), *pictures.shape[1:]), pictures.dtype)
            pictures = np.concatenate([pictures, empty])
        outputs = self._run(pictures, eye)
        answer = self.layout.answer
        try:
            found = decode(outputs, answer, eye, len(frames), self._wishes.min_score)
            found = doubt(outputs, answer, eye, found)
            if self._is_px_assumed and len(found):
                doubt_px(found)
                self._is_px_assumed = False
        except DetectorError as error:
            raise DetectorError(f"{self._file}: {error}") from error
        if len(found) and not 0 <= found.kind.min() <= found.kind.max() < len(self.kinds):
            strange = found.kind[(found.kind < 0) | (found.kind >= len(self.kinds))][0]
            raise DetectorError(
                f"{self._file}: it answers with kind number {strange}, and {len(self.kinds)} are "
                "named; correct `names` or `first_kind` in the .toml beside it"
            )
        wishes, found = self._wishes, found.only(self._is_kept[found.kind])
        if answer.is_suppressed and not wishes.across_kinds:
            return found.in_order()
        return resolve(found, wishes)

    def _run(self, pictures: Any, eye: Eye) -> Outputs:
        try:
            values = asked(self._session, self._outputs, feeds(pictures, eye), self._file)
        except DetectorError:
            raise
        except Exception as error:  # the runtime has no error class of its own
            raise DetectorError(
                f"{self._file}: ONNX Runtime fails on frames of {pictures.shape}: {words_of(error)}"
            ) from error
        return dict(zip(self._outputs, values, strict=True))


def open_network(file: Path, wishes: Wishes) -> NetworkDetector:
    """Look into a file, try it out apart, and start it.

    Raises:
        DetectorError: if it cannot be used; says why.
    """
    layout, beside = attempt(file)
    session = start(file, wishes.providers, wishes.threads)
    hashes = [_sha256(path) for path in (file, *beside)]
    sha256 = hashes[0] if not beside else hashlib.sha256(" ".join(hashes).encode()).hexdigest()
    detector = NetworkDetector(file, layout, session, sha256, wishes)
    detector.files = (file, *beside, told_in(file), *texts_of(file, said_of(file)))
    return detector


def _sha256(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()
