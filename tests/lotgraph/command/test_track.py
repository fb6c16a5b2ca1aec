"""`lotgraph track` from files to files."""

import json

import polars as pl
import pytest
from typer.testing import CliRunner

from lotgraph.command import app
from lotgraph.formats import find
from lotgraph.formats.find import read
from tests.conftest import room_for


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
    told = json.loads(result.stdout)["sequences"]
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


@pytest.mark.parametrize("name", ["tracks.txt", "tracks.parquet", "tracks.json"])
def test_a_full_disk_is_told(boxes, tmp_path, name):
    file, out = boxes / "one" / "det" / "det.txt", tmp_path / name
    with room_for(200):
        result = run(file, "--out", out)
    assert result.exit_code == 2, result.output
    assert result.stderr.splitlines()[-1].startswith("lotgraph: cannot write")
    assert "the file would be larger than files may be there; choose another" in result.stderr


def test_tracks_are_written_as_their_file_is_called(boxes, tmp_path):
    file, out = boxes / "one" / "det" / "det.txt", tmp_path / "tracks.parquet"
    assert run(file, "--out", out).exit_code == 0
    assert pl.read_parquet(out)["object_id"].n_unique() == 2
    assert run(out, "--out", tmp_path / "again.txt", "--fps", 30).exit_code == 0
    assert read(tmp_path / "again.txt")["object_id"].n_unique() == 2


def test_what_is_said_online_does_not_know_what_comes(boxes, tmp_path):
    file = boxes / "one" / "det" / "det.txt"
    result = run(file, "--out", tmp_path / "all.txt", "--online", "--json")
    assert json.loads(result.stdout)["sequences"][0]["online"] is True
    file.write_text("".join(file.read_text().splitlines(keepends=True)[:40]))
    run(file, "--out", tmp_path / "some.txt", "--online")
    some, whole = ((tmp_path / f"{name}.txt").read_text() for name in ("some", "all"))
    assert len(some) > 0
    assert whole.startswith(some)


def test_what_is_said_online_in_space_does_not_know_what_comes(tmp_path):
    place = tmp_path / "0000.txt"
    line = "{} -1 Car 0 0 0 1 1 9 9 1.5 1.6 4 1 1.5 {} 0 0.9\n"
    place.write_text("".join(line.format(frame, 20 + 0.3 * frame) for frame in range(20)))
    assert run(place, "--out", tmp_path / "all.txt", "--online").exit_code == 0
    place.write_text("".join(place.read_text().splitlines(keepends=True)[:12]))
    run(place, "--out", tmp_path / "some.txt", "--online")
    some, whole = ((tmp_path / f"{name}.txt").read_text() for name in ("some", "all"))
    assert len(some) > 0
    assert whole.startswith(some)


GATE = {
    "camera_matrix": [[800, 0, 640], [0, 800, 360], [0, 0, 1]], "width_px": 1280,
    "height_px": 720, "position_m": [0, 0, 6], "yaw_deg": 0, "pitch_deg": 20,
}  # fmt: skip


def test_tracks_are_carried_to_the_ground_by_a_camera_or_a_folder_of_them(boxes, tmp_path):
    (tmp_path / "gates").mkdir()
    for name in ("one", "two"):
        (tmp_path / "gates" / f"{name}.json").write_text(json.dumps(GATE))
    result = run(boxes, "--out", tmp_path / "out", "--camera", tmp_path / "gates")
    assert result.exit_code == 0, result.output
    one = boxes / "one" / "det" / "det.txt"
    run(one, "--out", tmp_path / "one.parquet", "--camera", tmp_path / "gates" / "one.json")
    told = pl.read_parquet(tmp_path / "one.parquet")
    assert told.equals(pl.read_parquet(tmp_path / "out" / "one.parquet"))
    assert told["object_id"].n_unique() == 2
    assert told["x_m"].min() > 5


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--online"], "leave --online or --camera out"),
        (["--format", "mot"], "only Parquet holds"),
        (["--out", "tracks.txt"], "tracks.txt must end in .parquet"),
        ([], "expected a JSON file of a camera, see docs/ground.md; No such file or directory"),
    ],
)
def test_what_cannot_be_on_the_ground_is_said(boxes, tmp_path, words, said):
    words = ["--out", tmp_path / "out", *words, "--camera", tmp_path / "none.json"]
    result = run(boxes, *words)
    assert result.exit_code == 2
    assert said in " ".join(result.stderr.split())


