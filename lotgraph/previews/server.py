"""Serves previews, and nothing else, to the browsers that show the Dagster UI.

Loopback by default. A token, asked of every request where one is set, is needed elsewhere
(`lotgraph.settings` refuses another host without one). The Host header is checked, so that a
page on the internet cannot reach a loopback server through a name it points there.
"""

import ipaddress
import logging
from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

import uvicorn
from fastapi import FastAPI, Request, Response
from fastapi.responses import HTMLResponse, PlainTextResponse
from starlette.exceptions import HTTPException  # what the router raises; FastAPI's is below it

from lotgraph.errors import LotgraphError
from lotgraph.previews.passes import opens
from lotgraph.previews.store import LIMIT_BYTES, MEDIA_TYPES, Preview, PreviewStore
from lotgraph.settings import Server

GUARDS = {
    "X-Content-Type-Options": "nosniff",
    # An SVG opened on its own is a document; sandboxed and without sources it runs nothing.
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox"
    ),
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
SHOWN = {
    # The Dagster UI stands on another port, which is another origin.
    "Cross-Origin-Resource-Policy": "cross-origin",
    # A name's content never changes, but it can be erased: no shared cache may hold it, and a
    # browser forgets it within a day.
    "Cache-Control": "private, max-age=86400, immutable",
}
LOG = logging.getLogger(__name__)
CONNECTIONS = 256  # a page of the Dagster UI shows tens of pictures; beyond this we say 503
HEALTH = "/healthz"
MISSING, MISSING_STATUS = "No such preview; it may have been erased.", 404
PAGE = """<!doctype html><html lang="en"><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>lotgraph previews</title>
<style>:root{color-scheme:light dark}
body{font:16px/1.5 system-ui;max-width:36em;margin:4em auto;padding:0 1em}</style>
<h1>lotgraph previews</h1>
<p>This server is up. It shows the pictures of captures and camera health inside the Dagster UI:
open an asset there and look at the metadata of a materialisation.</p>
<p>A picture has the address <code>/preview/&lt;sha256&gt;.webp</code>. There is nothing to browse
here; the pictures are files of the lake, and one that is erased there is gone here.</p>
</html>"""

Next = Callable[[Request], Awaitable[Response]]


def preview_app(store: PreviewStore, server: Server) -> FastAPI:
    """The web application that serves the previews of `store` as `server` says."""
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None, redirect_slashes=False)

    @app.middleware("http")
    async def guard(request: Request, proceed: Next) -> Response:
        refusal = _refusal(request, server)
        response = refusal or await proceed(request)
        for name, value in GUARDS.items():
            response.headers.setdefault(name, value)
        return response

    @app.get(HEALTH)
    def health() -> PlainTextResponse:
        return PlainTextResponse("ok")

    @app.get("/")
    def page() -> HTMLResponse:
        return HTMLResponse(PAGE)

    @app.get("/preview/{name}")
    def preview(name: str) -> Response:
        return _answer(store, Preview.named(name))

    @app.exception_handler(HTTPException)
    def refused(_: Request, error: HTTPException) -> PlainTextResponse:
        """Say what the framework refuses as we say everything else: in a line of text."""
        said = MISSING if error.status_code == MISSING_STATUS else f"{error.detail}."
        return PlainTextResponse(said, error.status_code, error.headers)

    return app


def serving_of(app: FastAPI, server: Server) -> uvicorn.Config:
    """How the application is run: no log of addresses (they hold passes), bounded load."""
    return uvicorn.Config(
        app,
        host=server.host,
        port=server.port,
        access_log=False,
        log_level="warning",
        server_header=False,
        limit_concurrency=CONNECTIONS,
        timeout_keep_alive=5,
        timeout_graceful_shutdown=5,
        h11_max_incomplete_event_size=16 * 1024,
    )


def _answer(store: PreviewStore, preview: Preview | None) -> Response:
    missing = PlainTextResponse(MISSING, MISSING_STATUS)
    if preview is None:
        return missing
    try:
        picture = store.get(preview)
    except LotgraphError as error:
        LOG.warning(
            "%s", error
        )  # it names a place in the lake, which is not the browser's business
        return PlainTextResponse("This preview cannot be read; the server's log says why.", 500)
    if picture is None:
        return missing
    if len(picture) > LIMIT_BYTES:
        return PlainTextResponse("This preview is larger than a preview may be.", 500)
    return Response(picture, media_type=MEDIA_TYPES[preview.kind], headers=SHOWN)


def _refusal(request: Request, server: Server) -> Response | None:
    host = _host_name(request.headers.get("host", ""))
    if not _is_ours(host, server):
        return PlainTextResponse(
            "This server does not answer to that name; set server.public_url to the address used.",
            421,
        )
    if not server.token or request.scope["path"] == HEALTH:
        return None
    header = request.headers.get("authorization", "")
    shown = request.query_params.get("token", "") or header.removeprefix("Bearer ")
    if opens(shown, server.token, Preview.named(request.scope["path"].removeprefix("/preview/"))):
        return None
    return PlainTextResponse(
        "Expected the token of [server] in the settings, as ?token=… or Authorization: Bearer …",
        401,
    )


def _is_ours(host: str, server: Server) -> bool:
    """Names must be known; an address needs no look-up, so nobody can point it here."""
    names = {"localhost", server.host, _host_name(urlsplit(server.public_url).netloc)}
    if host and host in names:
        return True
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    return address.is_loopback or bool(server.token)


def _host_name(netloc: str) -> str:
    try:
        return (urlsplit(f"//{netloc}").hostname or "").lower()
    except ValueError:
        return ""
