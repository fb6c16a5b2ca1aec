"""Brings labels and detections together, whatever format each is in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lotgraph.errors import FormatError
from lotgraph.formats.coco import read_detections, read_labels
from lotgraph.formats.columns import EDGES, filled
from lotgraph.formats.find import DETECTED, LAYOUTS, is_json, is_list
from lotgraph.formats.together import Refuse, together
from lotgraph.measure.precision import Detections, Labels
from lotgraph.measure.rules import says_kinds


@dataclass(frozen=True)
class Pair:
    """Labels and detections that belong together, the names of classes, and where images are.

    `images`: image, sequence, frame. COCO has no sequences: each image is a frame of none.
    """

    labels: Labels
    found: Detections
    names: dict[int, str]
    images: pl.DataFrame
    frame: str = "frame"  # what a frame is called
    first: Mapping[str, int] = field(default_factory=dict)  # number of a sequence's first frame
    assumed: tuple[str, ...] = ()  # what was taken as nothing tells it

    def sides(self) -> tuple[dict[str, pl.DataFrame], dict[str, pl.DataFrame]]:
        """Labels and detections as tables of boxes, by the name of their sequence."""
        return self._tables(self.labels, ~self.labels.is_crowd), self._tables(self.found, True)

    def _tables(
        self, boxes: Labels | Detections, is_marked: NDArray[np.bool_] | bool
    ) -> dict[str, pl.DataFrame]:
        kinds, kind = np.unique(boxes.kind, return_inverse=True)
        names = np.array([self.names.get(one, str(one)) for one in kinds.tolist()], object)
        edges = np.hstack([boxes.box[:, :2], boxes.box[:, :2] + boxes.box[:, 2:]])
        columns = {"image": boxes.image, "kind": pl.Series(names[kind], dtype=pl.String)}
        table = pl.DataFrame(columns | dict(zip(EDGES, edges.T, strict=True)))
        table = table.with_columns(is_marked=is_marked).join(self.images, on="image", how="left")
        return {str(name): filled(own) for (name,), own in table.group_by("sequence")}


def labels_and_detections(truth: str, found: str, refuse: Refuse | None = None) -> Pair:
    """Labels and detections of files as `sequences` finds them.

    A box of the truth that is not marked is a crowd: who finds it is neither right nor wrong.
    Detections that say no class are of the only class there is. Labels and results in COCO JSON are
    judged image by image, and have the areas that the labels say. Of several files those that
    cannot be read are told to `refuse`, as `together` has it.

    Raises:
        FormatError: if they do not fit together.
    """
    if is_json(Path(truth)) and is_list(Path(found)):
        labels, names = read_labels(Path(truth))
        told = read_detections(Path(found))
        image = pl.Series("image", np.union1d(labels.image, told.image))
        images = pl.DataFrame({"image": image}).with_columns(
            sequence=pl.lit(""), frame=pl.col("image")
        )
        return Pair(labels, told, names, images, "image")
    marked, detected = together(((truth, LAYOUTS), (found, DETECTED)), refuse=refuse)
    strangers = sorted(set(detected.parts) - set(marked.parts))
    if strangers:
        raise FormatError(f"no truth for {', '.join(strangers)}; it has {', '.join(marked.parts)}")
    pair = pair_of(marked.boxes, detected.boxes)
    return replace(
        pair,
        first=marked.first,
        assumed=(*marked.passed_over, *detected.passed_over, *detected.assumed),
    )


def pair_of(truth: Mapping[str, pl.DataFrame], found: Mapping[str, pl.DataFrame]) -> Pair:
    """Labels and detections of tables of boxes by the name of their sequence.

    Raises:
        FormatError: if a detection has no score.
    """
    order = sorted(truth)
    labels, told = (
        pl.concat([some[n].with_columns(sequence=pl.lit(n)) for n in order if n in some])
        for some in (truth, found)
    )
    if told["score"].is_null().any():
        raise FormatError("detections without a score cannot be put in order; write one for each")
    if not says_kinds(truth, found):
        labels, told = (one.with_columns(kind=pl.lit("all")) for one in (labels, told))
    kinds = sorted({*labels["kind"], *told["kind"]})
    images = pl.concat([labels, told]).select("sequence", "frame").unique(maintain_order=True)
    images = images.sort("sequence", "frame").with_row_index("image")
    numbers = [_numbered(one, images, kinds) for one in (labels, told)]
    box = _boxes(labels)
    return Pair(
        Labels(*numbers[0], box, box[:, 2] * box[:, 3], ~labels["is_marked"].to_numpy()),
        Detections(*numbers[1], _boxes(told), told["score"].to_numpy()),
        dict(enumerate(kinds)),
        images.with_columns(pl.col("image").cast(pl.Int64)),
    )


def _numbered(
    boxes: pl.DataFrame, images: pl.DataFrame, kinds: Sequence[str]
) -> tuple[np.ndarray, np.ndarray]:
    image = boxes.join(images, on=["sequence", "frame"], how="left", maintain_order="left")["image"]
    kind = boxes["kind"].replace_strict(dict(zip(kinds, range(len(kinds)), strict=True)))
    return image.cast(pl.Int64).to_numpy(), kind.cast(pl.Int64).to_numpy()


def _boxes(boxes: pl.DataFrame) -> np.ndarray:
    corners = boxes.select(EDGES).to_numpy(order="c")
    return np.hstack([corners[:, :2], corners[:, 2:] - corners[:, :2]])
