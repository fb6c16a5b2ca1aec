import polars as pl
import pytest

from lotgraph.errors import TwinError
from lotgraph.twin.world.columns import VISITS
from lotgraph.twin.world.write import CONTRACTS, write


def test_what_is_written_reads_back_and_has_the_same_bytes(world, tmp_path):
    paths, again = (write(world, tmp_path / name) for name in ("one", "two"))
    assert {path.stem for path in paths} == {"vehicles", "visits", "motions", "walkers"}
    assert pl.read_parquet(tmp_path / "one/visits.parquet").equals(VISITS.conform(world.visits))
    for path, other in zip(paths, again, strict=True):
        assert path.read_bytes() == other.read_bytes()


def test_tables_obey_their_contracts(world):
    for name in ("vehicles", "visits", "motions", "walkers"):
        contract, table = CONTRACTS[name], getattr(world, name)
        assert table.schema == contract.schema
        assert table.select(contract.key).is_unique().all()
        for column in contract.columns:
            assert column.nullable or table[column.name].null_count() == 0


def test_a_folder_that_is_there_is_left_alone(world, tmp_path):
    (tmp_path / "mine").mkdir()
    with pytest.raises(TwinError, match="expected a folder that does not exist yet"):
        write(world, tmp_path / "mine")


def test_nothing_is_left_where_writing_fails(world, tmp_path):
    with pytest.raises(KeyError):
        write(world, tmp_path / "new", {"unheard_of": pl.DataFrame()})
    (tmp_path / "file").touch()
    with pytest.raises(TwinError, match="cannot be made"):
        write(world, tmp_path / "file/new")
    assert not (tmp_path / "new").exists()
