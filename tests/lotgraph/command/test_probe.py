"""`lotgraph probe` says what captures are and why some are refused."""

import os

import pytest

from lotgraph.captures.reasons import REASONS
from lotgraph.command.collect import captures_below
from lotgraph.landing.names import ENDINGS
from scripts.drawn import bad_files
from scripts.drawn.scene import draw_clip


@pytest.fixture(scope="module")
def clips(tmp_path_factory):
    clips = tmp_path_factory.mktemp("clips")
    draw_clip(clips / "good.mp4", seed=1, seconds=1, size=(64, 48))
    bad_files.text(clips / "text.mp4")
    bad_files.empty(clips / "empty.mkv")
    return clips


def test_a_good_capture_is_described_and_exit_code_0(lotgraph, clips):
    ran = lotgraph("probe", clips / "good.mp4", "--json")
    assert ran.code == 0
    (entry,) = ran.document
    expected = {"is_usable": True, "kind": "video", "codec": "h264", "frames": 10, "width_px": 64}
    assert expected.items() <= entry.items()
    assert entry["file"] == str(clips / "good.mp4")
    assert entry["warnings"] == []


def test_a_folder_is_searched_and_refusals_are_exit_code_1(lotgraph, clips):
    ran = lotgraph("probe", clips, "--json")
    assert ran.code == 1
    reasons = {entry["file"].rpartition("/")[2]: entry.get("reason") for entry in ran.document}
    assert reasons == {"empty.mkv": "empty", "good.mp4": None, "text.mp4": "not_video"}
    assert all(entry["meaning"] for entry in ran.document if not entry["is_usable"])


def test_a_refusal_is_told_in_the_same_words_by_every_command(lotgraph, clips, folder):
    text = folder / "landing" / "north" / "gate" / "2026-03-02T08-00-00Z.mp4"
    bad_files.text(text)
    os.utime(text, (1772600000, 1772600000))
    good, sheet = clips / "good.mp4", folder / "sheet.webp"
    told = [
        *lotgraph("probe", text, "--json").document,
        *lotgraph("health", text, "--json").document,
        *lotgraph("sheet", text, good, "--out", sheet, "--json").document["refused"],
        *lotgraph("landing", "--open", "--json").document["refused"],
    ]
    assert len(told) == 4
    for entry in told:
        assert (entry["is_usable"], entry["reason"]) == (False, "not_video")
        assert entry["meaning"] == REASONS["not_video"]
        assert "the content is none of these" in entry["explanation"]
    (well,) = lotgraph("probe", good, "--json").document
    assert (well["reason"], well["explanation"], well["meaning"]) == (None, None, None)


def test_people_get_a_table_and_a_sentence_for_each_refusal(lotgraph, clips):
    ran = lotgraph("probe", clips)
    assert "good.mp4" in ran.out
    assert "64x48" in ran.out
    assert "refused (not_video): " in ran.out
    assert ran.out.splitlines()[-1] == "1 can be used, 2 refused."


def test_a_path_that_leads_nowhere_is_refused_and_the_others_go_on(lotgraph, clips, folder):
    ran = lotgraph("probe", folder / "nothing.mp4", clips / "good.mp4", "--json")
    assert ran.code == 1
    assert [entry["is_usable"] for entry in ran.document] == [False, True]
    assert ran.document[0]["reason"] == "missing_object"


def test_a_pattern_that_matches_nothing_is_called_one(lotgraph):
    ran = lotgraph("probe", "*.mp5")
    assert ran.code == 1
    assert "refused (missing_object): *.mp5: the pattern matches nothing" in ran.out


def test_an_empty_path_is_no_search_of_this_folder(lotgraph):
    ran = lotgraph("probe", "")
    assert ran.code == 2
    assert "expected a path, got an empty one" in ran.err


def test_a_folder_without_anything_is_not_well(lotgraph, folder):
    (folder / "void").mkdir()
    ran = lotgraph("probe", folder / "void")
    assert ran.code == 1
    assert ran.out == "0 can be used, 0 refused.\n"
    assert f"no capture below {folder / 'void'}: expected videos (.mp4, .mkv" in ran.err


@pytest.mark.parametrize("command", [["probe"], ["health"], ["sheet", "--out", "sheet.webp"]])
def test_the_endings_of_captures_are_told_where_there_is_none(lotgraph, folder, command):
    (folder / "void").mkdir()
    ran = lotgraph(*command, folder / "void")
    assert ran.code != 0
    for ending in [f".{e}" for e in ENDINGS if e != "zip"]:
        assert ending in ran.err
    assert "none of 0" not in ran.err


def test_a_folder_that_may_not_be_listed_is_kept_so_that_opening_it_says_so(tmp_path, monkeypatch):
    def refuse(path):
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr("lotgraph.command.collect.Path.iterdir", refuse)
    assert captures_below([str(tmp_path), "b.mp4"]) == [str(tmp_path), "b.mp4"]


def test_a_folder_of_stills_is_one_capture_and_dotted_names_are_passed_over(tmp_path):
    for name in ("a/1.jpg", "a/2.jpg", "b/clip.mp4", "b/.part.mp4", ".hidden/x.mp4", "b/c/3.PNG"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    found = captures_below([str(tmp_path), "s3://bucket/x.mp4", "nowhere"])
    inside = [str(tmp_path / name) for name in ("a", "b/c", "b/clip.mp4")]
    assert found == [*inside, "s3://bucket/x.mp4", "nowhere"]


def test_what_lies_beside_stills_is_a_capture_of_its_own_but_for_notes(tmp_path):
    for name in ("1.jpg", "clip.mp4", "day.uris", "labels.json", "odd.mov", "sub/2.avi", "x/3.png"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    beside = ("clip.mp4", "day.uris", "odd.mov", "sub/2.avi", "x")
    expected = [str(tmp_path), *(str(tmp_path / name) for name in beside)]
    assert captures_below([str(tmp_path)]) == expected


def test_a_name_that_looks_like_markup_is_printed_as_it_is(lotgraph, folder):
    (folder / "[red]x.mp4").write_text("no video")
    assert "[red]x.mp4" in lotgraph("probe", folder / "[red]x.mp4").out
