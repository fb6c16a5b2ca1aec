"""`lotgraph evaluate` judges a person's own files, sequence by sequence and class by class."""

import json

import numpy as np
import polars as pl
import pytest
from typer.testing import CliRunner

from lotgraph.command import app
from lotgraph.formats.mot import read_mot
from lotgraph.formats.parquet import write_parquet
from lotgraph.video.encode import write_clip

ROW = "{},{},{},0,10,10,1,-1,-1,-1\n"


def told(*words):
    return CliRunner().invoke(app, ["evaluate", *map(str, words)])


@pytest.fixture
def sets(tmp_path):
    """Two sequences of one object; in the second its name changes half-way."""
    for name in ("calm", "switched"):
        for kind in ("gt", "mine", "det"):
            lines = [
                ROW.format(
                    f,
                    -1 if kind == "det" else 1 + (kind == "mine" and name == "switched" and f > 4),
                    f,
                )
                for f in range(1, 9)
            ]
            (tmp_path / name).mkdir(exist_ok=True)
            (tmp_path / name / f"{kind}.txt").write_text("".join(lines))
    return tmp_path


def test_folders_are_judged_sequence_by_sequence(sets):
    run = told("tracks", sets, f"{sets}/*/mine.txt", "--detections", f"{sets}/*/det.txt", "--json")
    assert run.exit_code == 0, run.output
    judged = json.loads(run.stdout)["classes"]["all"]
    assert judged["sequences"]["calm"]["HOTA"] == pytest.approx(1)
    assert judged["sequences"]["switched"]["IDSW"] == 1
    assert judged["sequences"]["switched"]["IDF1"] == pytest.approx(0.5)
    assert judged["all"]["IDF1"] == pytest.approx(12 / 16)
    assert judged["limit"]["HOTA"] == pytest.approx(1)
    assert judged["share_of_limit"]["IDF1"] == pytest.approx(0.75)


def test_two_files_belong_together_whatever_they_are_called(sets):
    run = told("tracks", sets / "calm" / "gt.txt", sets / "switched" / "mine.txt")
    assert run.exit_code == 0, run.output
    assert "0.5000" in run.stdout
    assert "IDSW" in run.stdout


def test_a_sequence_without_predictions_counts_as_nothing_found(sets):
    (sets / "calm" / "mine.txt").unlink()
    run = told("tracks", sets, f"{sets}/*/mine.txt", "--json")
    assert json.loads(run.stdout)["classes"]["all"]["all"]["FN"] == 8


def test_what_does_not_fit_together_is_said(sets):
    (sets / "strange").mkdir()
    (sets / "strange" / "mine.txt").write_text("")
    assert_refused(told("tracks", sets, f"{sets}/*/mine.txt"), "no truth for strange; it has calm")
    det = told("tracks", f"{sets}/calm/gt.txt", f"{sets}/calm/det.txt")
    assert_refused(det, "predictions without an object are no tracks")
    turned = told("tracks", f"{sets}/calm/det.txt", f"{sets}/calm/mine.txt")
    assert_refused(turned, "det: expected a truth that says who each box is; got boxes without an")


def assert_refused(run, sentence):
    assert run.exit_code == 2
    assert sentence in run.stderr
    assert "Traceback" not in run.output


def test_detections_are_judged(sets):
    run = told("detections", f"{sets}/calm/gt.txt", f"{sets}/calm/det.txt", "--json")
    assert json.loads(run.stdout)["all"]["AP"] == pytest.approx(1)
    assert "AP50" in told("detections", f"{sets}/calm/gt.txt", f"{sets}/calm/det.txt").stdout


@pytest.fixture
def filmed(sets):
    """A clip of either sequence, with a ghost beside what is there."""
    for name in ("calm", "switched"):
        frames = [(k / 10, np.full((120, 160, 3), 20 * k, np.uint8)) for k in range(8)]
        write_clip(sets / f"{name}.mp4", frames)
        with (sets / name / "mine.txt").open("a") as file:
            file.write("8,99,100,50,20,20,1,-1,-1,-1\n")
    return sets


def test_errors_are_counted_written_and_shown(filmed):
    out, gallery = filmed / "rows.parquet", filmed / "worst"
    run = told(
        "tracks", filmed, f"{filmed}/*/mine.txt", "--errors", "--errors-out", out, "--gallery",
        gallery, "--pictures", filmed, "--json",
    )  # fmt: skip
    assert run.exit_code == 0, run.output
    blamed = json.loads(run.stdout)["blamed"]
    counts = {one["error"]: (one["truth"], one["predicted"]) for one in blamed["errors"]}
    assert counts == {"right": (15, 15), "switch": (1, 1), "ghost": (0, 2)}
    assert (pl.read_parquet(out)["error"] == "ghost").sum() == 2
    assert sorted(file.name for file in gallery.iterdir()) == ["ghost.webp", "switch.webp"]


