"""One bad file of several takes no other along, whatever the command; alone it is an error."""

from pathlib import Path

import pytest

from lotgraph.command import track
from lotgraph.command.follow import follow
from lotgraph.formats.find import read

BAD = {
    "cut.txt": (b"1,-1,3,4,40,90,0.9\n2,-1,3,4,4", "cut.txt:2: expected as many values"),
    "odd.txt": (b"1,-1,3,4,40,90,0.9\n2,-1,3,nan,40,90,0.9\n", "odd.txt:2: expected a number"),
    "other.txt": (b"\x00\xff\xfe" * 40, "other.txt: expected a text of boxes"),
    "torn.parquet": (b"PAR1" + bytes(40), "torn.parquet: expected a Parquet table"),
    "torn.json": (b'{"images": [', "torn.json: expected JSON"),
}


def lines(x0=0.0, object_id=-1):
    """Two things that walk apart, as MOTChallenge has it."""
    walked = [
        f"{f},{object_id if object_id < 0 else object_id + (x > 0)},{x + x0 + 3 * f},50,40,90,0.9"
        for f in range(1, 31)
        for x in (0, 400)
    ]
    return "\n".join(walked) + "\n"


@pytest.fixture
def boxes(folder):
    """A folder of two sequences that are whole, a and z."""
    place = folder / "boxes"
    place.mkdir()
    for name in "az":
        (place / f"{name}.txt").write_text(lines())
    return place


@pytest.mark.parametrize("called", BAD)
def test_good_files_are_tracked_beside_a_bad_one_that_is_named(lotgraph, boxes, called):
    content, said = BAD[called]
    place = boxes / called.replace(Path(called).suffix, ".txt")
    place.write_bytes(content)
    said = said.replace(called, place.name)
    ran = lotgraph("track", boxes, "--out", "tracks", "--format", "mot", "--json")
    assert ran.code == 1
    assert sorted(one["sequence"] for one in ran.document["sequences"]) == ["a", "z"]
    [refused] = ran.document["refused"]
    assert refused["file"] == str(place)
    assert said in refused["why"]
    assert f"lotgraph: {refused['why']}" in ran.err.splitlines()
    assert sorted(file.name for file in Path("tracks").iterdir()) == ["a.txt", "z.txt"]
    assert all(read(file)["object_id"].n_unique() == 2 for file in Path("tracks").iterdir())


def test_a_bad_file_alone_is_an_error_and_so_are_bad_files_only(lotgraph, boxes):
    for name in "az":
        (boxes / f"{name}.txt").write_text("1,2,3\n")
    alone = lotgraph("track", boxes / "a.txt", "--out", "tracks")
    assert alone.code == 2
    assert alone.err.splitlines() == [
        f"lotgraph: {boxes / 'a.txt'}:1: expected 6 to 10 values (frame, object_id, x0_px, y0_px, "
        "width, height, score, a, b, c); got 3"
    ]
    both = lotgraph("track", boxes, "--out", "tracks", "--json")
    assert both.code == 2
    assert both.err.count("expected 6 to 10 values") == 2
    assert both.err.splitlines()[-1] == "lotgraph: none of 2 files can be tracked"
    assert not Path("tracks").exists()


def test_what_cannot_be_followed_takes_no_other_along(lotgraph, boxes):
    for name in "amz":
        place = boxes / "sets" / name / "det" / "det.txt"
        place.parent.mkdir(parents=True)
        place.write_text(lines())
    (boxes / "sets" / "m" / "seqinfo.ini").write_text("[Sequence]\nframeRate=-3\n")
    ran = lotgraph("track", boxes / "sets", "--out", "tracks", "--json")
    assert ran.code == 1
    assert [one["sequence"] for one in ran.document["sequences"]] == ["a", "z"]
    assert [Path(one["file"]).parts[-3] for one in ran.document["refused"]] == ["m"]


def test_what_goes_into_one_file_goes_there_without_the_bad_one(lotgraph, boxes):
    (boxes / "m.txt").write_text("1,2,3\n")
    words = ("--out", "tracks.json", "--format", "coco")
    assert lotgraph("track", boxes, *words).code == 1
    judged = lotgraph("evaluate", "tracks", "tracks.json", "tracks.json", "--json").document
    assert sorted(judged["classes"]["all"]["sequences"]) == ["a", "z"]


def test_a_model_of_a_camera_is_asked_of_good_files_alone(lotgraph, boxes):
    for name in "az":
        (boxes / f"{name}.txt").unlink()
    (boxes / "m.json").write_text("[{")
    (boxes / "n.json").write_text("[{")
    (boxes / "cameras").mkdir()
    ran = lotgraph("track", boxes, "--camera", boxes / "cameras", "--out", "tracks")
    assert ran.code == 2
    assert ran.err.count("expected JSON") == 2


def test_a_run_that_is_cut_short_leaves_whole_files_alone(lotgraph, boxes, monkeypatch):
    def until_z(name, *words, **how):
        if name == "z":
            raise KeyboardInterrupt
        return follow(name, *words, **how)

    monkeypatch.setattr(track, "follow", until_z)
    assert lotgraph("track", boxes, "--out", "tracks").code != 0
    assert [file.name for file in Path("tracks").iterdir()] == ["a.txt"]
    assert len(read(Path("tracks/a.txt"))) == 60


