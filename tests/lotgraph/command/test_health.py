"""`lotgraph health` judges each file, says since when, and shows the evidence."""

from shutil import copyfile

import pytest
from PIL import Image

from scripts.drawn.bad_files import corrupt_middle
from scripts.drawn.paint import black, during
from scripts.drawn.scene import draw_clip


@pytest.fixture(scope="module")
def clips(tmp_path_factory):
    clips = tmp_path_factory.mktemp("clips")
    draw_clip(clips / "well.mp4", seed=3, seconds=12)
    draw_clip(clips / "black.mp4", seed=3, seconds=12, paint=during(black(), 5.0, 9.0))
    return clips


def test_a_camera_that_is_well_is_exit_code_0(lotgraph, clips):
    ran = lotgraph("health", clips / "well.mp4", "--json")
    assert ran.code == 0
    (entry,) = ran.document
    assert entry["file"] == str(clips / "well.mp4")
    assert entry["is_usable"]
    assert entry["faults"] == []
    assert (entry["reason"], entry["explanation"], entry["meaning"]) == (None, None, None)


def test_a_fault_is_told_with_its_seconds_and_exit_code_1(lotgraph, clips):
    ran = lotgraph("health", clips / "black.mp4", "--json")
    assert ran.code == 1
    (fault,) = ran.document[0]["faults"]
    assert set(fault) == {"kind", "start_s", "end_s", "confidence", "explanation"}
    assert fault["kind"] == "black"
    assert fault["start_s"] == pytest.approx(5.0, abs=0.6)
    assert fault["end_s"] == pytest.approx(9.0, abs=0.6)
    assert 0 < fault["confidence"] <= 1


def test_people_get_a_line_for_each_fault_and_a_count(lotgraph, clips):
    ran = lotgraph("health", clips)
    assert ran.code == 1
    assert "The picture was black" in ran.out
    assert ran.out.splitlines()[-1] == "2 files: 1 well, 1 with faults, 0 not judged."


def test_files_of_cameras_that_are_well_are_named_or_counted_by_their_folders(
    lotgraph, clips, folder
):
    one = lotgraph("health", clips / "well.mp4")
    assert one.out.splitlines()[0] == f"No fault was seen in {clips / 'well.mp4'}."
    for name in ("a", "b"):
        copyfile(clips / "well.mp4", folder / f"{name}.mp4")
    both = lotgraph("health", folder / "a.mp4", folder / "b.mp4", clips / "well.mp4")
    folders = ", ".join(sorted(map(str, (clips, folder))))
    assert both.out.splitlines() == [
        f"No fault was seen in any of 3 files in {folders}.",
        "3 files: 3 well, 0 with faults, 0 not judged.",
    ]
    assert "No fault" not in lotgraph("health", clips).out


def test_the_count_holds_every_file_once(lotgraph, clips, folder):
    (folder / "text.mp4").write_text("no video")
    (folder / "empty.mp4").touch()
    dark = draw_clip(folder / "dark.mp4", seed=3, seconds=12, paint=during(black(), 3.0))
    ran = lotgraph("health", clips, dark, folder / "text.mp4", folder / "empty.mp4")
    assert ran.out.splitlines()[-1] == (
        "5 files: 1 well, 2 with faults (1 beyond use), 2 not judged."
    )


def test_damage_of_a_file_is_said_and_is_no_fault(lotgraph, folder):
    bad = corrupt_middle(folder / "bad.mp4", seconds=12, share=0.05)
    ran = lotgraph("health", bad, "--json")
    assert ran.code == 0
    (entry,) = ran.document
    assert entry["faults"] == []
    assert 0.5 < entry["decoded_share"] < 1.0
    shown = lotgraph("health", bad).out
    assert f"damaged: {bad}: {entry['damage']}" in shown.replace("\n", " ")
    assert "1 file: 1 well" in shown


def test_how_much_must_be_usable_is_taken_from_the_settings(lotgraph, clips):
    strict = lotgraph("health", clips / "black.mp4", "--json", LOTGRAPH__HEALTH__USABLE_SHARE="0.9")
    assert not strict.document[0]["is_usable"]
    assert lotgraph("health", clips / "black.mp4", "--json").document[0]["is_usable"]


def test_evidence_is_written_as_pictures(lotgraph, clips, folder):
    ran = lotgraph("health", clips / "black.mp4", "--evidence", folder / "seen", "--json")
    plot, evidence = ran.document[0]["pictures"]
    assert evidence.startswith(str(folder / "seen" / "000-black.mp4-black-000"))
    with Image.open(plot) as measures, Image.open(evidence) as fault:
        assert (measures.format, fault.format) == ("PNG", "WEBP")
    assert len(list((folder / "seen").iterdir())) == 2


def test_a_file_that_cannot_be_judged_is_no_camera_that_is_well(lotgraph, folder, clips):
    (folder / "x.mp4").write_text("no video")
    ran = lotgraph("health", folder / "x.mp4", clips / "well.mp4", "--json")
    assert ran.code == 1
    bad, good = ran.document
    assert not bad["is_usable"]
    assert bad["reason"] == "not_video"
    assert "x.mp4" in bad["explanation"]
    assert good["is_usable"]
    assert "not judged: " in lotgraph("health", folder / "x.mp4").out


def test_evidence_that_cannot_be_written_is_told(lotgraph, clips, folder):
    (folder / "file").touch()
    ran = lotgraph("health", clips / "black.mp4", "--evidence", folder / "file")
    assert ran.code == 2
    assert "choose another --evidence folder" in ran.err


@pytest.mark.parametrize("rate", ["nan", "0", "31"])
def test_a_rate_out_of_bounds_is_told_both_of_them(lotgraph, folder, rate):
    ran = lotgraph("health", folder, "--rate", rate)
    assert ran.code == 2
    assert f"'--rate': expected a number from 0.01 to 30; got {rate}" in ran.err
