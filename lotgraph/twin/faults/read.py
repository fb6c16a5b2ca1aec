"""Reads which faults befall whom from a TOML file, instead of drawing them."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from lotgraph.errors import TwinError
from lotgraph.twin.faults.model import HABITS, OF_FILES, Fault, Kind, strength_of
from lotgraph.twin.faults.shown import least_s
from lotgraph.twin.plan import Plan
from lotgraph.twin.seeds import seed_of
from lotgraph.written import line_of, mistake, parsed, text_of

MOST_S = 366 * 86400.0  # that a fault begins late or lasts: a year
SLACK = 1e-5  # the least length is told with six digits, and is enough as told
REWORDED = {"model_type": "expected a section"}


class FaultForm(BaseModel):
    """One `[[faults]]`; `amount` is in the unit of its kind, see `HABITS`."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)

    camera_id: str
    kind: Kind
    begins_s: float = Field(ge=0, le=MOST_S)
    lasts_s: float = Field(gt=0, le=MOST_S)
    amount: float | None = None
    seed: int = Field(0, ge=0)


class FaultsForm(BaseModel):
    """The whole file."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    faults: list[FaultForm] = []


def read(file: Path, plan: Plan) -> tuple[Fault, ...]:
    """The faults that a file lists, camera by camera in order of time.

    The same list gives a site of the other split other looks.

    Raises:
        TwinError: one line for each mistake: file and line, key, what was expected, what came.
    """
    text = text_of(file, "faults file", TwinError)
    try:
        form = FaultsForm.model_validate(parsed(file, text, TwinError))
    except ValidationError as error:
        raise TwinError("\n".join(_said(file, text, one) for one in error.errors())) from error
    problems = list(_problems(plan, form.faults))
    if problems:
        raise TwinError(
            "\n".join(
                f"{_place(file, text, keys)}: {'.'.join(keys)}: {said}" for keys, said in problems
            )
        )
    found = [
        Fault(
            camera_id=one.camera_id,
            kind=one.kind,
            begins_s=one.begins_s,
            ends_s=one.begins_s + one.lasts_s,
            strength=0.5 if one.amount is None else strength_of(one.kind, one.amount),
            seed=seed_of(one.seed, plan.split),
        )
        for one in form.faults
    ]
    return tuple(sorted(found, key=lambda one: (one.camera_id, one.begins_s)))


def _problems(plan: Plan, forms: list[FaultForm]) -> Iterator[tuple[list[str], str]]:
    known = {camera.camera_id: camera for camera in plan.cameras}
    for index, one in enumerate(forms):
        keys = ["faults", str(index)]
        if one.camera_id not in known:
            said = f"expected a camera of the plan ({', '.join(known)}); got {one.camera_id!r}"
            yield [*keys, "camera_id"], said
        low, high = HABITS[one.kind].amount
        if one.amount is not None and not low <= one.amount <= high:
            wanted = f"{low:g} to {high:g} {HABITS[one.kind].unit}"
            if low == high:
                wanted = f"no amount, as {one.kind} has none"
            yield [*keys, "amount"], f"expected {wanted}; got {one.amount:g}"
        if one.camera_id in known and one.kind not in OF_FILES:
            least = least_s(one.kind, known[one.camera_id])
            if one.lasts_s < least * (1 - SLACK):
                said = f"expected {least:g} s or more, so that a frame shows all of it"
                yield [*keys, "lasts_s"], f"{said}; got {one.lasts_s:g}"
        for other, before in enumerate(forms[:index]):
            if before.camera_id == one.camera_id and _overlap(before, one):
                said = f"expected no other fault of {one.camera_id} at that time; fault {other} is"
                yield [*keys, "begins_s"], said


def _overlap(one: FaultForm, other: FaultForm) -> bool:
    return (
        one.begins_s < other.begins_s + other.lasts_s
        and other.begins_s < one.begins_s + one.lasts_s
    )


def _said(file: Path, text: str, problem: Any) -> str:
    keys = [str(part) for part in problem["loc"]]
    known = list(FaultForm.model_fields if len(keys) > 1 else FaultsForm.model_fields)
    said = mistake(problem, known, REWORDED)
    return f"{_place(file, text, keys)}: {'.'.join(keys)}: {said}"


def _place(file: Path, text: str, keys: list[str]) -> str:
    line = line_of(text, keys)
    return f"{file}:{line}" if line else str(file)
