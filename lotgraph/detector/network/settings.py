"""What people may say of a network that its file does not: a small TOML beside it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from lotgraph.detector.network.model import Corners, Fit, Head
from lotgraph.errors import DetectorError
from lotgraph.written import expected, line_of, parsed, text_of

Three = tuple[float, float, float]


class Said(BaseModel):
    """Each setting replaces what is found in the file, or assumed of its family."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    names: tuple[str, ...] | str | None = Field(
        None, description="What the kinds are called, in order; or a text beside, a name a line."
    )
    size: tuple[int, int] | None = Field(
        None, description="Width and height of the input in px, where the file leaves them open."
    )
    full: float | None = Field(
        None, gt=0, description="What the value 255 becomes: 1 or 255, before mean and std."
    )
    mean: Three | None = Field(None, description="Taken away from each channel, as `full` scales.")
    std: Three | None = Field(None, description="What each channel is then divided by.")
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
    strides: tuple[int, ...] | None = Field(None, description="Sizes of a cell in px.")
    anchors: tuple[tuple[float, ...], ...] | None = Field(
        None, description="For each stride: width, height, width, height, … in px."
    )
    columns: tuple[str, ...] | None = Field(
        None, description="Of an answer in rows: x0, y0, x1, y1, score, kind, frame."
    )
    first_kind: int | None = Field(None, description="Number that stands for the first kind.")


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
