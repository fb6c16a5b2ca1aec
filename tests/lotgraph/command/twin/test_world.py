"""`lotgraph twin world` lets traffic pass and writes it as tables."""

import json
from datetime import datetime

import polars as pl
import pytest

from lotgraph.twin.plan.generate import generate
from lotgraph.twin.plan.read import read
from lotgraph.twin.world.simulate import simulate

WORDS = ("twin", "world", "--site", "2", "--begins", "2026-03-02T11:00")


def test_an_hour_of_traffic_is_written_and_counted(lotgraph, folder):
    ran = lotgraph(*WORDS, "--hours", 0.2, "--detections", "--out", "hour", "--json")
    assert ran.code == 0
    names = ("vehicles", "visits", "motions", "walkers", "detections", "detection_truth")
    tables = (*names, "cameras", "lanes", "stalls")
    assert [file.split("/")[-1] for file in ran.document["files"]] == [
        *(f"{n}.parquet" for n in tables),
        "site.toml",
        "record.json",
    ]
    assert {file.name for file in (folder / "hour").iterdir()} == {
        file.split("/")[-1] for file in ran.document["files"]
    }
    for name in ("vehicles", "visits", "detections"):
        rows = pl.read_parquet(folder / "hour" / f"{name}.parquet").height
        assert 0 < rows == ran.document[name]
    found = pl.read_parquet(folder / "hour" / "detections.parquet")
    truth = pl.read_parquet(folder / "hour" / "detection_truth.parquet")
    assert found.join(truth, on="detection_id", how="anti").height == 0
    assert "object_id" not in found.columns, "who is who stands apart"


def test_it_is_said_what_each_table_of_detections_is(lotgraph, folder):
    words = (*WORDS, "--hours", 0.1)
    alone, seen = lotgraph(*words, "--out", "a"), lotgraph(*words, "--detections", "--out", "b")
    first, *rest = seen.out.splitlines()
    assert [first] == [line.replace(" in a.", " in b.") for line in alone.out.splitlines()]
    boxes = pl.read_parquet(folder / "b" / "detections.parquet").height
    assert rest == [
        f"detections.parquet: {boxes:,} boxes as a detector would give them, right or wrong.",
        "detection_truth.parquet: whose each box is, and how much of it shows.",
    ]


def test_who_gets_the_folder_knows_the_site_and_what_made_it(lotgraph, folder):
    words = ("--hours", 1, "--days", 0.1, "--seed", 7)
    looked = ("--detections", "--fps", 0.05, "--recall", 0.9, "--jitter", 0.1)
    assert lotgraph(*WORDS, *words, "--out", "alone").code == 0
    assert lotgraph(*WORDS, *words, *looked, "--out", "seen").code == 0
    alone, seen = (json.loads((folder / n / "record.json").read_text()) for n in ("alone", "seen"))
    detector = seen.pop("detector")
    assert alone == seen | {"detector": None}
    stated = {"most_recall": 0.9, "jitter_share": 0.1, "false_alarms_per_frame": 0.02, "fps": 0.05}
    assert detector.items() >= stated.items()
    assert len(detector["code_version"]) == 64
    # By what it says, the same tables come again.
    plan = read(folder / "seen" / "site.toml")
    assert plan == generate(2)
    begins_at = datetime.fromisoformat(seen["begins_at"])
    again = simulate(plan, begins_at, seen["duration_s"], seen["seed"])
    assert pl.read_parquet(folder / "seen" / "motions.parquet").equals(again.motions)
    visits = pl.read_parquet(folder / "seen" / "visits.parquet").drop_nulls("stall_id")
    stalls = pl.read_parquet(folder / "seen" / "stalls.parquet")
    assert visits.height > 0
    assert visits.join(stalls, on=["site_id", "stall_id"], how="anti").height == 0
    lanes = pl.read_parquet(folder / "seen" / "lanes.parquet")
    assert set(visits["entry_lane_id"].drop_nulls()) <= set(lanes["lane_id"])
    cameras = pl.read_parquet(folder / "seen" / "cameras.parquet")
    found = pl.read_parquet(folder / "seen" / "detections.parquet")
    assert set(found["camera_id"]) <= set(cameras["camera_id"])


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--out", "landing"), "landing: expected a folder that does not exist yet"),
        (("--out", "new", "--site", "gone.toml"), "gone.toml"),
        (("--out", "new", "--hours", "1", "--begins", "soon"), "--begins soon"),
        (("--out", "/proc/new"), "/proc/new: cannot be made: nothing can be made in its folder"),
        (("--out", "new"), "name --hours or --days"),
        (("--out", "new", "--hours", "0"), "name --hours or --days"),
        (("--out", "new", "--days", "1e6"), "--days"),
        (("--out", "new", "--days", "366", "--site", "34"), "days at once, the others by a later"),
        (("--out", "new", "--hours", "1", "--fps", "inf"), "--fps"),
        (("--out", "new", "--hours", "1", "--fps", "5"), "--fps is of detections; name --detecti"),
        (("--out", "new", "--hours", "1", "--false-alarms", "0"), "--false-alarms is of detectio"),
        (
            ("--out", "s3://bucket/new", "--hours", "1"),
            "--out s3:/bucket/new: expected a folder on",
        ),
        (("--out", "new", "--hours", "1", "--jitter", "1e9"), "--jitter"),
    ],
)
def test_what_cannot_be_written_is_said_at_once(lotgraph, folder, words, said):
    ran = lotgraph(*WORDS, *words)
    assert ran.code == 2
    assert said in ran.err
    assert not (folder / "new").exists()
