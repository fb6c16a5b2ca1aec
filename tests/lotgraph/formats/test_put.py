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


@pytest.mark.parametrize("form", Form)
def test_the_old_file_is_whole_where_the_new_one_finds_no_room(tmp_path, form):
    file = tmp_path / "boxes"
    file.write_text("old")
    with room_for(200), pytest.raises(OSError, match="File too large"):
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


@pytest.fixture
def unable(monkeypatch):
    """Let renaming files, or making drafts, fail so."""

    def fail(what, number):
        def failing(path, *_, **__):
            raise OSError(number, os.strerror(number), str(path))

        opened = Path.open

        def open_or_fail(path, *how, **more):
            return failing(path) if path.suffix == ".draft" else opened(path, *how, **more)

        name, instead = ("replace", failing) if what == "rename" else ("open", open_or_fail)
        monkeypatch.setattr(Path, name, instead)

    return fail


@pytest.mark.parametrize("number", [errno.EBUSY, errno.EPERM, errno.EXDEV, errno.EACCES])
@pytest.mark.parametrize("what", ["rename", "draft"])
def test_where_nothing_can_be_renamed_to_a_file_it_is_written_to(tmp_path, unable, what, number):
    file = tmp_path / "boxes.txt"
    file.write_text("older and longer")
    unable(what, number)
    put(file, b"new")
    assert [(one, one.read_text()) for one in tmp_path.iterdir()] == [(file, "new")]


@pytest.mark.parametrize("what", ["rename", "draft"])
def test_any_other_failure_leaves_the_old_file(tmp_path, unable, what):
    file = tmp_path / "boxes.txt"
    file.write_text("old")
    unable(what, errno.ENOSPC)
    with pytest.raises(OSError, match="No space left"):
        put(file, b"new")
    assert [(one, one.read_text()) for one in tmp_path.iterdir()] == [(file, "old")]


def test_no_half_file_is_new_where_it_is_written_to(tmp_path, unable):
    unable("draft", errno.EACCES)
    with room_for(200), pytest.raises(OSError, match="File too large"):
        put(tmp_path / "boxes.txt", bytes(300))
    assert list(tmp_path.iterdir()) == []


def test_a_file_with_two_names_keeps_both(tmp_path):
    file, other = tmp_path / "boxes.txt", tmp_path / "other.txt"
    file.write_text("old")
    other.hardlink_to(file)
    put(file, b"new")
    assert file.samefile(other)
    assert other.read_text() == "new"


@pytest.mark.parametrize("is_allowed", [True, False])
def test_a_file_keeps_its_owner_where_that_is_allowed(tmp_path, monkeypatch, is_allowed):
    def give(_file, user, group):
        asked.append((user, group))
        if not is_allowed:
            raise PermissionError(errno.EPERM, os.strerror(errno.EPERM))

    asked, file = [], tmp_path / "boxes.txt"
    file.write_text("old")
    was = file.stat()
    monkeypatch.setattr(os, "chown", give)
    put(file, b"new")
    assert file.read_text() == "new"
    assert asked == [(-1, was.st_gid), (was.st_uid, -1)]


def test_a_draft_that_was_left_is_written_over_and_not_followed(tmp_path):
    file, draft, other = (tmp_path / name for name in ("boxes", ".boxes.draft", "other"))
    other.write_text("of somebody else")
    draft.write_text("half")
    put(file, b"new")
    assert not draft.exists()
    draft.symlink_to(other)
    put(file, b"newer")
    assert not draft.is_symlink()
    assert (file.read_text(), other.read_text()) == ("newer", "of somebody else")


def test_of_two_who_write_at_once_none_puts_half_of_the_others(tmp_path, monkeypatch):
    file, draft = tmp_path / "boxes", tmp_path / ".boxes.draft"
    file.write_text("old")

    def meanwhile(_draft, _mode):
        draft.unlink()
        draft.write_text("half of another")

    monkeypatch.setattr(os, "fchmod", meanwhile)
    put(file, b"new")
    assert file.read_text() == "new"
    assert draft.read_text() == "half of another"


def test_a_name_that_leaves_no_room_for_a_drafts_is_written_to(tmp_path):
    file = tmp_path / ("b" * 255)
    put(file, b"new")
    assert [(one, one.read_text()) for one in tmp_path.iterdir()] == [(file, "new")]


@pytest.mark.parametrize("name", ["loop", "loop/boxes.txt"])
@pytest.mark.parametrize("does", [try_place, lambda file: put(file, b"new")])
def test_a_link_to_itself_is_told_as_such(tmp_path, name, does):
    (tmp_path / "loop").symlink_to("loop")
    with pytest.raises(OSError, match=os.strerror(errno.ELOOP)) as raised:
        does(tmp_path / name)
    assert raised.value.errno == errno.ELOOP
    assert (tmp_path / "loop").readlink() == Path("loop")


def test_a_file_that_may_be_written_needs_no_folder_that_may(tmp_path, monkeypatch):
    def refuse(folder):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(folder))

    monkeypatch.setattr("lotgraph.formats.put.try_folder", refuse)
    file = tmp_path / "boxes.txt"
    with pytest.raises(PermissionError):
        try_place(file)
    file.write_text("old")
    try_place(file)


@pytest.mark.parametrize("is_linked", [True, False])
def test_a_file_that_lets_nobody_write_stays_whoever_asks(tmp_path, unable, is_linked):
    file, other = tmp_path / "boxes.txt", tmp_path / "other.txt"
    file.write_text("old")
    file.chmod(0o444)
    if is_linked:
        other.hardlink_to(file)
    unable("draft", errno.EACCES)  # and nothing falls back on writing there
    for does in (try_place, lambda place: put(place, b"new")):
        with pytest.raises(OSError, match=os.strerror(errno.EROFS)):
            does(file)
    assert file.read_text() == "old"
