"""`lotgraph serve`: starts the preview server."""

import os
import socket
from typing import TYPE_CHECKING

import typer

from lotgraph.command.group import settings_in_force
from lotgraph.command.show import note
from lotgraph.errors import LotgraphError

if TYPE_CHECKING:
    from lotgraph.settings import Server

NAME = "serve"
EXAMPLE = (
    "Examples: [bold]lotgraph serve[/bold] · "
    "[bold]LOTGRAPH__SERVER__PORT=3090 lotgraph serve[/bold]"
)


def run(context: typer.Context) -> None:
    """Serve the pictures that the Dagster UI shows, until Ctrl-C.

    Binds the loopback address, unless server.host in the settings says another and sets a token.
    """
    from uvicorn import Server as Serving

    from lotgraph.previews.server import preview_app, serving_of
    from lotgraph.previews.store import PreviewStore

    settings = settings_in_force(context)
    app = preview_app(PreviewStore(settings.paths.lake), settings.server)
    listener = _listen(settings.server)
    note(f"Previews of {settings.paths.lake} at {settings.server.url} (Ctrl-C ends)")
    try:
        Serving(serving_of(app, settings.server)).run(sockets=[listener])
    except KeyboardInterrupt:
        raise typer.Exit from None


def _listen(server: "Server") -> socket.socket:
    family = socket.AF_INET6 if ":" in server.host else socket.AF_INET
    try:
        return socket.create_server((server.host, server.port), family=family)
    except OSError as error:
        why = os.strerror(error.errno) if error.errno else error
        raise LotgraphError(
            f"cannot listen on {server.host}:{server.port}: {why}; set server.host or "
            "server.port to a free address of this machine (pictures of earlier runs keep theirs: "
            "see docs/operations.md)"
        ) from error
