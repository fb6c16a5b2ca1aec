"""`lotgraph serve` starts the preview server, says where, and ends when told."""

import io
import os
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest
from PIL import Image

from lotgraph.previews.store import PreviewStore

ROOT = Path(__file__).parents[3]


@pytest.fixture
def port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def test_it_serves_the_previews_of_the_lake_until_interrupted(folder, port):
    buffer = io.BytesIO()
    Image.new("L", (4, 4)).save(buffer, "png")
    preview = PreviewStore(str(folder / "lake")).put(buffer.getvalue())
    environ = os.environ | {"LOTGRAPH__SERVER__PORT": str(port), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "lotgraph.command", "serve"]
    with subprocess.Popen(command, env=environ, stderr=subprocess.PIPE, text=True) as server:
        said = server.stderr.readline()  # the socket listens before the line is written
        address = f"http://127.0.0.1:{port}"
        with urllib.request.urlopen(f"{address}/preview/{preview.name}", timeout=20) as answer:
            assert answer.read() == buffer.getvalue()
        server.send_signal(signal.SIGINT)
        assert server.wait(timeout=20) == 0
    assert said == f"Previews of {folder / 'lake'} at {address} (Ctrl-C ends)\n"


def test_a_port_that_is_taken_is_told(lotgraph, port):
    with socket.create_server(("127.0.0.1", port)):
        ran = lotgraph("serve", LOTGRAPH__SERVER__PORT=str(port))
    assert ran.code == 2
    assert f"cannot listen on 127.0.0.1:{port}: Address already in use; set server.host" in ran.err


def test_off_loopback_without_a_token_nothing_starts(lotgraph):
    ran = lotgraph("serve", LOTGRAPH__SERVER__HOST="0.0.0.0")
    assert ran.code == 2
    assert "expected a token" in ran.err
