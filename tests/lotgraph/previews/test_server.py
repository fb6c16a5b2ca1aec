"""The preview server gives out previews, and nothing else, to whom it should."""

import http.client
import io
import socket
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
import uvicorn
from PIL import Image

from lotgraph.errors import LotgraphError
from lotgraph.previews.passes import pass_for
from lotgraph.previews.server import preview_app, serving_of
from lotgraph.previews.store import PreviewStore
from lotgraph.settings import Server

TOKEN = "a-token-nobody-would-guess"
GONE = "0" * 64 + ".png"


def picture(kind="png", shade=0):
    if kind == "svg":
        return b'<svg xmlns="http://www.w3.org/2000/svg"/>'
    buffer = io.BytesIO()
    Image.new("L", (4, 4), shade).save(buffer, kind)
    return buffer.getvalue()


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    content: bytes


@contextmanager
def serving(store, **server):
    """A real server on the wire: what a client library would tidy up reaches it as it is."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings = Server(port=port, **server)
    config = serving_of(preview_app(store, settings), settings)
    config.host = "127.0.0.1"  # whatever address the settings name, the test stays at home
    running = uvicorn.Server(config)
    thread = threading.Thread(target=running.run)
    thread.start()
    while not running.started:
        time.sleep(0.005)

    def get(path, method="GET", **headers):
        wire = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        wire.request(method, path, headers=headers)
        answer = wire.getresponse()
        content = answer.read()
        wire.close()
        return Answer(answer.status, {k.lower(): v for k, v in answer.getheaders()}, content)

    yield get
    running.should_exit = True
    thread.join()


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("lake")
    (folder / "captures").mkdir()
    (folder / "captures" / "record.json").write_text("secret")
    return folder


@pytest.fixture(scope="module")
def store(folder):
    return PreviewStore(str(folder))


@pytest.fixture(scope="module")
def get(store):
    with serving(store) as get:
        yield get


@pytest.fixture(scope="module")
def guarded(store):
    public = "https://Lot.Example:8443/"
    with serving(store, host="0.0.0.0", token=TOKEN, public_url=public) as get:
        yield get


@pytest.mark.parametrize(
    ("kind", "media_type"), [("webp", "image/webp"), ("png", "image/png"), ("svg", "image/svg+xml")]
)
def test_a_preview_is_served_as_what_it_is(get, store, kind, media_type):
    answer = get(f"/preview/{store.put(picture(kind)).name}")
    assert answer.status == 200
    assert answer.headers["content-type"] == media_type
    assert answer.content == picture(kind)


def test_a_preview_can_be_shown_by_the_dagster_page_and_is_kept_by_the_browser_only(get, store):
    headers = get(f"/preview/{store.put(picture()).name}").headers
    assert headers["cross-origin-resource-policy"] == "cross-origin"
    assert headers["cache-control"] == "private, max-age=86400, immutable"


@pytest.mark.parametrize("path", ["/", "/healthz", f"/preview/{GONE}", "/nothing"])
def test_every_answer_is_guarded_and_only_previews_are_cached(get, store, path):
    headers = get(path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "sandbox" in headers["content-security-policy"]
    assert headers["cache-control"] == "no-store"
    assert headers["cross-origin-resource-policy"] == "same-origin"


def test_an_erased_preview_is_gone_from_the_page(get, store, folder):
    name = store.put(picture()).name
    next(folder.rglob(name)).unlink()
    answer = get(f"/preview/{name}")
    assert answer.status == 404
    assert "may have been erased" in answer.content.decode()


def test_a_tampered_preview_is_not_served_and_the_log_says_where(get, store, folder, caplog):
    preview = store.put(picture(shade=3))
    file = next(folder.rglob(preview.name))
    file.write_bytes(picture(shade=7))
    answer = get(f"/preview/{preview.name}")
    assert answer.status == 500
    assert answer.content == b"This preview cannot be read; the server's log says why."
    assert f"{file} was changed after it was written" in caplog.text


def test_a_lake_that_does_not_answer_is_no_missing_picture(get, monkeypatch):
    def fail(*_):
        raise LotgraphError("cannot read")

    monkeypatch.setattr(PreviewStore, "get", fail)
    assert get(f"/preview/{GONE}").status == 500


@pytest.mark.parametrize(
    "path",
    [
        "/preview/../captures/record.json",
        "/preview/%2e%2e/captures/record.json",
        "/preview/..%2f..%2fcaptures%2frecord.json",
        "/preview/..%5ccaptures",
        "/preview/" + "A" * 64 + ".png",
        "/preview/" + "0" * 64 + ".html",
        "/preview/" + "0" * 64 + ".png%00.webp",
        "/preview/" + "0" * 64 + ".png/",
        "/preview/" + "0" * 20_000,
        "/preview/",
        "/preview",
        "/previews/",
        "/captures/record.json",
        "//captures/record.json",
        "/openapi.json",
        "/docs",
    ],
)
def test_nothing_but_previews_is_reachable(get, store, path):
    answer = get(path)
    assert answer.status == 404
    assert answer.content == b"No such preview; it may have been erased."
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_previews_can_only_be_read(get, store, method):
    name = store.put(picture()).name
    assert get(f"/preview/{name}", method).status == 405
    assert get(f"/preview/{name}").status == 200


@pytest.mark.parametrize("host", ["127.0.0.1:3080", "localhost:9", "[::1]:3080", "LOCALHOST"])
def test_loopback_names_are_answered(get, store, host):
    assert get("/", Host=host).status == 200


@pytest.mark.parametrize(
    "host",
    ["rebound.example", "127.0.0.1.example", "192.168.0.9", "localhost@evil", "", "[::1", "0"],
)
def test_a_foreign_name_is_refused(get, store, host):
    name = store.put(picture()).name
    answer = get(f"/preview/{name}", Host=host)
    assert answer.status == 421
    assert picture() not in answer.content


@pytest.mark.parametrize("host", ["lot.example:8443", "10.0.0.5:3080", "[fd00::5]:3080"])
def test_off_loopback_the_public_name_and_any_address_are_answered(guarded, host):
    assert guarded("/", Host=host, Authorization=f"Bearer {TOKEN}").status == 200


def test_off_loopback_another_name_is_refused_even_with_the_token(guarded):
    assert guarded("/", Host="rebound.example", Authorization=f"Bearer {TOKEN}").status == 421


def test_off_loopback_nothing_is_shown_without_the_token(guarded, store):
    preview = store.put(picture())
    for query in ("", "?token=", "?token=wrong", "?token=%C3%BC%FF", f"?token={TOKEN[:-1]}"):
        for path in (f"/preview/{preview.name}", f"/preview/{GONE}", "/", "/nothing"):
            assert guarded(path + query).status == 401
    assert guarded("/", Authorization="Bearer wrong").status == 401


def test_the_token_opens_everything_and_a_pass_its_own_picture(guarded, store):
    mine, other = store.put(picture()), store.put(picture(shade=5))
    address = f"/preview/{mine.name}"
    assert guarded(f"{address}?token={TOKEN}").content == picture()
    assert guarded(address, Authorization=f"Bearer {TOKEN}").content == picture()
    assert guarded(f"{address}?token={pass_for(mine, TOKEN)}").content == picture()
    assert guarded(f"{address}?token={pass_for(other, TOKEN)}").status == 401
    assert guarded(f"/?token={pass_for(mine, TOKEN)}").status == 401


def test_a_health_probe_needs_no_token(guarded):
    assert guarded("/healthz").content == b"ok"


def test_the_token_is_not_written_to_a_log(guarded, caplog, capfd):
    guarded(f"/?token={TOKEN}")
    assert TOKEN not in caplog.text + "".join(capfd.readouterr())


def test_previews_of_a_lake_in_memory_are_served():
    store = PreviewStore("memory://served")
    with serving(store) as get:
        assert get(f"/preview/{store.put(picture()).name}").content == picture()


def test_the_front_page_says_what_it_is(get):
    page = get("/")
    assert page.headers["content-type"].startswith("text/html")
    assert b"<h1>lotgraph previews</h1>" in page.content
