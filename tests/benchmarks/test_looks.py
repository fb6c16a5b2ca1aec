"""What `benchmarks.looks --keep` keeps is used again for what it is of, and for nothing else."""

from subprocess import CompletedProcess

import polars as pl
import pytest

from benchmarks import looks

EDGES = {"x0_px": 0.0, "y0_px": 0.0, "x1_px": 20.0, "y1_px": 20.0}
KINDS = {b"full": ["car", "plate"], b"plates": ["plate"], b"empty": []}


@pytest.fixture
def ran(tmp_path, monkeypatch):
    """What is asked of the command line, which finds what a capture is said to hold."""
    shipped, asked = tmp_path / "footage", []
    truth = {"object_id": 1, "visible_share": 1.0} | EDGES
    names = [name.decode() for name in KINDS]
    (shipped / "truth/twin_boxes").mkdir(parents=True)
    table = pl.DataFrame({"uri": [f"{name}.mp4" for name in names], "frame": 0} | truth)
    table.write_parquet(shipped / "truth/twin_boxes/a.parquet")
    (shipped / "landing").mkdir()
    for name in names:
        (shipped / "landing" / f"{name}.mp4").write_text(name)

    def run(*words, is_ok=True):
        asked.append(words)
        if words[0] != "evaluate":
            kinds = KINDS[words[1].read_bytes()] if words[0] == "detect" else ["car"]
            found = {"frame": [0] * len(kinds), "kind": pl.Series(kinds, dtype=pl.String)}
            pl.DataFrame(found).write_parquet(words[words.index("--out") + 1])
        return CompletedProcess(words, 0, "", "")

    monkeypatch.setattr(looks, "SHIPPED", shipped)
    monkeypatch.setattr(looks, "_run", run)
    monkeypatch.setattr(looks, "_version", str)

    def count(detector):
        asked.clear()
        looks.main(detector, tmp_path / "kept")
        judged = next(words[2] for words in asked if words[0] == "evaluate")
        looked = sum(words[0] == "detect" for words in asked)
        return looked, sorted(file.name for file in judged.iterdir())

    return count


def test_a_second_run_counts_what_the_first_did_and_finds_nothing_anew(ran):
    assert ran("ours") == (3, ["full.parquet"])
    assert ran("ours") == (0, ["full.parquet"])


def test_boxes_of_another_detector_or_of_other_footage_are_found_anew(ran, tmp_path):
    assert ran("ours")[0] == 3
    assert ran("theirs") == (3, ["full.parquet"])
    (tmp_path / "footage/landing/full.mp4").write_text("empty")
    assert ran("theirs") == (0, [])
    assert ran("ours") == (0, [])
