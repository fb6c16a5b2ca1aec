"""python -m scripts.demo.guard GROUP…: ends process groups when whoever started it is gone.

It waits for the end of its standard input, which comes however the other end died.
"""

import os
import signal
import sys
import time
from contextlib import suppress

GRACE_S = 10.0  # for servers to close what they hold


def main() -> None:
    """Wait, then end each group, first by asking."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for who started it
    sys.stdin.buffer.read()
    for ending, grace_s in ((signal.SIGINT, GRACE_S), (signal.SIGKILL, 0.0)):
        groups = [int(word) for word in sys.argv[1:] if _is_there(int(word))]
        for group in groups:
            with suppress(ProcessLookupError):
                os.killpg(group, ending)
        until = time.monotonic() + grace_s
        while time.monotonic() < until and any(map(_is_there, groups)):
            time.sleep(0.1)


def _is_there(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


if __name__ == "__main__":
    main()
