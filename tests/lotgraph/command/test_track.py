"""`lotgraph track` from files to files."""

import json

import polars as pl
import pytest
from typer.testing import CliRunner

from lotgraph.command import app
from lotgraph.formats.find import read


def run(*args):
    return CliRunner().invoke(app, ["track", *map(str, args)])


@pytest.fixture
def boxes(tmp_path):
    """Two sequences as MOTChallenge keeps them, each of two things that walk apart."""
    for name in ("one", "two"):
        place = tmp_path / "sets" / name / "det" / "det.txt"
        place.parent.mkdir(parents=True)
        lines = [
            f"{f},-1,{x + (2 * f if x else -f)},{100 + x / 4},40,90,0.9"
            for f in range(1, 31)
            for x in (0, 400)
        ]
        place.write_text("\n".join(lines) + "\n")
        (place.parents[1] / "seqinfo.ini").write_text("[Sequence]\nframeRate=30\nseqLength=30\n")
    return tmp_path / "sets"


def test_a_folder_of_sequences_becomes_a_folder_of_tracks(boxes, tmp_path):
    result = run(boxes, "--out", tmp_path / "out", "--json")
    assert result.exit_code == 0, result.output
    told = json.loads(result.stdout)
    assert [(one["sequence"], one["tracks"], one["fps"]) for one in told] == [
        ("one", 2, 30.0),
        ("two", 2, 30.0),
    ]
    tracks = read(tmp_path / "out" / "one.txt")
    assert len(tracks) == 60
    assert tracks["object_id"].n_unique() == 2


def test_a_single_file_becomes_the_file_that_is_named(boxes, tmp_path):
    file = boxes / "one" / "det" / "det.txt"
    out = tmp_path / "tracks.parquet"
    assert run(file, "--out", out, "--format", "parquet").exit_code == 0
    assert pl.read_parquet(out)["is_seen"].all()


def test_what_is_said_online_does_not_know_what_comes(boxes, tmp_path):
    file = boxes / "one" / "det" / "det.txt"
    result = run(file, "--out", tmp_path / "all.txt", "--online", "--json")
    assert json.loads(result.stdout)[0]["online"] is True
    file.write_text("".join(file.read_text().splitlines(keepends=True)[:40]))
    run(file, "--out", tmp_path / "some.txt", "--online")
    some, whole = ((tmp_path / f"{name}.txt").read_text() for name in ("some", "all"))
    assert len(some) > 0
    assert whole.startswith(some)


def test_boxes_in_space_are_not_followed_online(tmp_path):
    place = tmp_path / "0000.txt"
    place.write_text("0 -1 Car 0 0 0 1 1 9 9 1.5 1.6 4 1 1.5 20 0 0.9\n")
    result = run(place, "--out", tmp_path / "out", "--online")
    assert result.exit_code == 2
    assert "leave --online out" in result.stderr


def test_kitti_stays_kitti(boxes, tmp_path):
    first = tmp_path / "as_kitti"
    assert run(boxes, "--out", first, "--format", "kitti").exit_code == 0
    assert run(first, "--out", tmp_path / "again").exit_code == 0
    assert read(tmp_path / "again" / "two.txt")["kind"].unique().to_list() == ["object"]


@pytest.mark.parametrize("fps", ["0", "-5", "nan"])
def test_a_rate_that_cannot_be_is_refused(boxes, tmp_path, fps):
    result = run(boxes, "--out", tmp_path / "out", f"--fps={fps}")
    assert result.exit_code == 2
    assert "frames a second: expected above 0" in result.stderr


def test_a_rate_that_a_sequence_tells_wrongly_is_refused(boxes, tmp_path):
    (boxes / "one" / "seqinfo.ini").write_text("[Sequence]\nframeRate=fast\n")
    result = run(boxes, "--out", tmp_path / "out")
    assert result.exit_code == 2
    assert "seqinfo.ini: expected `frameRate`" in result.stderr


def test_boxes_are_never_written_over(boxes):
    file = boxes / "one" / "det" / "det.txt"
    result = run(file, "--out", file)
    assert result.exit_code == 2
    assert "holds the boxes themselves" in result.stderr


def test_where_nothing_is_a_sentence_says_so(tmp_path):
    result = run(tmp_path / "none", "--out", tmp_path)
    assert result.exit_code == 2
    assert "no such file" in result.stderr


def test_an_unknown_rate_is_said_to_be_taken(boxes, tmp_path):
    (boxes / "one" / "seqinfo.ini").unlink()
    result = run(boxes / "one" / "det" / "det.txt", "--out", tmp_path / "out")
    assert "nothing says its frame rate, 25 is taken" in result.stderr
