"""Reads when an object was changed from what its store says of it."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

_STAMPS = ("mtime", "LastModified", "last_modified", "updated", "created")  # each store its own
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def changed_us(info: Mapping[str, Any]) -> int:
    """When an object was last changed, in microseconds since 1970; 0 where its store says none."""
    stamp = next((info[name] for name in _STAMPS if info.get(name)), 0.0)
    if isinstance(stamp, datetime):
        return (stamp.astimezone(UTC) - _EPOCH) // _MICROSECOND
    return int(float(stamp) * 1_000_000)
