"""Why a path was refused is said without numbers of errors."""

import errno
from pathlib import Path

import pytest

from lotgraph.refused import FULL, try_folder, why


def refusal(path):
    try:
        path.write_text("a")
    except OSError as error:
        return why(error, path)
    return "it was written"


def test_what_a_system_refuses_is_said_in_plain_words(tmp_path):
    (tmp_path / "file").touch()
    (tmp_path / "folder").mkdir()
    file = f"{tmp_path}/file is a file, not a folder"
    assert refusal(tmp_path / "file/in/it") == file
    assert refusal(tmp_path / "folder") == "it is a folder"
    assert refusal(tmp_path / ("n" * 300)) == "its name is too long"
    assert refusal(Path("/proc/none")) == "nothing can be made in its folder"
    assert refusal(Path("/dev/full")) == "the disk is full"


def test_only_a_full_disk_is_called_one():
    for number in errno.errorcode:
        said = why(OSError(number, "raw"), Path("a/b"))
        assert (said == "the disk is full") == (number in FULL)
        assert "raw" not in said
    assert why(OSError("of a library"), Path("a")) == "of a library"


def test_trying_a_folder_leaves_nothing_behind(tmp_path):
    try_folder(tmp_path / "to/be/made")
    assert not list(tmp_path.iterdir())
    (tmp_path / "file").touch()
    with pytest.raises(NotADirectoryError):
        try_folder(tmp_path / "file/in/it")
    with pytest.raises(OSError, match="No such file"):
        try_folder(Path("/proc/none"))
