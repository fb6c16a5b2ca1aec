import errno
import fcntl
import os

import polars as pl
import pytest

from lotgraph.errors import TwinError
from lotgraph.twin.world.columns import DETECTION_TRUTH, VISITS
from lotgraph.twin.world.write import CONTRACTS, DRAFT, write
from tests.conftest import room_for

FULL = "new: cannot be written: the file would be larger than files may be there; mend that or na"


def test_what_is_written_reads_back_and_has_the_same_bytes(world, tmp_path):
    counts, _ = (write(world, tmp_path / name) for name in ("one", "two"))
    assert list(counts) == ["vehicles", "visits", "motions", "walkers"]
    assert pl.read_parquet(tmp_path / "one/visits.parquet").equals(VISITS.conform(world.visits))
    for path in (tmp_path / "one").iterdir():
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes()


def test_stretches_are_written_one_after_the_other_and_read_back_as_one(world, tmp_path):
    tables = [
        DETECTION_TRUTH.table(
            detection_id=[f"{n}-0", f"{n}-1"], object_id=[n, None], visible_share=[0.5, 0.0]
        )
        for n in range(1, 4)
    ]
    made = []

    def stretches():
        for table in tables:
            made.append(sorted(path.name for path in tmp_path.rglob("*detection*")))
            yield {"detection_truth": table}

    counts = write(world, tmp_path / "out", stretches())
    assert counts["detection_truth"] == 6
    whole = pl.read_parquet(tmp_path / "out/detection_truth.parquet")
    assert whole.equals(pl.concat(tables))
    assert made == [[], ["detection_truth.parquet"], ["detection_truth.parquet"]]


def test_tables_obey_their_contracts(world):
    for name in ("vehicles", "visits", "motions", "walkers"):
        contract, table = CONTRACTS[name], getattr(world, name)
        assert table.schema == contract.schema
        assert table.select(contract.key).is_unique().all()
        for column in contract.columns:
            assert column.nullable or table[column.name].null_count() == 0
        assert set(table["site_id"]) == {world.plan.site_id}


def test_a_folder_that_is_there_is_left_alone(world, tmp_path):
    (tmp_path / "mine").mkdir()
    with pytest.raises(TwinError, match="expected a folder that does not exist yet"):
        write(world, tmp_path / "mine")


def test_nothing_is_left_where_writing_fails(world, tmp_path):
    with pytest.raises(KeyError):
        write(world, tmp_path / "new", [{"unheard_of": pl.DataFrame()}])
    (tmp_path / "file").touch()
    with pytest.raises(TwinError, match="cannot be made"):
        write(world, tmp_path / "file/new")
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_a_full_disk_gets_a_sentence_and_leaves_nothing(world, tmp_path):
    many = DETECTION_TRUTH.table(
        detection_id=[f"{n}" for n in range(200_000)],
        object_id=[None] * 200_000,
        visible_share=[n / 200_000 for n in range(200_000)],
    )
    for file_bytes, stretches in ((100, []), (1_000_000, [{"detection_truth": many}])):
        with (
            room_for(file_bytes),
            pytest.raises(TwinError, match=FULL),
        ):
            write(world, tmp_path / "new", stretches)
        assert not list(tmp_path.iterdir())


def test_what_a_killed_process_left_is_cleared_by_the_next(world, tmp_path):
    left = tmp_path / f".new{DRAFT}"
    left.mkdir()
    (left / "detections.parquet").write_bytes(b"half a")
    counts = write(world, tmp_path / "new")
    assert [path.name for path in tmp_path.iterdir()] == ["new"]
    assert {path.stem for path in (tmp_path / "new").iterdir()} == set(counts)


def test_two_processes_do_not_write_one_folder(world, tmp_path):
    other = tmp_path / f".new{DRAFT}"
    other.mkdir()
    (other / "visits.parquet").touch()
    hold = os.open(other, os.O_RDONLY)
    fcntl.flock(hold, fcntl.LOCK_EX)
    with pytest.raises(TwinError, match="new: another process is writing it"):
        write(world, tmp_path / "new")
    os.close(hold)
    assert [path.name for path in other.iterdir()] == ["visits.parquet"]


@pytest.mark.parametrize("number", [errno.ENOLCK, errno.ENOTSUP])
def test_a_share_that_locks_no_folder_is_written_to(world, tmp_path, monkeypatch, number):
    asked = []

    def refused(_hold, how):
        asked.append(how)
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(fcntl, "flock", refused)
    counts = write(world, tmp_path / "new")
    assert asked == [fcntl.LOCK_EX | fcntl.LOCK_NB]
    assert [path.name for path in tmp_path.iterdir()] == ["new"]
    assert {path.stem for path in (tmp_path / "new").iterdir()} == set(counts)