def test_a_camera_that_is_missing_is_said_before_anything_is_tracked(boxes, tmp_path):
    (tmp_path / "gates").mkdir()
    (tmp_path / "gates" / "one.json").write_text(json.dumps(GATE))
    result = run(boxes, "--out", tmp_path / "out", "--camera", tmp_path / "gates")
    assert result.exit_code == 2
    assert "two.json: expected a JSON file of a camera" in " ".join(result.stderr.split())
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("gates", [["one", "two"], ["one"]])
def test_coco_json_is_read_once_for_its_boxes_and_for_whose_cameras_it_needs(
    boxes, tmp_path, monkeypatch, gates
):
    assert run(boxes, "--out", tmp_path / "both.json").exit_code == 0
    (tmp_path / "gates").mkdir()
    for name in gates:
        (tmp_path / "gates" / f"{name}.json").write_text(json.dumps(GATE))
    seen = []
    whole = find.parts_of
    monkeypatch.setattr(find, "parts_of", lambda *what: seen.append(what[0]) or whole(*what))
    out = tmp_path / "out"
    result = run(tmp_path / "both.json", "--out", out, "--camera", tmp_path / "gates", "--fps", 30)
    assert seen == [tmp_path / "both.json"]
    assert ("two.json: expected a JSON file of a camera" in result.stderr) == (len(gates) == 1)
    assert out.exists() == (len(gates) == 2)


def test_several_sequences_do_not_share_a_file_of_text(boxes, tmp_path):
    result = run(boxes, "--out", tmp_path / "tracks.txt")
    assert result.exit_code == 2
    said = " ".join(result.stderr.split())
    assert "2 sequences cannot share a .txt file; name a folder, and --format" in said
    assert not (tmp_path / "tracks.txt").exists()


def test_a_name_that_says_no_format_is_refused_unless_one_is_named(boxes, tmp_path):
    file = boxes / "one" / "det" / "det.txt"
    result = run(file, "--out", tmp_path / "tracks.xyz")
    assert result.exit_code == 2
    said = "tracks.xyz: expected the end .txt, .kitti, .json, .parquet; or say --format mot, kitti,"
    assert said in " ".join(result.stderr.split())
    assert not (tmp_path / "tracks.xyz").exists()
    assert run(file, "--out", tmp_path / "tracks.xyz", "--format", "mot").exit_code == 0


def test_a_folder_whose_name_has_a_point_stays_a_folder(boxes, tmp_path):
    (tmp_path / "results.v1").mkdir()
    assert run(boxes / "one" / "det" / "det.txt", "--out", tmp_path / "results.v1").exit_code == 0
    assert [one.suffix for one in (tmp_path / "results.v1").iterdir()] == [".txt"]


def test_text_that_counts_from_0_goes_on_doing_so(boxes, tmp_path):
    file = boxes / "one" / "det" / "det.txt"
    lines = [line.split(",", 1) for line in file.read_text().splitlines()]
    file.write_text("".join(f"{int(frame) - 1},{rest}\n" for frame, rest in lines))
    assert run(file, "--out", tmp_path / "tracks.txt").exit_code == 0
    assert read(tmp_path / "tracks.txt")["frame"].min() == 0


def test_kitti_stays_kitti(boxes, tmp_path):
    first = tmp_path / "as_kitti"
    assert run(boxes, "--out", first, "--format", "kitti").exit_code == 0
    assert run(first, "--out", tmp_path / "again").exit_code == 0
    assert read(tmp_path / "again" / "two.txt")["kind"].unique().to_list() == ["object"]


