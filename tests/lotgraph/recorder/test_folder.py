"""A segment takes a free name when complete; left drafts are named; one recorder at a time."""

import pytest

from lotgraph.errors import LotgraphError
from lotgraph.landing import list_landing
from lotgraph.recorder import CameraFolder
from scripts.drawn.scene import draw_clip

NOON_S = 1772452800.0  # 2026-03-02T12:00:00Z


@pytest.fixture
def folder(tmp_path):
    path = tmp_path / "landing" / "north" / "gate"
    path.mkdir(parents=True)
    return CameraFolder(path)


def test_a_segment_is_named_by_its_start_in_milliseconds(folder):
    draft = folder.draft(NOON_S + 0.0019)
    draft.write_bytes(b"x")
    assert folder.name(draft, NOON_S + 0.0019).name == "2026-03-02T12-00-00.001Z.mkv"
    assert not draft.exists()


def test_a_name_that_is_taken_is_never_written_over(folder):
    for content in (b"first", b"second", b"third"):
        draft = folder.draft(NOON_S)
        draft.write_bytes(content)
        folder.name(draft, NOON_S)
    found = {path.name[17:]: path.read_bytes() for path in folder.path.iterdir()}
    assert found == {"00.000Z.mkv": b"first", "00.001Z.mkv": b"second", "00.002Z.mkv": b"third"}


def test_the_landing_folder_does_not_list_what_is_not_complete(folder):
    folder.draft(NOON_S).write_bytes(b"x")
    with folder.held():
        assert list_landing(str(folder.path.parents[1])).is_empty()


def test_a_draft_with_frames_is_named_and_an_empty_one_goes(folder):
    clip = draw_clip(folder.path.parent / "clip.mkv", seed=1, seconds=1, size=(64, 48))
    content = clip.read_bytes()
    clip.unlink()
    folder.draft(NOON_S).write_bytes(content[: len(content) * 2 // 3])
    folder.draft(NOON_S + 1).write_bytes(content[:20])
    folder.draft(NOON_S + 2).write_bytes(b"")
    strange = folder.path / ".yesterday.mkv.recording"
    strange.write_bytes(b"of somebody else")
    assert [path.name for path in folder.finish_drafts()] == ["2026-03-02T12-00-00.000Z.mkv"]
    assert [path.name for path in folder.path.glob(".*")] == [strange.name]


def test_two_recorders_of_one_camera_do_not_meet(folder):
    again = CameraFolder(folder.path)
    said = r"another recorder is writing in .*; stop it first"
    with folder.held(), pytest.raises(LotgraphError, match=said), again.held():
        pass
    with again.held():
        pass


def test_a_folder_that_cannot_be_made_is_told(tmp_path):
    (tmp_path / "landing").write_bytes(b"a file")
    with (
        pytest.raises(LotgraphError, match="choose another --landing folder"),
        CameraFolder(tmp_path / "landing" / "north" / "gate").held(),
    ):
        pass