def test_errors_of_detections_are_those_at_their_best_score(filmed):
    det = filmed / "calm" / "det.txt"
    det.write_text(det.read_text() + ROW.format(3, -1, 60).replace(",1,", ",0.2,"))
    words = ("--errors", "--gallery", filmed / "worst", "--pictures", filmed / "calm.mp4")
    run = told("detections", f"{filmed}/calm/gt.txt", det, *words)
    assert run.exit_code == 0, run.output
    assert "used from a score of 1 on" in run.stdout
    assert "ghost" not in run.stdout


@pytest.mark.parametrize("verb", ["tracks", "detections"])
@pytest.mark.parametrize("ends", [(8,), (99,), (99, 104)])
def test_a_label_beyond_the_footage_takes_no_figure_along(filmed, verb, ends):
    truth, mine = filmed / "calm" / "gt.txt", filmed / "calm" / "mine.txt"
    truth.write_text(truth.read_text() + "".join(ROW.format(f, 7, 60) for f in ends))
    mine.write_text("".join(ROW.format(f, 1, f) for f in range(1, 9)))
    out = filmed / "worst"
    run = told(verb, truth, mine, "--gallery", out, "--pictures", filmed / "calm.mp4", "--json")
    assert run.exit_code == 0, run.output
    content = json.loads(run.stdout)
    assert "all" in (content["classes"] if verb == "tracks" else content)
    is_filmed = ends == (8,)
    assert [file.name for file in out.glob("*")] == ["missed.webp"] * is_filmed
    assert ("no picture of frame 99" in run.stderr) is not is_filmed


def test_a_gallery_needs_pictures(filmed):
    files = f"{filmed}/calm/gt.txt", f"{filmed}/calm/mine.txt"
    assert_refused(told("tracks", *files, "--gallery", filmed / "worst"), "belong together")
    words = ("--gallery", filmed / "worst", "--pictures", filmed / "nowhere")
    assert_refused(told("tracks", *files, *words), "no such capture or folder of pictures")


def test_intervals_and_who_is_better(sets):
    files = f"{sets}/*/gt.txt", f"{sets}/*/mine.txt"
    run = told("tracks", *files, "--against", f"{sets}/*/gt.txt", "--json")
    assert run.exit_code == 0, run.output
    content = json.loads(run.stdout)
    assert content["over"] == "16 stretches of 2 sequences"
    judged = content["classes"]["all"]
    within = judged["intervals"]["IDF1"]
    assert within["low"] <= within["value"] == judged["all"]["IDF1"] <= within["high"]
    assert judged["against"]["IDF1"]["value"] == pytest.approx(-0.25)
    assert judged["against"]["IDF1"]["is_better_share"] < 0.01
    assert "better in" in told("tracks", *files, "--against", f"{sets}/*/gt.txt").stdout


def test_intervals_of_detections(sets):
    words = ("detections", f"{sets}/calm/gt.txt", f"{sets}/calm/det.txt", "--intervals")
    content = json.loads(told(*words, "--json").stdout)["intervals"]
    assert content["over"] == "8 stretches of 1 sequence"
    assert content["classes"]["all"]["AP"] == pytest.approx({"value": 1, "low": 1, "high": 1})
    assert "all, 8 stretches of 1 sequence" in told(*words).stdout


def test_figures_are_divided(sets):
    about = sets / "about.csv"
    about.write_text("sequence,camera\ncalm,gate\nswitched,exit\n")
    words = ("--by", "size,camera", "--about", about, "--json")
    run = told("tracks", sets, f"{sets}/*/mine.txt", *words)
    assert run.exit_code == 0, run.output
    divided = json.loads(run.stdout)["by"]
    assert divided["camera"]["all"]["gate"]["IDF1"] == pytest.approx(1)
    assert divided["camera"]["all"]["exit"]["IDF1"] == pytest.approx(0.5)
    assert divided["size"]["all"]["0 to 16 px"]["boxes"] == 16
    assert list(divided["size"]["all"]) == ["0 to 16 px"]
    run = told("detections", sets, f"{sets}/*/det.txt", *words)
    assert json.loads(run.stdout)["by"]["camera"]["gate"]["AP"] == pytest.approx(1)
    assert "By size" in told("detections", sets, f"{sets}/*/det.txt", "--by", "size").stdout


