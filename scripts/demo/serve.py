"""Starts the Dagster UI, its daemon and the preview server; ends them together."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from contextlib import suppress
from pathlib import Path

from rich.console import Console

from lotgraph.health.columns import CAMERA_HEALTH
from lotgraph.lake.store import Lake
from lotgraph.settings import load
from scripts.demo.home import ROOT, Home

DAGSTER_PORT = 3000  # unless told otherwise
START_LIMIT_S = 90.0  # a cold disk on a small machine
STOP_LIMIT_S = 30.0
BIN = Path(sys.executable).parent


def serve(home: Home, console: Console, port: int) -> None:
    """Serve both pages until Ctrl-C, the Dagster UI at a port; killed, both servers end as well.

    Raises:
        RuntimeError: if a port is taken, or a server ends or does not answer; its log says why.
    """
    refuse_taken_ports(port)  # again: what ran before took its time
    dagster_log, preview_log = (home.folder / name for name in ("dagster.log", "previews.log"))
    commands = {
        dagster_log: [str(BIN / "dagster"), "dev", "--port", str(port)],
        preview_log: [str(BIN / "lotgraph"), "serve"],
    }
    servers: list[subprocess.Popen[bytes]] = []
    # However it is ended, both servers end with it.
    for ending in (signal.SIGINT, signal.SIGTERM):
        signal.signal(ending, signal.default_int_handler)
    try:
        for log, command in commands.items():
            with log.open("ab") as output:
                servers.append(
                    subprocess.Popen(
                        command, cwd=ROOT, stdout=output, stderr=output, start_new_session=True
                    )
                )
        groups = [str(server.pid) for server in servers]
        guard = [sys.executable, "-m", "scripts.demo.guard", *groups]
        guarding = subprocess.Popen(guard, cwd=ROOT, stdin=subprocess.PIPE, start_new_session=True)
        previews = load().server.url
        pages = {"Dagster UI": f"http://127.0.0.1:{port}", "Previews": previews}
        _wait(pages, servers, tuple(commands))
        announce(console, pages, f"{pages['Dagster UI']}/assets/camera_health{_worst()}")
        while all(server.poll() is None for server in (*servers, guarding)):
            time.sleep(1)
        raise RuntimeError(f"a server ended; see {dagster_log} and {preview_log}")
    except KeyboardInterrupt:
        console.print("\nStopping.")
    finally:
        for server in servers:
            server.send_signal(signal.SIGINT)
        for server in servers:
            with suppress(subprocess.TimeoutExpired):
                server.wait(timeout=STOP_LIMIT_S)
            with suppress(ProcessLookupError):  # runs and code servers that outlived it
                os.killpg(server.pid, signal.SIGKILL)


def announce(console: Console, pages: dict[str, str], begin: str) -> None:
    """Say where the pages are; an address is never folded, or no click would open it."""
    for name, address in pages.items():
        console.print(f"  {name:<12} [link={address}]{address}[/link]", soft_wrap=True)
    console.print("\nBegin with pictures of cameras, and what is wrong with them:\n")
    console.print(f"  [link={begin}]{begin}[/link]", soft_wrap=True, highlight=False)
    console.print("\nCtrl-C stops both. What was made stays in [bold]demo/[/bold].")


def refuse_taken_ports(dagster_port: int) -> None:
    """Stop before the long work if another demo, or anything else, serves at our addresses.

    Raises:
        RuntimeError: naming the port.
    """
    settings = load()
    ways = {
        dagster_port: "`make demo PORT=3001` takes another",
        settings.server.port: "`port` below [server] in demo/lotgraph.toml names another "
        "(pictures of earlier runs keep their address: see docs/operations.md)",
    }
    for port, way in ways.items():
        with socket.socket() as door:
            if door.connect_ex(("127.0.0.1", port)) == 0:
                raise RuntimeError(
                    f"port {port} is taken, maybe by another `make demo`; stop that one, or {way}"
                )


def _worst() -> str:
    """The window with the most faults of cameras, as an address asks for it; none if none is."""
    table, lake = CAMERA_HEALTH.name, Lake(load().paths.lake)
    records = [record for key in lake.partitions(table) if (record := lake.record(table, key))]
    if not records:
        return ""
    worst = max(records, key=lambda record: record.rows)
    return f"?view=partitions&partition={urllib.parse.quote(worst.partition)}"


def _wait(
    pages: dict[str, str], servers: list[subprocess.Popen[bytes]], logs: tuple[Path, ...]
) -> None:
    deadline = time.monotonic() + START_LIMIT_S
    for name, address in pages.items():
        while not _answers(address):
            ended = [log for server, log in zip(servers, logs, strict=True) if server.poll()]
            if ended or time.monotonic() > deadline:
                where = ", ".join(str(log) for log in ended or logs)
                raise RuntimeError(
                    f"{name} does not answer at {address}; is the port taken? See {where}"
                )
            time.sleep(0.5)


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=5):
            return True
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
