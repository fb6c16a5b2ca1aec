"""What people may say of a network that its file does not: a small TOML beside it."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from lotgraph.detector.network.model import LARGEST_SIDE, Corners, Fit, Head
from lotgraph.errors import DetectorError
from lotgraph.written import expected, line_of, parsed, text_of

LARGEST_FULL = 65_535.0  # pictures of more than 16 bits a channel are fed to none
LARGEST_NUMBER = 2**31 - 1  # of a kind: networks number them in 32 bits
NEEDED = ("x0", "y0", "x1", "y1", "score", "kind")  # columns of rows
Finite = Annotated[float, Field(allow_inf_nan=False)]
Above = Annotated[float, Field(gt=0, allow_inf_nan=False)]
Side = Annotated[int, Field(ge=1, le=LARGEST_SIDE)]
Sizes = Annotated[tuple[Above, ...], Field(min_length=2)]


class Said(BaseModel):
    """Each setting replaces what is found in the file, or assumed of its family."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    names: Annotated[tuple[str, ...], Field(min_length=1)] | str | None = Field(
        None, description="What the kinds are called, in order; or a text beside, a name a line."
    )
    size: tuple[Side, Side] | None = Field(
        None, description="Width and height of the input in px, where the file leaves them open."
    )
    full: Above | None = Field(
        None,
        le=LARGEST_FULL,
        description="What the value 255 becomes: 1 or 255, before mean and std.",
    )
    mean: tuple[Finite, Finite, Finite] | None = Field(
        None, description="Taken away from each channel, as `full` scales."
    )
    std: tuple[Above, Above, Above] | None = Field(
        None, description="What each channel is then divided by."
    )
    order: Literal["rgb", "bgr"] | None = Field(None, description="Order of the channels.")
    fit: Fit | None = Field(
        None,
        description="How a frame of another shape is fitted in: padded around it (centre), padded "
        "right and below (corner), or stretched.",
    )
    pad: int | None = Field(None, ge=0, le=255, description="Value of the padding.")
    head: Head | None = Field(None, description="How the answer is laid out.")
    corners: Corners | None = Field(None, description="What the four numbers of a box are.")
    relative: bool | None = Field(None, description="Whether boxes are shares of the input.")
    objectness: bool | None = Field(
        None, description="Whether there is a score of something being there beside the kinds'."
    )
    activation: Literal["none", "sigmoid", "softmax"] | None = Field(
        None, description="What turns the answer's scores into 0 to 1."
    )
    strides: tuple[Side, ...] | None = Field(
        None, min_length=1, description="Sizes of a cell in px."
    )
    anchors: tuple[Sizes, ...] | None = Field(
        None, min_length=1, description="For each stride: width, height, width, height, … in px."
    )
    columns: tuple[str, ...] | None = Field(
        None,
        description="Of an answer in rows: x0, y0, x1, y1, score, kind, frame; others by any name.",
    )
    first_kind: int | None = Field(
        None, ge=0, le=LARGEST_NUMBER, description="Number that stands for the first kind."
    )

    @field_validator("anchors")
    @classmethod
    def _are_pairs(cls, anchors: tuple[Sizes, ...] | None) -> tuple[Sizes, ...] | None:
        if anchors and (len({len(one) for one in anchors}) > 1 or len(anchors[0]) % 2):
            raise ValueError("expected as many widths and heights for each of the strides")
        return anchors

    @field_validator("columns")
    @classmethod
    def _are_told_apart(cls, columns: tuple[str, ...] | None) -> tuple[str, ...] | None:
        if columns is not None:
            times = Counter(columns)
            if max(times.values(), default=0) > 1 or not set(NEEDED) <= set(times):
                raise ValueError(f"expected {', '.join(NEEDED)}, each once, and no name twice")
        return columns


def told_in(file: Path) -> Path:
    """Where people say it, whether they do or not."""
    return file.with_suffix(".toml")


def said_of(file: Path) -> Said:
    """What `NAME.toml` beside `NAME.onnx` says; nothing where there is none.

    Raises:
        DetectorError: one line for each mistake: file and line, key, what was expected, what came.
    """
    beside = told_in(file)
    if not beside.is_file():
        return Said.model_validate({})
    text = text_of(beside, "settings of a detector", DetectorError)
    try:
        return Said.model_validate(parsed(beside, text, DetectorError))
    except ValidationError as error:
        raise DetectorError("\n".join(_complaints(error, beside, text))) from error


def _complaints(error: ValidationError, file: Path, text: str) -> Iterator[str]:
    for problem in error.errors():
        keys = [str(part) for part in problem["loc"][:1]]
        line = line_of(text, keys)
        wanted = expected(problem, list(Said.model_fields), {})
        yield f"{file}:{line or 1}: {'.'.join(keys)}: {wanted}; got {problem['input']!r:.200}"