def test_a_division_that_nothing_tells_is_said(sets):
    files = f"{sets}/calm/gt.txt", f"{sets}/calm/mine.txt"
    assert_refused(told("tracks", *files, "--by", "camera"), "nothing tells the camera of a frame")
    assert_refused(told("tracks", *files, "--about", sets / "no.csv"), "name columns of it")
    words = ("--by", "camera", "--about", sets / "no.csv")
    assert_refused(told("tracks", *files, *words), "expected a Parquet or CSV table")


def test_what_hardly_belongs_together_is_judged_with_a_warning(sets):
    det = sets / "calm" / "det.txt"
    det.write_text("".join(ROW.format(f + 1, -1, f) for f in range(1, 9)))
    run = told("detections", f"{sets}/calm/gt.txt", det, "--json")
    *_, warning = json.loads(run.stdout)["warnings"]
    assert run.exit_code == 0
    assert "begin and end one frame later than the truth" in warning
    assert f"lotgraph: warning: {warning}" in run.stderr
    files = f"{sets}/calm/gt.txt", f"{sets}/calm/mine.txt"
    assert json.loads(told("tracks", *files, "--json").stdout)["warnings"] == []
    *_, warning = json.loads(told("tracks", *files, "--detections", det, "--json").stdout)[
        "warnings"
    ]
    assert warning.startswith("--detections: gt: the predictions begin")


def test_images_that_labels_do_not_share_are_warned_of(tmp_path):
    labels, results = tmp_path / "labels.json", tmp_path / "results.json"
    entry = {"image_id": 1, "category_id": 3, "bbox": [0, 0, 10, 18], "score": 0.5}
    labels.write_text(
        json.dumps({"annotations": [entry], "categories": [{"id": 3, "name": "car"}]})
    )
    results.write_text(json.dumps([entry | {"image_id": 7}]))
    run = told("detections", labels, results, "--json")
    assert (
        "images 1 to 1, the predictions 7 to 7: none in common"
        in json.loads(run.stdout)["warnings"][0]
    )


def test_a_folder_of_a_benchmark_holds_truth_and_detections(sets, tmp_path):
    for name in ("calm", "switched"):
        for kind in ("gt", "det"):
            place = tmp_path / "MOT17" / "train" / name / kind / f"{kind}.txt"
            place.parent.mkdir(parents=True)
            lines = (sets / name / f"{kind}.txt").read_text().splitlines(keepends=True)
            place.write_text("".join(lines[: 4 if kind == "det" else 8]))
    for bench in (tmp_path / "MOT17", tmp_path / "MOT17" / "train"):
        run = told("tracks", bench, f"{sets}/*/mine.txt", "--detections", bench, "--json")
        assert run.exit_code == 0, run.output
        judged = json.loads(run.stdout)["classes"]["all"]
        assert sorted(judged["sequences"]) == ["calm", "switched"]
        assert judged["limit"]["FN"] == 8
        run = told("detections", bench, bench, "--json")
        assert json.loads(run.stdout)["all"]["AR"] == pytest.approx(0.5)


@pytest.mark.parametrize("of", ["gt.txt", "mine.txt", "det.txt", "kept.parquet"])
def test_rows_of_errors_go_over_nothing_that_is_read_or_kept(sets, of):
    kept = sets / "calm" / "kept.parquet"
    kept.write_text("kept")
    kept.chmod(0o444)
    before = (sets / "calm" / of).read_bytes()
    places = [f"{sets}/*/{name}.txt" for name in ("gt", "mine", "det")]
    words = (*places[:2], "--detections", places[2], "--errors-out", sets / "calm" / of)
    run = told("tracks", *words)
    assert run.exit_code == 2
    said = "can only be read" if of == "kept.parquet" else f"{of}, which is read"
    assert f"{said}; choose another --errors-out file" in " ".join(run.stderr.split())
    assert (sets / "calm" / of).read_bytes() == before


@pytest.mark.parametrize(("is_text", "rules"), [(True, "mot17"), (False, "plain")])
def test_who_judges_pedestrians_alone_is_told_by_how_the_truth_is_written(tmp_path, is_text, rules):
    truth, mine = tmp_path / "gt.txt", tmp_path / "mine.txt"
    truth.write_text("".join(f"{f},{k},{50 * k},0,10,20,1,{k},1\n" for f in (1, 2) for k in (1, 3)))
    mine.write_text("".join(ROW.format(f, k, 50 * k) for f in (1, 2) for k in (1, 3)))
    if not is_text:
        truth = truth.with_suffix(".parquet")
        write_parquet(read_mot(truth.with_suffix(".txt")), truth, 1)
    judged = json.loads(told("tracks", truth, mine, "--json").stdout)
    assert judged["rules"] == rules
    [figures] = (one["all"] for one in judged["classes"].values())
    assert figures["FP"] == (2 if is_text else 0), "on cars, which MOTChallenge does not judge"
