"""Writes what was found in captures, in a format of the field."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from lotgraph.detector.model import in_words
from lotgraph.detector.name import sequence_names, still_names
from lotgraph.errors import CaptureError, LotgraphError
from lotgraph.formats.coco import ALSO, Numbers, write_detections
from lotgraph.formats.columns import filled
from lotgraph.formats.form import ENDS, TOLD, Form
from lotgraph.formats.parquet import write_table
from lotgraph.formats.part import Part
from lotgraph.formats.put import try_place
from lotgraph.formats.write import write as write_boxes
from lotgraph.refused import why
from lotgraph.spare import Read, files_of


@dataclass(frozen=True)
class Destination:
    """Where boxes go, and how."""

    out: Path
    wanted: Form
    is_alone: bool  # a single capture was asked for: it gets a file, unless `out` is a folder
    labels: Numbers | None = None  # of COCO, whose numbers results are to have

    @property
    def is_file(self) -> bool:
        """Whether `out` is the file itself, not a folder of them."""
        is_named = self.out.suffix.lower() in TOLD
        return is_named or (self.is_alone and not self.out.is_dir())

    @property
    def is_together(self) -> bool:
        """Whether all captures stand in one file."""
        return self.wanted is Form.COCO and self.is_file

    def files(self, uris: Sequence[str]) -> dict[str, Path]:
        """The file of each capture."""
        if self.is_file:
            return dict.fromkeys(uris, self.out)
        names = (name + ENDS[self.wanted] for name in sequence_names(uris))
        return {uri: self.out / name for uri, name in zip(uris, names, strict=True)}

    @property
    def partial(self) -> Path:
        """Where what was found lies if looking is cut short, of captures in one file."""
        return self.out.with_name(f"{self.out.stem}.partial{self.out.suffix}")

    def check(self, uris: Sequence[str], kinds: Sequence[str], read: Iterable[Path] = ()) -> None:
        """See that boxes of these captures and kinds could be written, before they are looked for.

        Captures that cannot be read are left to whoever looks at them. `read` are other files that
        must stay as they are.

        Raises:
            LotgraphError: if a file cannot be written or is one that is read, or labels know none
                of the kinds or of a capture's images.
        """
        own = Read([*read, *files_of(uris)])
        partial = [self.partial] if self.is_together else []
        for file in dict.fromkeys([*self.files(uris).values(), *partial]):
            one = own.same_as(file)
            if one is not None:
                raise LotgraphError(
                    f"--out {self.out}: {file} is {one}, which is read; choose another --out"
                )
            try:
                try_place(file)
            except OSError as error:
                raise self._unwritable(error) from error
        if self.wanted is Form.COCO:
            self._numbers(kinds)
            for uri in uris:
                with suppress(CaptureError):
                    self._images(uri)

    def write(self, tables: Mapping[str, pl.DataFrame], file: Path, kinds: Sequence[str]) -> None:
        """Write boxes of a capture, or of all that stand in a file of COCO results.

        Raises:
            LotgraphError: if the file cannot be written, or labels do not know an image or any
                kind.
        """
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            if self.wanted is Form.COCO:
                self._write_coco(tables, file, kinds)
                return
            [table] = tables.values()
            if self.wanted is Form.PARQUET:
                write_table(table, file, 0)
            else:
                part = Part(filled(table.cast({"kind": pl.String})), first=0)
                write_boxes({"": part}, file, self.wanted)
        except OSError as error:
            raise self._unwritable(error) from error

    def _write_coco(
        self, tables: Mapping[str, pl.DataFrame], file: Path, kinds: Sequence[str]
    ) -> None:
        """Boxes of images and kinds that labels do not have are left out: nobody can judge them."""
        boxes = pl.concat(table.cast({"kind": pl.String}) for table in tables.values())
        image: list[int | None] = []
        for uri, table in tables.items():
            frames, known = table["frame"].to_list(), self._images(uri)
            image += frames if known is None else [known[frame] for frame in frames]
        number = pl.col("kind").replace_strict(
            self._numbers(kinds), default=None, return_dtype=pl.Int64
        )
        numbered = boxes.with_columns(image=pl.Series(image, dtype=pl.Int64), number=number)
        numbered = numbered.drop_nulls(["image", "number"])
        write_detections(numbered, file, numbered["image"].to_list(), numbered["number"].to_list())

    def _numbers(self, kinds: Sequence[str]) -> dict[str, int]:
        """The number of each kind: that of the labels, or counted from 1."""
        if self.labels is None:
            return {name: place for place, name in enumerate(kinds, 1)}
        own = self.labels.kind
        known = {name: own.get(name, own.get(ALSO.get(name, ""))) for name in kinds}
        numbers = {name: number for name, number in known.items() if number is not None}
        if not numbers:
            raise LotgraphError(
                f"--labels: they know none of the kinds looked for, {in_words(kinds)}; they "
                f"have {in_words(list(own))}"
            )
        return numbers

    def _images(self, uri: str) -> Sequence[int | None] | None:
        """The number of each frame's image: that of labels, else of its name; None: the frame's."""
        names = still_names(uri) or []
        if self.labels is not None:
            known = [self.labels.image.get(name) for name in names]
            if not any(number is not None for number in known):
                raise LotgraphError(
                    f"--labels: they have no image of {uri}; expected the names of its pictures as "
                    f"file_name, such as {names[0] if names else 'frame-0.jpg'}"
                )
            return known
        stems = [Path(name).stem for name in names]
        if stems and all(stem.isdecimal() for stem in stems):
            return [int(stem) for stem in stems]
        if self.is_together and not self.is_alone:
            raise LotgraphError(
                f"{self.out}: images of several captures in one file need numbers; name the "
                "--labels that have them, or a folder as --out"
            )
        return None

    def _unwritable(self, error: OSError) -> LotgraphError:
        return LotgraphError(
            f"cannot write to {self.out}: {why(error, self.out)}; choose another --out"
        )
