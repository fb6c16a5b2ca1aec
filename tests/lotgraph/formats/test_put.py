"""A file that is written over is the old one or the new one, never half of either."""

import errno
import os
from pathlib import Path

import polars as pl
import pytest

from lotgraph.formats.coco import write_detections
from lotgraph.formats.columns import filled
from lotgraph.formats.form import Form
from lotgraph.formats.part import Part
from lotgraph.formats.put import put, try_place
from lotgraph.formats.write import write
from tests.conftest import room_for

BOXES = filled(
    pl.DataFrame({
        "frame": range(40), "x0_px": 1.0, "y0_px": 2.0, "x1_px": 3.0, "y1_px": 4.0, "score": 0.5,
    })
)  # fmt: skip


@pytest.fixture
def full(monkeypatch):
    """Let the disk be full when half of a file is written."""

    def half(path, content):
        with path.open("wb") as file:
            file.write(content[: len(content) // 2])
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", half)


@pytest.mark.parametrize("form", Form)
def test_the_old_file_is_whole_where_the_new_one_finds_no_room(tmp_path, form, full):
    file = tmp_path / "boxes"
    file.write_text("old")
    with pytest.raises(OSError, match="No space left"):
        write({"one": Part(BOXES, 0)}, file, form)
    assert [(one, one.read_text()) for one in tmp_path.iterdir()] == [(file, "old")]


def test_the_old_results_are_whole_where_the_new_ones_find_no_room(tmp_path):
    file = tmp_path / "results.json"
    file.write_text("old")
    with room_for(200), pytest.raises(OSError, match="File too large"):
        write_detections(BOXES, file, [1] * 40, [1] * 40)
    assert [(one, one.read_text()) for one in tmp_path.iterdir()] == [(file, "old")]


def test_a_file_keeps_its_mode_and_a_link_its_target(tmp_path):
    (tmp_path / "there").mkdir()
    file, link = tmp_path / "there" / "boxes.txt", tmp_path / "boxes.txt"
    file.write_text("old")
    file.chmod(0o640)
    link.symlink_to(file)
    put(link, b"new")
    assert link.is_symlink()
    assert file.read_text() == "new"
    assert file.stat().st_mode & 0o777 == 0o640


def test_what_is_no_file_is_written_to_and_not_replaced(tmp_path):
    place = Path("/dev/null")
    try_place(place)
    put(place, b"new")
    assert place.is_char_device()


def test_a_place_is_tried_without_a_trace(tmp_path):
    try_place(tmp_path / "new" / "boxes.txt")
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "file").write_text("old")
    before = (tmp_path / "file").stat().st_mtime_ns
    try_place(tmp_path / "file")
    assert (tmp_path / "file").stat().st_mtime_ns == before
    for wrong in (tmp_path, tmp_path / "file" / "boxes.txt"):
        with pytest.raises(OSError, match=f"{os.strerror(errno.EISDIR)}|Not a directory"):
            try_place(wrong)