@pytest.mark.parametrize("side", ["truth", "predicted"])
@pytest.mark.parametrize("verb", ["tracks", "detections"])
def test_figures_count_no_sequence_of_a_bad_file(lotgraph, folder, side, verb):
    for place, shift in (("truth", 0), ("predicted", 2)):
        (folder / place).mkdir()
        for name in "amz":
            (folder / place / f"{name}.txt").write_text(lines(shift, object_id=1))
    few = ("evaluate", verb, "truth/*.txt", "predicted/*.txt", "--json")
    (folder / side / "m.txt").write_text("1,2,3\n")
    ran = lotgraph(*few)
    assert ran.code == 1
    [refused] = ran.document["refused"]
    assert refused["file"] == f"{side}/m.txt"
    assert f"lotgraph: {refused['why']}" in ran.err.splitlines()
    assert ran.document["warnings"] == ["no figure counts the sequences of 1 file left aside"]
    for place in ("truth", "predicted"):
        (folder / place / "m.txt").unlink()
    sound = lotgraph(*few)
    assert sound.code == 0
    told = ("warnings", "refused")
    figures, wanted = (
        {name: one for name, one in some.document.items() if name not in told}
        for some in (ran, sound)
    )
    assert figures == wanted


@pytest.mark.parametrize("verb", ["tracks", "detections"])
def test_a_bad_side_is_an_error(lotgraph, boxes, verb):
    (boxes / "bad.txt").write_text("1,2,3\n")
    for sides in ((boxes / "bad.txt", boxes), (boxes, boxes / "bad.txt")):
        ran = lotgraph("evaluate", verb, *sides)
        assert ran.code == 2
        assert ran.err.splitlines()[-1].startswith(f"lotgraph: {boxes / 'bad.txt'}:1: expected")


@pytest.mark.parametrize("verb", ["tracks", "detections"])
@pytest.mark.parametrize("is_each", [True, False])
def test_it_is_named_who_leaves_no_sequence(lotgraph, folder, verb, is_each):
    sides = {"truth": "a" if is_each else "", "told": "z" if is_each else "az"}
    for side, bad in sides.items():
        (folder / side).mkdir()
        for name in "az":
            content = "1,2,3\n" if name in bad else lines(object_id=1)
            (folder / side / f"{name}.txt").write_text(content)
    ran = lotgraph("evaluate", verb, *sides)
    assert ran.code == 2
    who = "truth and told" if is_each else "told"
    assert ran.err.splitlines()[-1] == f"lotgraph: no sequence is left, for bad files of {who}"


@pytest.mark.parametrize(
    ("words", "names"),
    [
        (("track", "boxes", "--out", "tracks"), "az"),
        (("track", "boxes", "--out", "tracks"), "a"),
        (("detect", "boxes", "--out", "found", "--format", "mot"), "az"),
        (("detect", "boxes", "--out", "found", "--format", "mot"), "a"),
        (("evaluate", "tracks", "boxes", "boxes"), "az"),
        (("evaluate", "detections", "boxes", "boxes"), "az"),
    ],
)
def test_where_every_file_is_bad_the_document_says_so(lotgraph, boxes, words, names):
    end = ".mp4" if words[0] == "detect" else ".txt"
    for name in "az":
        (boxes / f"{name}.txt").unlink()
    for name in names:
        (boxes / f"{name}{end}").write_text("1,2,3\n")
    ran = lotgraph(*words, "--json")
    assert ran.code == 2
    refused = {Path(one["file"]).name for one in ran.document["refused"]}
    assert refused == {f"{name}{end}" for name in names}
    assert all(one["why"] in ran.err for one in ran.document["refused"])
    assert lotgraph(*words).out == ""


def test_a_folder_of_two_formats_is_tracked_and_judged_whole(lotgraph, boxes):
    assert lotgraph("track", boxes / "z.txt", "--out", boxes / "z.parquet").code == 0
    (boxes / "z.parquet").rename(boxes / "b.parquet")
    ran = lotgraph("track", boxes, "--out", "tracks", "--json")
    assert ran.code == 0, ran.err
    made = {Path(one["file"]).name for one in ran.document["sequences"]}
    assert made == {"a.txt", "b.parquet", "z.txt"}
    (boxes / "b.parquet").rename(boxes / "a.parquet")
    said = f"{boxes}: {boxes / 'a.txt'} is read, {boxes / 'a.parquet'} is left aside; name a file"
    ran = lotgraph("track", boxes, "--out", "again", "--json")
    assert ran.code == 0, ran.err
    assert [one["sequence"] for one in ran.document["sequences"]] == ["a", "z"]
    assert f"lotgraph: {said}" in ran.err
    Path("tracks/b.parquet").rename("tracks/a.parquet")
    said = "tracks: tracks/a.txt is read, tracks/a.parquet is left aside; name a file"
    for verb in ("tracks", "detections"):
        judged = lotgraph("evaluate", verb, "tracks", "tracks", "--json")
        assert [one[: len(said)] for one in judged.document["warnings"]] == [said] * 2
