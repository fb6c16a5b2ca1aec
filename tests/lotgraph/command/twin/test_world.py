"""`lotgraph twin world` lets traffic pass and writes it as tables."""

import polars as pl
import pytest

WORDS = ("twin", "world", "--site", "2", "--begins", "2026-03-02T11:00")


def test_an_hour_of_traffic_is_written_and_counted(lotgraph, folder):
    ran = lotgraph(*WORDS, "--hours", 0.2, "--detections", "--out", "hour", "--json")
    assert ran.code == 0
    names = ("vehicles", "visits", "motions", "walkers", "detections", "detection_truth")
    assert [file.split("/")[-1] for file in ran.document["files"]] == [
        f"{n}.parquet" for n in names
    ]
    for name in ("vehicles", "visits", "detections"):
        rows = pl.read_parquet(folder / "hour" / f"{name}.parquet").height
        assert 0 < rows == ran.document[name]
    found = pl.read_parquet(folder / "hour" / "detections.parquet")
    truth = pl.read_parquet(folder / "hour" / "detection_truth.parquet")
    assert found.join(truth, on="detection_id", how="anti").height == 0
    assert "object_id" not in found.columns, "who is who stands apart"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--out", "landing"), "landing: expected a folder that does not exist yet"),
        (("--out", "new", "--site", "gone.toml"), "gone.toml"),
        (("--out", "new", "--hours", "1", "--begins", "soon"), "--begins soon"),
        (("--out", "new"), "name --hours or --days"),
        (("--out", "new", "--hours", "0"), "name --hours or --days"),
        (("--out", "new", "--days", "1e6"), "--days"),
        (("--out", "new", "--hours", "1", "--fps", "inf"), "--fps"),
        (("--out", "new", "--hours", "1", "--jitter", "1e9"), "--jitter"),
    ],
)
def test_what_cannot_be_written_is_said_at_once(lotgraph, folder, words, said):
    ran = lotgraph(*WORDS, *words)
    assert ran.code == 2
    assert said in ran.err
    assert not (folder / "new").exists()
