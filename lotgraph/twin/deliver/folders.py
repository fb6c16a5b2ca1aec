"""The folders of a rendering: refused where nothing can go, and held while it lasts."""

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from lotgraph.errors import TwinError
from lotgraph.lake.store import folder_of
from lotgraph.refused import try_folder, why
from lotgraph.twin.deliver.order import Order
from lotgraph.twin.lock import lock
from lotgraph.twin.truth.columns import CAMERAS


def refuse_folders(order: Order, landing: Path, truth: Path) -> tuple[Path, Path]:
    """See that captures and truth can be written, each in its own folder; those, without links.

    Raises:
        TwinError: landing folder and truth lie in each other, are files or cannot be written.
    """
    landing, truth = landing.resolve(), truth.resolve()
    if landing == truth or landing in truth.parents or truth in landing.parents:
        raise TwinError(
            f"truth {truth} and landing folder {landing} lie in each other; choose two folders "
            "side by side, because nothing that reads captures may find the truth"
        )
    for folder in (landing, truth):
        if folder.exists() and not folder.is_dir():
            raise TwinError(f"{folder}: expected a folder, which is made if need be; it is a file")
    for camera in order.plan.cameras:
        _refuse_unwritable(landing / order.plan.site_id / camera.camera_id)
    _refuse_unwritable(truth)
    return landing, truth


@contextmanager
def held(order: Order, landing: Path, truth: Path) -> Iterator[None]:
    """Keep other renderings of a site out of its folders, from before `prepare` to the end.

    Two would spoil each other's captures, which have drafts of one name, or mix two truths. Other
    sites may be rendered into the same folders meanwhile. Whoever is killed holds nothing any more;
    nothing is left that was not there before, unless something came to lie in it.

    Raises:
        TwinError: as `refuse_folders`, or another process is rendering there.
    """
    landing, truth = refuse_folders(order, landing, truth)
    site_id = order.plan.site_id
    with ExitStack() as holds:
        for folder in (landing / site_id, truth / folder_of(CAMERAS.name, site_id)):
            holds.enter_context(_alone_in(folder))
        yield


@contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """Hold a folder by its own descriptor, which leaves no file that a landing scan could see."""
    missing = [one for one in (folder, *folder.parents) if not one.exists()]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        hold = os.open(folder, os.O_RDONLY)
    except OSError as error:
        raise _unwritable(folder, error) from error
    try:
        try:
            lock(hold)
        except BlockingIOError as error:
            raise _taken(folder) from error
        if not _is_still(hold, folder):
            raise _taken(folder)
        try:
            yield
        finally:
            with suppress(OSError):  # something lies in it
                for one in missing:
                    one.rmdir()
    finally:
        os.close(hold)


def _is_still(hold: int, folder: Path) -> bool:
    """Whether a folder is the one that is held: who held it before may have removed that."""
    try:
        return os.path.samestat(os.fstat(hold), folder.stat())
    except FileNotFoundError:
        return False


def _taken(folder: Path) -> TwinError:
    return TwinError(
        f"{folder}: another process is rendering there; wait for it, or name another folder"
    )


def _refuse_unwritable(folder: Path) -> None:
    try:
        try_folder(folder)
    except OSError as error:
        raise _unwritable(folder, error) from error


def _unwritable(folder: Path, error: OSError) -> TwinError:
    return TwinError(
        f"{folder}: cannot be written: {why(error, folder)}; permit it or name another folder"
    )
