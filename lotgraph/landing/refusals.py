"""Says in a sentence why a file is refused by its name or place, and what to do about it."""

from typing import Any

from lotgraph.captures.reasons import REASONS
from lotgraph.landing.names import FOLDERS, what_is_wrong
from lotgraph.settings import Settings

BY_PLACE = (  # reasons that only a file's name and place can give, never its content
    "outside_landing",
    "unknown_site",
    "unknown_camera",
    "wrong_name",
    "ambiguous_time",
    "impossible_time",
    "clock_unset",
    "future",
)


def explain(row: dict[str, Any], settings: Settings) -> str:
    """Explain the refusal of one placed row: what came, what was expected, what to do."""
    site = settings.sites.get(row["site_id"])
    named, landed = row["named_at"], row["landed_at"]
    zone = site.timezone if site else "UTC"
    came: dict[str, str] = {
        "outside_landing": f"{row['uri']} is, or holds, a link out of the landing folder.",
        "missing_object": f"{row['uri']} is a link to nothing.",
        "permission": f"{row['uri']} is a folder that this user may not list; captures in it are "
        "kept in the tables but not seen.",
        "not_video": f"{row['uri']} is no regular file.",
        "unknown_site": f"Known sites are {_listed(settings.sites)}; this lies "
        f"{_where(row['site_folder'], 'site')}.",
        "unknown_camera": f"Known cameras of {row['site_id']} are "
        f"{_listed(site.cameras if site else ())}; "
        f"this lies {_where(row['camera_folder'], 'camera')}.",
        "wrong_name": f"{row['name']!r} "
        f"{what_is_wrong(row['name'], is_folder=row['kind'] in FOLDERS)}.",
        "ambiguous_time": f"{row['name']!r} occurs twice in {zone}.",
        "impossible_time": f"{row['name']!r} does not occur in {zone}.",
        "clock_unset": f"The name says {named:%Y-%m-%d %H:%M} UTC." if named else "",
        "future": f"The name says {named:%Y-%m-%d %H:%M:%S} UTC, it arrived "
        f"{landed:%Y-%m-%d %H:%M:%S} UTC."
        if named
        else "",
    }
    return f"{came[row['reason']]} {REASONS[row['reason']]}"


def _where(folder: str | None, kind: str) -> str:
    if folder:
        return f"under {folder!r}"
    return f"in no {kind}'s folder, and files belong in <site>/<camera>/ of the landing folder"


def _listed(names: Any) -> str:
    return ", ".join(sorted(names)) or "none"
