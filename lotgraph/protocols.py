"""Says by which names an fsspec file system is known: some give one, some many."""

from typing import Any


def protocols_of(filesystem: Any) -> tuple[str, ...]:
    """Every protocol that a file system answers to; "file" is among those of this machine's own."""
    protocol = filesystem.protocol
    return (protocol,) if isinstance(protocol, str) else tuple(protocol)