def test_regions_of_kitti_in_which_nothing_is_judged_are_nobodys_tracks(boxes, tmp_path):
    file = tmp_path / "as_kitti" / "two.txt"
    assert run(boxes, "--out", file.parent, "--format", "kitti").exit_code == 0
    assert run(file, "--out", tmp_path / "without.txt").exit_code == 0
    region = "{} -1 DontCare -1 -1 -10 900 10 1000 90 -1 -1 -1 -1000 -1000 -1000 -10 -1\n"
    frames = read(file)["frame"].unique().to_list()
    file.write_text(file.read_text() + "".join(region.format(frame) for frame in frames))
    ran = run(file, "--out", tmp_path / "with.txt")
    assert ran.exit_code == 0
    assert f"left out {len(frames)} rows of DontCare" in ran.stderr
    without, told = ((tmp_path / f"{name}.txt").read_text() for name in ("without", "with"))
    assert told == without


@pytest.mark.parametrize("fps", ["0", "-5", "nan"])
def test_a_rate_that_cannot_be_is_refused(boxes, tmp_path, fps):
    result = run(boxes, "--out", tmp_path / "out", f"--fps={fps}")
    assert result.exit_code == 2
    assert "frames a second: expected above 0" in result.stderr


def test_a_rate_that_a_sequence_tells_wrongly_is_refused(boxes, tmp_path):
    (boxes / "one" / "seqinfo.ini").write_text("[Sequence]\nframeRate=fast\n")
    result = run(boxes, "--out", tmp_path / "out")
    assert result.exit_code == 1
    assert "seqinfo.ini: expected `frameRate`" in result.stderr
    assert run(boxes, "--out", tmp_path / "out", "--fps", 30).exit_code == 0


def test_boxes_are_never_written_over(boxes):
    file = boxes / "one" / "det" / "det.txt"
    result = run(file, "--out", file)
    assert result.exit_code == 2
    assert "det.txt, which is read; choose another --out" in result.stderr


@pytest.mark.parametrize("is_read_only", [True, False])
def test_no_file_that_is_read_or_kept_is_written_over(boxes, tmp_path, monkeypatch, is_read_only):
    monkeypatch.setattr("lotgraph.tracker.track.track", None)
    (tmp_path / "out").mkdir()
    last = tmp_path / "out" / "two.txt"  # said before the first is tracked
    if is_read_only:
        last.write_text("kept")
        last.chmod(0o444)
    else:
        last.symlink_to(boxes / "one" / "det" / "det.txt")
    before = last.read_bytes()
    result = run(boxes, "--out", tmp_path / "out")
    assert result.exit_code == 2
    said = "can only be read; choose" if is_read_only else "det.txt, which is read; choose"
    assert said in " ".join(result.stderr.split())
    assert last.read_bytes() == before
    assert [one.name for one in (tmp_path / "out").iterdir()] == ["two.txt"]


def test_what_cannot_be_written_is_said_before_anything_is_tracked(boxes, tmp_path, monkeypatch):
    monkeypatch.setattr("lotgraph.tracker.track.track", None)
    (tmp_path / "file").write_text("")
    result = run(boxes, "--out", tmp_path / "file" / "x")
    assert result.exit_code == 2
    assert "file/x/one.txt: " in result.stderr
    assert "is a file, not a folder; choose another --out" in result.stderr
    assert "choose another --out" in result.stderr


def test_where_nothing_is_a_sentence_says_so(tmp_path):
    result = run(tmp_path / "none", "--out", tmp_path)
    assert result.exit_code == 2
    assert "no such file" in result.stderr


def test_an_unknown_rate_is_said_to_be_taken(boxes, tmp_path):
    (boxes / "one" / "seqinfo.ini").unlink()
    result = run(boxes / "one" / "det" / "det.txt", "--out", tmp_path / "out")
    assert "nothing says its frame rate, 25 is taken" in result.stderr


