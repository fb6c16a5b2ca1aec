"""Reads the settings file, lays the environment over it, and says what is wrong with either."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, get_origin

from pydantic import TypeAdapter, ValidationError

from lotgraph.errors import SettingsError
from lotgraph.settings.complain import Sources, complaints
from lotgraph.settings.describe import is_named_by_user, section_or_field
from lotgraph.settings.sections import Paths, Settings, Strict
from lotgraph.written import parsed, text_of

FILE_VARIABLE = "LOTGRAPH_SETTINGS"
PREFIX = "LOTGRAPH__"
DEFAULT_FILE = Path("lotgraph.toml")


def load(path: Path | None = None, environ: Mapping[str, str] = os.environ) -> Settings:
    """Read the settings file, lay the environment over it and validate.

    Relative local paths are taken from the file's own folder, so that it does not matter where
    a command is started. Without a file the defaults hold, from the current folder.

    Raises:
        SettingsError: one line for each mistake: file and line or variable, key, what was
            expected and what came.
    """
    named = path or (Path(environ[FILE_VARIABLE]) if environ.get(FILE_VARIABLE) else None)
    file = named or DEFAULT_FILE
    text = _text(file, must_exist=named is not None, by_variable=named is not path)
    content = parsed(file, text, SettingsError)
    sources = Sources(file, text, _overlay(content, environ, file))
    try:
        settings = Settings.model_validate(content)
    except ValidationError as error:
        raise SettingsError("\n".join(complaints(error, sources))) from error
    anchored = _anchored(settings.paths, file.resolve().parent)
    if inner := _one_in_the_other(anchored):
        raise SettingsError(f"{sources.place(['paths', inner[0]])}: {inner[1]}")
    return settings.model_copy(update={"paths": anchored})


def _text(file: Path, *, must_exist: bool, by_variable: bool) -> str:
    if not file.exists():
        if not must_exist:
            return ""
        named = f", named by {FILE_VARIABLE}," if by_variable else ""
        what = f"correct or unset {FILE_VARIABLE}" if by_variable else "name another"
        raise SettingsError(f"settings file {file}{named} does not exist; create it or {what}")
    return text_of(file, "settings file", SettingsError)


def _overlay(
    content: dict[str, Any], environ: Mapping[str, str], file: Path
) -> dict[tuple[str, ...], str]:
    """Put the variables into `content`; which variable set which keys."""
    origins = {}
    for variable in sorted(v for v in environ if v.startswith(PREFIX)):
        keys = tuple(variable.removeprefix(PREFIX).lower().split("__"))
        target = content
        for depth, section in enumerate(keys[:-1]):
            if depth and is_named_by_user(keys[:depth]) and section not in target:
                raise SettingsError(_not_in_the_file(variable, keys[: depth + 1], target, file))
            target = target.setdefault(section, {})
            if not isinstance(target, dict):
                raise SettingsError(f"environment variable {variable}: {section} is not a section")
        target[keys[-1]] = _typed(variable, keys, environ[variable])
        origins[keys] = variable
    return origins


def _not_in_the_file(
    variable: str, keys: tuple[str, ...], known: Mapping[str, Any], file: Path
) -> str:
    """A misspelt site or camera in a variable must not become a new one."""
    return (
        f"environment variable {variable}: expected one of the {keys[-2]} that {file} names "
        f"({', '.join(sorted(known)) or 'it names none'}); got {keys[-1]!r}; to add it, write "
        f"[{'.'.join(keys)}] in the file"
    )


def _typed(variable: str, keys: tuple[str, ...], value: str) -> object:
    """The value as its field's type; unchanged where it has none, to be complained about later."""
    found = section_or_field(keys)
    if isinstance(found, type) and issubclass(found, Strict):
        raise SettingsError(
            f"environment variable {variable}: {keys[-1]} is a section; expected "
            f"{variable}__<KEY>, with a key of {', '.join(found.model_fields)}"
        )
    if found is None:
        return value
    if get_origin(found) is list:
        if value.strip().startswith("["):
            raise SettingsError(
                f"environment variable {variable}: expected values with commas between and no "
                f"brackets, such as /srv/archive, s3://archive; got {value!r}"
            )
        return [part.strip() for part in value.split(",") if part.strip()]
    try:
        return TypeAdapter(found).validate_strings(value)  # type: ignore[arg-type]
    except ValidationError:
        return value


def _anchored(paths: Paths, folder: Path) -> Paths:
    try:
        absolute = {
            name: os.path.normpath(folder / Path(value).expanduser())
            if value and "://" not in value
            else value
            for name, value in paths.model_dump().items()
        }
    except RuntimeError as error:  # ~somebody who does not exist
        raise SettingsError(f"[paths]: {error}; write the path out") from error
    return Paths(**absolute)


def _one_in_the_other(paths: Paths) -> tuple[str, str] | None:
    """A lake below the landing folder would land in itself."""
    landing, lake = (f"{path.rstrip('/')}/" for path in (paths.landing, paths.lake))
    if lake.startswith(landing) or landing.startswith(lake):
        return "lake", (
            f"paths.lake: expected a folder beside the landing folder {paths.landing!r}, "
            f"not one inside the other; got {paths.lake!r}"
        )
    return None
