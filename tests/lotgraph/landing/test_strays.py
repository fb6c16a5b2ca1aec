"""warn_of_strays: what lies in a capture's own folder and is not used does not go unseen."""

import zipfile

import pytest

from lotgraph.errors import CaptureError
from lotgraph.landing.strays import warn_of_strays

NAMES = ("1.jpg", "2.PNG", ".hidden", "clip.mp4", "sub/3.avi")


def test_of_stills_in_a_folder_everything_else_is_named(tmp_path):
    for name in NAMES:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    [said] = warn_of_strays(str(tmp_path))
    assert "no still: clip.mp4, sub (2 in all)" in said


def test_of_stills_in_a_zip_everything_else_is_named(tmp_path):
    path = tmp_path / "stills.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name in (*NAMES, "__MACOSX/._1.jpg"):
            archive.writestr(name, b"x")
    [said] = warn_of_strays(str(path))
    assert "no still: clip.mp4, sub/3.avi (2 in all)" in said
    path.write_bytes(b"no zip any more")
    with pytest.raises(CaptureError, match="is no zip"):
        warn_of_strays(str(path))


def test_of_the_footage_of_a_manifest_what_it_does_not_list_is_named(tmp_path):
    (tmp_path / "a.footage" / "sub").mkdir(parents=True)
    (tmp_path / "a.uris").write_text("a.footage/1.mp4\na.footage/sub/2.mp4\n")
    for name in ("1.mp4", "sub/2.mp4", *(f"extra{i}.mp4" for i in range(5))):
        (tmp_path / "a.footage" / name).touch()
    [said] = warn_of_strays(str(tmp_path / "a.uris"))
    assert "not listed: extra0.mp4, extra1.mp4, extra2.mp4, … (5 in all)" in said


def test_of_anything_else_there_is_nothing_to_say(tmp_path):
    (tmp_path / "clip.mp4").write_bytes(b"x")
    (tmp_path / "b.uris").write_text("clip.mp4")
    assert warn_of_strays(str(tmp_path / "clip.mp4")) == []
    assert warn_of_strays(str(tmp_path / "b.uris")) == []