@pytest.fixture
def timed(tmp_path):
    """A table with boxes of one thing, in frames that were taken 3 to 40 ms apart."""
    at = [0.003 * k * k for k in range(30)]
    moments = pl.Series(at).cast(pl.Float64) * 1e6
    box = {"x0_px": [10.0 + 50 * one for one in at], "y0_px": 20.0, "y1_px": 90.0, "score": 0.9}
    table = pl.DataFrame(
        {"frame": range(30), **box, "captured_at": moments.cast(pl.Datetime("us"))}
    )
    file = tmp_path / "timed.parquet"
    table.with_columns(x1_px=pl.col("x0_px") + 40).write_parquet(file)
    return file


@pytest.mark.parametrize("words", [[], ["--online"]])
def test_times_of_a_table_count_for_more_than_numbers_of_frames(timed, tmp_path, words):
    result = run(timed, "--out", tmp_path / "out.parquet", "--json", *words)
    assert result.exit_code == 0, result.output
    assert "frame rate" not in result.stderr
    [told] = json.loads(result.stdout)["sequences"]
    assert told["tracks"] == 1
    assert told["seen"] == 30


@pytest.mark.parametrize("words", [[], ["--fps", "20"]])
def test_times_and_detector_go_on_with_the_tracks(timed, tmp_path, words):
    found = pl.read_parquet(timed).with_columns(detector=pl.lit("nano").cast(pl.Categorical()))
    found.filter(pl.col("frame") != 7).write_parquet(timed)
    result = run(timed, "--out", tmp_path / "out.parquet", *words)
    assert result.exit_code == 0, result.output
    tracks = pl.read_parquet(tmp_path / "out.parquet")
    assert tracks["detector"].cast(pl.String).unique().to_list() == ["nano"]
    times = dict(found.select("frame", "captured_at").rows())
    between = times[6] + (times[8] - times[6]) / 2  # where nothing was found, by those around
    expected = [between if frame == 7 else times[frame] for frame in tracks["frame"]]
    assert tracks["captured_at"].to_list() == expected
    assert (7 in tracks["frame"]) == bool(words)  # by its times a frame without boxes is unknown


@pytest.fixture
def placed(tmp_path):
    """A table over the ground, of cars that go at 2, 4 and 6 m/s, in five frames a second."""
    rows = [
        {"frame": k, "time_s": 7 + k / 5, "y_m": 2.0 * v * k / 5, "x_m": 10.0 * v}
        for k in range(40)
        for v in (1, 2, 3)
    ]
    box = {"x0_px": 0.0, "y0_px": 0.0, "x1_px": 9.0, "y1_px": 9.0, "score": 0.9, "kind": "car"}
    box |= {"z_m": 0.0, "length_m": 4.5, "width_m": 1.8, "height_m": 1.5, "heading_rad": 1.57}
    file = tmp_path / "placed.parquet"
    pl.DataFrame(rows, schema_overrides={"frame": pl.Int32}).with_columns(
        **{name: pl.lit(value) for name, value in box.items()}
    ).write_parquet(file)
    return file


def speeds(tracks):
    told = pl.read_parquet(tracks).group_by("object_id").agg(pl.col("speed_mps").median())
    return sorted(told["speed_mps"])


@pytest.mark.parametrize("words", [[], ["--online"]])
def test_speeds_in_space_go_by_the_times_of_a_table(placed, tmp_path, words):
    result = run(placed, "--out", tmp_path / "out.parquet", "--json", *words)
    assert result.exit_code == 0, result.output
    assert "frame rate" not in result.stderr
    assert json.loads(result.stdout)["sequences"][0]["fps"] == pytest.approx(5)
    assert speeds(tmp_path / "out.parquet") == pytest.approx([2, 4, 6], rel=0.02)


