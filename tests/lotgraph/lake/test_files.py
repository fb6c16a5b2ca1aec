"""Files: in one step or not at all, and never silently."""

import errno
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import fsspec
import pytest
from fsspec.implementations.memory import MemoryFileSystem

from lotgraph.errors import LotgraphError, NoRoomError
from lotgraph.lake.files import Files
from lotgraph.lake.record import Origin
from lotgraph.lake.store import Lake
from tests.lotgraph.lake.conftest import SPOTS, spots


@pytest.fixture
def files(root):
    return Files(root)


def names(files):
    return [name for name, _, _ in files.list()]


def test_a_file_is_written_replaced_listed_and_removed(files):
    assert (files.read("a/b"), files.exists("a/b"), files.list(), files.list("a")) == (
        (None, False, [], [])
    )
    files.write("a/b", b"one")
    files.write("a/b", b"second")
    files.write("ab", b"")
    assert (files.read("a/b"), files.exists("a/b")) == (b"second", True)
    assert [(name, size) for name, size, _ in files.list()] == [("a/b", 6), ("ab", 0)]
    assert names(files) == ["a/b", "ab"]
    assert [name for name, _, _ in files.list("a")] == ["a/b"]
    assert all(modified > 1.7e9 for _, _, modified in files.list())
    files.delete("a/b")
    files.delete("a/b")
    assert names(files) == ["ab"]


@pytest.mark.parametrize("name", ["mtime", "LastModified", "last_modified", "updated", "created"])
def test_the_age_of_a_file_is_known_whatever_its_store_calls_it(monkeypatch, name):
    files = Files("memory://ages")
    at = datetime(2026, 3, 2, 8, tzinfo=UTC)
    told = {"/ages/a": {"size": 1, name: at}}
    monkeypatch.setattr(MemoryFileSystem, "find", lambda *_, **__: told)
    assert files.list() == [("a", 1, at.timestamp())]


def test_what_another_process_wrote_is_seen_at_once(files):
    other = Files(files.root)
    assert files.list("a") == []
    other.write("a/b", b"one")
    assert files.exists("a/b")
    assert len(files.list("a")) == 1


def test_an_address_can_be_opened_by_another_library(files):
    files.write("a/b", b"one")
    with fsspec.open(files.url("a/b")) as file:
        assert file.read() == b"one"


@pytest.mark.parametrize("broken", ["fsync", "replace"])
@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EACCES])
def test_a_disk_that_refuses_leaves_the_old_table_whole(local, monkeypatch, broken, number):
    before = local.write(SPOTS, "north", spots(1), Origin())
    listed = names(local.files)

    def refuse(*_):
        raise OSError(number, os.strerror(number))

    with monkeypatch.context() as patch:
        patch.setattr(*((os, "fsync") if broken == "fsync" else (Path, "replace")), refuse)
        said = rf"cannot write .*north.*{os.strerror(number)}"
        with pytest.raises(LotgraphError, match=said) as refused:
            local.write(SPOTS, "north", spots(2), Origin())
    is_full = number in {errno.ENOSPC, errno.EDQUOT}
    assert isinstance(refused.value, NoRoomError) == is_full
    assert local.record("spots", "north") == before
    assert names(local.files) == listed
    local.write(SPOTS, "north", spots(2), Origin())
    assert local.read(SPOTS, "north")["spot_id"].to_list() == [2]


def test_a_disk_that_is_full_in_mid_write_leaves_the_old_table_whole(local):
    before = local.write(SPOTS, "north", spots(1), Origin())
    code = """
import resource, signal, sys
from lotgraph.lake.record import Origin
from lotgraph.lake.store import Lake
from tests.lotgraph.lake.conftest import SPOTS, spots
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
rows = spots(*range(50_000))
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
Lake(sys.argv[1]).write(SPOTS, "north", rows, Origin())
"""
    ended = subprocess.run(
        [sys.executable, "-B", "-c", code, local.root],  # or its bytecode would be cut off as well
        env={"PYTHONPATH": ".", "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    said = ended.stderr.splitlines()[-1]
    assert "LotgraphError: cannot write" in said
    assert "File too large" in said
    assert "untouched" in said
    assert local.record("spots", "north") == before
    assert len(names(local.files)) == 2


def test_a_file_that_cannot_be_read_does_not_look_like_none(local, monkeypatch):
    local.write(SPOTS, "north", spots(1), Origin())

    def refuse(*_, **__):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    monkeypatch.setattr(type(local.files.filesystem), "cat_file", refuse)
    with pytest.raises(LotgraphError, match=r"cannot read .*record\.json: Permission denied"):
        local.record("spots", "north")


def test_where_a_rename_is_the_one_step_the_final_name_never_holds_half(monkeypatch):
    class Slow(MemoryFileSystem):
        """A file system that shows a file while it is written, as SFTP and SMB do."""

        protocol, store, pseudo_dirs = "slow", {}, [""]

    fsspec.register_implementation("slow", Slow, clobber=True)
    lake, moved, move = Lake("slow://lake"), [], Slow.mv

    def seen(self, draft, path, **options):
        moved.append(
            (Path(draft).name.endswith(".draft"), lake.files.exists(path[len("/lake/") :]))
        )
        return move(self, draft, path, **options)

    monkeypatch.setattr(Slow, "mv", seen)
    lake.write(SPOTS, "north", spots(1), Origin())
    assert moved == [(True, False), (True, False)]
    assert len(names(lake.files)) == 2
    assert lake.read(SPOTS, "north").height == 1
