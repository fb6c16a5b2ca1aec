"""Locks an open folder, so that one process at a time writes there."""


def lock(hold: int) -> None:
    """Lock a folder by its descriptor for this process alone, until that is closed.

    Shares of a network may lock no folder; nothing is locked there, and all goes on.

    Raises:
        BlockingIOError: another process has locked it.
    """
    import fcntl

    try:
        fcntl.flock(hold, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise
    except OSError:  # a share that knows no locks
        return