def test_a_rate_that_somebody_names_counts_for_more_than_times_in_space(placed, tmp_path):
    assert run(placed, "--out", tmp_path / "out.parquet", "--fps", "10").exit_code == 0
    assert speeds(tmp_path / "out.parquet") == pytest.approx([4, 8, 12], rel=0.02)


def test_a_clock_that_goes_back_is_followed_in_space_too(placed, tmp_path):
    back = pl.when(pl.col("frame") > 20).then(pl.col("time_s") - 3600).otherwise("time_s")
    pl.read_parquet(placed).with_columns(time_s=back).write_parquet(placed)
    result = run(placed, "--out", tmp_path / "out.parquet")
    assert result.exit_code == 0, result.output
    assert speeds(tmp_path / "out.parquet") == pytest.approx([2, 4, 6], rel=0.02)


def test_frames_in_which_nothing_was_seen_are_filled_in_space_too(placed, tmp_path):
    found = pl.read_parquet(placed)
    found.filter(~pl.col("frame").is_between(14, 16)).write_parquet(placed)
    assert run(placed, "--out", tmp_path / "out.parquet").exit_code == 0
    told = pl.read_parquet(tmp_path / "out.parquet")
    unseen = told.filter(~pl.col("is_seen"))
    assert len(told) == len(found)
    assert unseen["frame"].to_list() == [14, 14, 14, 15, 15, 15, 16, 16, 16]
    speed = unseen["y_m"] / (unseen["frame"] / 5)  # from where they began
    assert sorted(speed) == pytest.approx([2] * 3 + [4] * 3 + [6] * 3, rel=0.02)


def test_of_frames_that_two_detectors_looked_at_neither_is_named(timed, tmp_path):
    found = pl.read_parquet(timed)
    both = [found.with_columns(detector=pl.lit(name)) for name in ("nano", "large")]
    pl.concat(both).write_parquet(timed)
    assert run(timed, "--out", tmp_path / "out.parquet").exit_code == 0
    assert "detector" not in pl.read_parquet_schema(tmp_path / "out.parquet")


def test_boxes_that_are_left_out_are_said_with_why(timed, tmp_path):
    far = pl.when(pl.col("frame") < 3).then(2e7).otherwise("x1_px")
    pl.read_parquet(timed).with_columns(x1_px=far).write_parquet(timed)
    result = run(timed, "--out", tmp_path / "out.parquet")
    assert "left out 3 of 30 rows: without a size, there twice, or beyond 10,000,000 px" in (
        result.stderr
    )


@pytest.mark.parametrize(
    ("odd", "said"),
    [
        (pl.lit(None, pl.Datetime("us")), "expected a time for each row in captured_at"),
        (pl.lit("noon"), "expected moments in captured_at"),
    ],
)
def test_times_that_are_none_are_refused(timed, tmp_path, odd, said):
    pl.read_parquet(timed).with_columns(captured_at=odd).write_parquet(timed)
    result = run(timed, "--out", tmp_path / "out.parquet")
    assert result.exit_code == 2
    assert said in result.stderr


@pytest.mark.parametrize("words", [[], ["--online"]])
def test_times_that_no_footage_lasts_for_are_refused(timed, tmp_path, words):
    late = pl.read_parquet(timed).with_columns(time_s=pl.col("frame") * 1e300)
    late.drop("captured_at").write_parquet(timed)
    result = run(timed, "--out", tmp_path / "out.parquet", *words)
    assert result.exit_code == 2
    assert "expected seconds in time_s, 1e+10 s apart at most; got 0 and 2.9e+301" in result.stderr
    assert run(timed, "--out", tmp_path / "out.parquet", *words, "--fps", "25").exit_code == 0


def test_a_frame_with_two_times_is_refused(timed, tmp_path):
    table = pl.read_parquet(timed).with_columns(frame=pl.col("frame") // 2)
    table.write_parquet(timed)
    result = run(timed, "--out", tmp_path / "out.parquet")
    assert result.exit_code == 2
    assert "expected one time for all rows of a frame in captured_at; see frame 0" in result.stderr
