"""The form of a plan in a file: the model's words, angles in degrees, and rows of stalls."""

import dataclasses
import math
from typing import Annotated, Any, get_args, get_type_hints

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, create_model

from lotgraph.twin.plan.angles import as_radians
from lotgraph.twin.plan.model import Plan, Point, Stall

Degrees = Annotated[float, BeforeValidator(as_radians)]  # a file's degrees, read as radians
QUARTER_TURN = math.pi / 2


class Strict(BaseModel):
    """A section in which an unknown key is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)


class StallRow(Strict):
    """Stalls side by side, `a1`, `a2` and so on in row `a`.

    `along_deg` is the way from the middle of its first stall to that of the next, anticlockwise
    from east as headings are; unset, to the right of who parks there nose in, which is
    `heading_deg` less 90.
    """

    row_id: str = Field(min_length=1, description="What the names of its stalls begin with.")
    lane_id: str = Field(description="The lane that they are reached from.")
    first_centre: Point = Field(description="Middle of the first stall.")
    count: int = Field(ge=1, le=1000, description="How many there are.")
    pitch_m: float = Field(gt=0, description="From one middle to the next, along the row.")
    heading_deg: Degrees = Field(description="Where a vehicle looks that stands in one nose in.")
    along_deg: Degrees | None = Field(default=None, description="Where the row goes; see above.")
    first_number: int = Field(default=1, ge=0, description="Of the first stall.")
    length_m: float = Field(default=5.0, description="Of a stall, along its heading.")
    width_m: float = Field(default=2.5, description="Of a stall, across.")

    def stalls(self) -> list[Stall]:
        """One by one."""
        heading = self.heading_deg  # in radians by now
        along = heading - QUARTER_TURN if self.along_deg is None else self.along_deg
        x, y = self.first_centre
        return [
            Stall(
                f"{self.row_id}{self.first_number + number}",
                self.lane_id,
                (
                    x + number * self.pitch_m * math.cos(along),
                    y + number * self.pitch_m * math.sin(along),
                ),
                heading,
                self.length_m,
                self.width_m,
            )
            for number in range(self.count)
        ]


def _form_of(model: type) -> type[Strict]:
    """The section that a dataclass of the model becomes."""
    hints = get_type_hints(model)
    fields: dict[str, Any] = {}
    for field in dataclasses.fields(model):
        default: Any = field.default
        if field.default_factory is not dataclasses.MISSING:
            default = Field(default_factory=_form_of(hints[field.name]))
        elif default is dataclasses.MISSING:
            default = ...
        fields[name_in_file(field.name)] = (_kind(field.name, hints[field.name]), default)
    return create_model(model.__name__, __base__=Strict, **fields)


def _kind(name: str, hint: Any) -> Any:
    if dataclasses.is_dataclass(hint):
        return _form_of(hint)  # type: ignore[arg-type]
    inner = get_args(hint)
    if inner and dataclasses.is_dataclass(inner[0]):
        return tuple[_form_of(inner[0]), ...]  # type: ignore[misc,arg-type]
    return Degrees if name.endswith("_rad") else hint


def name_in_file(name: str) -> str:
    """What a field of the model is called in a file."""
    return name.removesuffix("_rad") + "_deg" if name.endswith("_rad") else name


def _form_of_file() -> type[Strict]:
    stalls: Any = (tuple[_form_of(Stall), ...], ())  # type: ignore[misc]
    rows: Any = (tuple[StallRow, ...], ())
    return create_model("File", __base__=_form_of(Plan), stalls=stalls, stall_rows=rows)


PlanForm = _form_of_file()


def filled(form: Strict) -> Plan:
    """The plan that a form says; stalls of rows follow those described one by one."""
    plan: Plan = _model_of(Plan, form)
    rows = (stall for row in form.stall_rows for stall in row.stalls())  # type: ignore[attr-defined]
    return dataclasses.replace(plan, stalls=(*plan.stalls, *rows))


def _model_of(model: type, form: Strict) -> Any:
    hints = get_type_hints(model)
    values = {}
    for name, hint in hints.items():
        value, inner = getattr(form, name_in_file(name)), get_args(hint)
        if isinstance(value, Strict):
            value = _model_of(hint, value)
        elif inner and dataclasses.is_dataclass(inner[0]):
            value = tuple(_model_of(inner[0], one) for one in value)  # type: ignore[arg-type]
        values[name] = value
    return model(**values)


def keys_at(keys: list[str]) -> list[str]:
    """The names that the section may have which `keys` lead to."""
    section: Any = PlanForm
    for key in keys:
        if not key.isdigit():
            kind = section.model_fields[key].annotation
            section = get_args(kind)[0] if get_args(kind) else kind
    return list(section.model_fields)
