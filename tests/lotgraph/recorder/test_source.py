"""An address is never shown with a secret in it, wherever that stands."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lotgraph.errors import StreamError
from lotgraph.recorder import Source
from lotgraph.recorder.source import packets

SECRET = st.text("abcXYZ019@:/?#&=%. ", min_size=6).filter(
    lambda s: s not in "rtsp://camera.lan:554"
)


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("rtsp://camera.lan:554/stream1", "rtsp://camera.lan:554"),
        ("rtsp://joe:s3cret@10.0.0.7/stream1", "rtsp://10.0.0.7"),
        ("rtsp://joe:s3@cret@10.0.0.7/x", "rtsp://…"),
        ("rtsp://joe:12/34@10.0.0.7/x", "rtsp://…"),
        ("rtsp://10.0.0.7/user=joe&password=s3cret.sdp", "rtsp://10.0.0.7"),
        ("http://10.0.0.7:80?token=a@b", "http://…"),
        ("rtsp://joe:s3cret@[fe80::1]:554/x", "rtsp://[fe80::1]:554"),
        ("tcp://127.0.0.1:9000?listen", "tcp://127.0.0.1:9000"),
        ("street.mp4", "street.mp4"),
    ],
)
def test_of_an_address_protocol_and_host_are_shown(url, shown):
    assert str(Source(url)) == repr(Source(url)) == shown


@given(
    SECRET, st.sampled_from(["rtsp://joe:{}@camera.lan:554/x", "rtsp://camera.lan:554/x?key={}"])
)
def test_no_secret_is_shown_however_it_is_written(secret, url):
    assert str(Source(url.format(secret))) in {"rtsp://camera.lan:554", "rtsp://…"}


@pytest.mark.parametrize(
    ("content", "said"),
    [(None, "no such file"), (b"no footage at all" * 100, "what it sends is no footage")],
)
def test_a_file_that_cannot_be_played_is_told_for_good(tmp_path, content, said):
    path = tmp_path / "12:00.mp4"
    if content:
        path.write_bytes(content)
    with pytest.raises(StreamError, match=said) as caught, Source(str(path)).opened():
        pass
    assert caught.value.is_permanent


def test_a_stream_that_damage_announces_is_no_break():
    class Packet:
        size, stream_index = 1, 0

    class Stream:
        index = 0

    class Container:
        def demux(self, _stream):
            yield Packet()
            raise IndexError("list index out of range")

    assert len(list(packets(Container(), Stream()))) == 1
