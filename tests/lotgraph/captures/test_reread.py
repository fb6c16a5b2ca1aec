"""reread: a file is only read as the capture it was when it was taken."""

import os
from datetime import UTC, datetime
from pathlib import Path

import fsspec
import pytest

import lotgraph.captures
from lotgraph.captures.reread import reread
from lotgraph.errors import CaptureError
from lotgraph.landing.listing import list_landing

URI = "north/gate/a"
LANDED_AT = datetime(2026, 3, 2, 8, tzinfo=UTC)


@pytest.fixture(params=["disk", "memory"])
def root(request, tmp_path):
    if request.param == "disk":
        yield str(tmp_path)
        return
    yield "memory://reread"
    fsspec.filesystem("memory").rm("/reread", recursive=True)


def put(root, content, uri=URI):
    with fsspec.open(f"{root}/{uri}", "wb", auto_mkdir=True) as file:
        file.write(content)


def taken(root):
    """The row of captures, as far as it says which file it is."""
    [row] = list_landing(root).to_dicts()
    landed_at = datetime.fromtimestamp(0, UTC) + row["changed_ns"] // 1000 * datetime.resolution
    return {"uri": row["uri"], "size_bytes": row["size_bytes"], "landed_at": landed_at}


def read(address):
    with fsspec.open(address) as file:
        yield file.read()


def test_what_lies_there_unchanged_is_read(root):
    put(root, b"one")
    assert list(reread(taken(root), f"{root}/{URI}", read)) == [b"one"]


@pytest.mark.parametrize("other", [b"two", b"longer"])
def test_a_file_that_was_replaced_is_not_read(root, other):
    put(root, b"one")
    capture = taken(root)
    put(root, other)
    with pytest.raises(CaptureError, match=r"north/gate/a: expected the file .* captures again"):
        next(reread(capture, f"{root}/{URI}", read))


def test_a_file_that_is_replaced_while_it_is_read_is_told_at_the_end(root):
    put(root, b"one")
    reading = reread(taken(root), f"{root}/{URI}", read)
    assert next(reading) == b"one"
    put(root, b"longer")
    with pytest.raises(CaptureError) as told:
        next(reading)
    assert told.value.reason == "changing"


def test_a_file_that_is_gone_is_told(root):
    put(root, b"one")
    put(root, b"other", "north/gate/b")
    capture = {"uri": "north/gate/c", "size_bytes": 3, "landed_at": LANDED_AT}
    with pytest.raises(CaptureError) as told:
        next(reread(capture, f"{root}/north/gate/c", read))
    assert told.value.reason == "missing_object"


def test_a_folder_of_stills_is_all_its_members(root):
    for name in ("1.jpg", "2.jpg"):
        put(root, b"still", f"{URI}/{name}")
    capture = taken(root)
    count = len(list(reread(capture, f"{root}/{URI}", lambda _: "ab")))
    put(root, b"another", f"{URI}/3.jpg")
    assert count == 2
    with pytest.raises(CaptureError, match="materialise captures again"):
        next(reread(capture, f"{root}/{URI}", lambda _: "ab"))


def test_times_are_compared_to_the_microsecond_as_they_are_stored(tmp_path):
    put(str(tmp_path), b"one")
    os.utime(tmp_path / URI, ns=(0, 1_772_438_400_123_456_789))
    assert list(reread(taken(str(tmp_path)), str(tmp_path / URI), read)) == [b"one"]


def test_a_manifest_that_lists_what_is_not_allowed_is_not_read(tmp_path):
    put(str(tmp_path), b"/etc/passwd", "north/gate/a.uris")
    capture, address = taken(str(tmp_path)), str(tmp_path / "north/gate/a.uris")
    with pytest.raises(CaptureError) as told:
        next(reread(capture, address, read))
    assert told.value.reason == "unsafe_path"
    assert list(reread(capture, address, read, ["/etc"])) == [b"/etc/passwd"]


def test_captures_know_nothing_of_landing_which_knows_them():
    for path in Path(lotgraph.captures.__file__).parent.glob("*.py"):
        assert "import lotgraph.landing" not in path.read_text()
        assert "from lotgraph.landing" not in path.read_text()
