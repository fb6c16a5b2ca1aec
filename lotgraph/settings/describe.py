"""Walks the sections: which settings there are, what each means, which type it has."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, get_args, get_origin

from lotgraph.settings.sections import Settings, Strict

WORDS = {"str": "text", "int": "integer", "float": "number", "bool": "true or false", "date": "day"}


@dataclass(frozen=True)
class Setting:
    """One setting: the keys that lead to it, `<site>` and `<camera>` where any name may stand."""

    keys: tuple[str, ...]
    type: str
    default: object
    bounds: str
    description: str

    @property
    def name(self) -> str:
        """Its keys with dots between."""
        return ".".join(self.keys)

    @property
    def variable(self) -> str:
        """The environment variable that overrides it."""
        parts = (key if key.startswith("<") else key.upper() for key in self.keys)
        return "__".join(("LOTGRAPH", *parts))


def settings_of(model: type[Strict] = Settings, keys: tuple[str, ...] = ()) -> Iterator[Setting]:
    """Every setting below a section, in the order of the file."""
    for name, field in model.model_fields.items():
        path = (*keys, name)
        inner = _section(field.annotation)
        if inner is None:
            yield Setting(
                path,
                _type(field.annotation),
                None if field.is_required() else field.default,
                _bounds(field.metadata),
                field.description or "",
            )
        else:
            named = get_origin(field.annotation) is dict
            yield from settings_of(inner, (*path, f"<{name[:-1]}>") if named else path)


def section_or_field(keys: Sequence[str]) -> object | None:
    """The section's model or the field's type that `keys` lead to, or None."""
    model: type[Strict] = Settings
    rest = list(keys)
    while rest:
        field = model.model_fields.get(rest.pop(0))
        if field is None:
            return None
        inner = _section(field.annotation)
        if inner is None:
            return None if rest else field.annotation
        if get_origin(field.annotation) is dict and rest:
            rest.pop(0)
        model = inner
    return model


def is_named_by_user(keys: Sequence[str]) -> bool:
    """Whether what stands below `keys` has names of the user's own: sites, cameras."""
    above = section_or_field(keys[:-1]) if len(keys) > 1 else Settings
    field = getattr(above, "model_fields", {}).get(keys[-1])
    return field is not None and get_origin(field.annotation) is dict


def keys_at(keys: Sequence[str]) -> list[str]:
    """Names of the settings of a section."""
    found = section_or_field(keys)
    is_section = isinstance(found, type) and issubclass(found, Strict)
    return list(found.model_fields) if is_section else []  # type: ignore[attr-defined]


def _section(annotation: Any) -> type[Strict] | None:
    kind = get_args(annotation)[1] if get_origin(annotation) is dict else annotation
    return kind if isinstance(kind, type) and issubclass(kind, Strict) else None


def _type(annotation: Any) -> str:
    if get_origin(annotation) is list:
        return f"list of {_type(get_args(annotation)[0])}"
    kinds = [kind for kind in get_args(annotation) if kind is not type(None)]
    kind = kinds[0] if kinds else annotation
    name = kind.__name__ if isinstance(kind, type) else _type(kind)
    return WORDS.get(name, name)


def _bounds(metadata: Sequence[Any]) -> str:
    marks = {"ge": "≥", "gt": ">", "le": "≤", "lt": "<"}
    said = [
        f"{mark} {getattr(rule, name):g}"
        for rule in metadata
        for name, mark in marks.items()
        if hasattr(rule, name)
    ]
    return ", ".join(said)


def shown(value: object) -> str:
    """A value as TOML writes it; `unset` where there is none."""
    if value is None:
        return "unset"
    if isinstance(value, list):
        return f"[{', '.join(map(shown, value))}]"
    if isinstance(value, bool):
        return str(value).lower()
    return f'"{value}"' if isinstance(value, str) else str(value)
