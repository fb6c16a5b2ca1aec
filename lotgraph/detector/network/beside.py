"""Says what lies in a model's own folder: a file of strangers gets to open nothing else."""

from pathlib import Path


def is_beside(folder: Path, location: str) -> bool:
    """Whether a place that a file names is within a folder, links and `..` followed."""
    if not location or "\0" in location or Path(location).is_absolute():
        return False
    return (folder / location).resolve().is_relative_to(folder.resolve())
