"""The lake under Dagster: what an asset reads is what its record says, partition by partition."""

from dataclasses import replace

import dagster as dg
import polars as pl
import pytest

from assets.describe import stored
from lotgraph.catalogue import CONTRACTS
from lotgraph.errors import ContractError, LotgraphError, MissingTableError
from lotgraph.lake.record import Origin, Upstream
from lotgraph.lake.store import Lake
from lotgraph.lineage import TAKEN_FROM
from lotgraph.tables import Column, Contract
from resources.lake import OPTIONAL, LakeTables, Made

SITES = dg.DynamicPartitionsDefinition(name="sites")
HOURS = dg.StaticPartitionsDefinition(["h1", "h2", "h3"])
SITE_HOURS = dg.MultiPartitionsDefinition({"site": SITES, "window": HOURS})
NUMBER = (Column("number", pl.Int64(), "A number."),)
COUNTS, SUMS, TOTALS = (
    Contract(name, "One number.", 1, ("number",), NUMBER) for name in ("counts", "sums", "totals")
)


def numbers(*values):
    return COUNTS.table(number=values)


@dg.asset(partitions_def=SITE_HOURS, **stored(COUNTS))
def counts(context: dg.AssetExecutionContext) -> pl.DataFrame:
    """Counts of one hour."""
    return numbers(int(context.partition_key.keys_by_dimension["window"][1]))


@pytest.fixture
def lake(tmp_path, monkeypatch):
    for contract in (COUNTS, SUMS, TOTALS):
        monkeypatch.setitem(CONTRACTS, contract.name, contract)
    return Lake(str(tmp_path))


@pytest.fixture
def run(lake, instance):
    instance.add_dynamic_partitions("sites", ["south", "north"])

    def run(*assets, partition=None, selection=None):
        return dg.materialize(
            [counts, *assets],
            partition_key=partition,
            selection=selection or list(assets) or [counts],
            instance=instance,
            resources={"lake": LakeTables(root=lake.root)},
        )

    return run


def sums(annotation=pl.DataFrame, mapping=None, metadata=None):
    """An asset that adds up the counts it is given."""

    def add(counts):
        frame = counts.lazy().collect()
        return SUMS.table(number=[frame["number"].sum()])

    add.__annotations__ = {"counts": annotation, "return": pl.DataFrame}
    reading = dg.AssetIn("counts", partition_mapping=mapping, metadata=metadata)
    return dg.asset(name="sums", ins={"counts": reading}, **stored(SUMS))(add)


BOTH = pytest.mark.parametrize("annotation", [pl.DataFrame, pl.LazyFrame], ids=["read", "scanned"])


def test_a_partition_is_stored_with_its_content_hash_as_data_version(run, lake, instance):
    run(partition="north|h2")
    record = lake.record("counts", "north|h2")
    assert lake.read(COUNTS, "north|h2")["number"].to_list() == [2]
    event = instance.get_latest_materialization_event(dg.AssetKey("counts"))
    tags = event.asset_materialization.tags
    assert tags["dagster/data_version"] == record.data_version
    metadata = {k: v.value for k, v in event.asset_materialization.metadata.items()}
    assert metadata["dagster/row_count"] == 1
    assert metadata["code_version"] == record.origin.code_version != ""
    assert metadata["record"].endswith("counts/north/h2/record.json")


@BOTH
def test_a_table_over_many_partitions_names_every_one_it_read_in_order(run, lake, annotation):
    for site in ("south", "north"):
        for hour in ("h3", "h1", "h2"):
            run(partition=f"{site}|{hour}")
    run(sums(annotation))
    expected = [
        Upstream("counts", key, lake.record("counts", key).data_version)
        for key in sorted(
            f"{site}|{hour}" for site in ("north", "south") for hour in HOURS.get_partition_keys()
        )
    ]
    assert list(lake.record("sums").upstream) == expected
    assert lake.read(SUMS)["number"].item() == 12


@BOTH
def test_a_missing_partition_is_an_error_that_names_the_first(run, lake, annotation):
    run(partition="north|h1")
    with pytest.raises(MissingTableError, match=r"counts \[north\|h2\] has not been materialised"):
        run(sums(annotation))
    assert lake.record("sums") is None


@BOTH
def test_an_optional_input_leaves_out_what_was_never_written_and_says_so(run, lake, annotation):
    run(partition="north|h2")
    run(sums(annotation, metadata=OPTIONAL))
    upstream = {read.partition: read.data_version for read in lake.record("sums").upstream}
    assert len(upstream) == 6
    assert upstream.pop("north|h2") == lake.record("counts", "north|h2").data_version
    assert set(upstream.values()) == {None}
    assert lake.read(SUMS)["number"].item() == 2


@BOTH
def test_an_optional_input_leaves_out_what_was_written_under_another_contract_and_says_so(
    run, lake, instance, annotation
):
    run(partition="north|h2")
    lake.write(replace(COUNTS, version=2), "north|h3", numbers(3), Origin())
    run(sums(annotation, metadata=OPTIONAL))
    upstream = {read.partition: read.data_version for read in lake.record("sums").upstream}
    assert [key for key, version in upstream.items() if version] == ["north|h2"]
    assert lake.read(SUMS)["number"].item() == 2
    event = instance.get_latest_materialization_event(dg.AssetKey("sums"))
    said = event.asset_materialization.metadata["inputs_left_out"].value
    assert said.startswith("left out of counts: counts [north|h3] was written under version 2")
    with pytest.raises(ContractError, match=r"counts \[north\|h3\] was written under version 2"):
        run(sums(annotation, dg.SpecificPartitionsPartitionMapping(["north|h3"])))


@BOTH
def test_an_optional_input_never_written_is_an_empty_table(run, lake, annotation):
    run(sums(annotation, metadata=OPTIONAL))
    assert lake.read(SUMS)["number"].item() == 0


@BOTH
def test_a_run_that_maps_to_no_partition_reads_an_empty_table(run, lake, annotation, instance):
    instance.delete_dynamic_partition("sites", "north")
    instance.delete_dynamic_partition("sites", "south")
    run(sums(annotation))
    assert lake.record("sums").upstream == ()
    assert lake.read(SUMS)["number"].item() == 0


def test_each_table_of_one_step_names_what_the_step_read(run, lake):
    one = dg.SpecificPartitionsPartitionMapping(["north|h1"])

    @dg.multi_asset(
        ins={"counts": dg.AssetIn("counts", partition_mapping=one)},
        outs={"sums": dg.AssetOut(**stored(SUMS)), "totals": dg.AssetOut(**stored(TOTALS))},
    )
    def both(counts: pl.DataFrame):
        return counts, Made(counts, Origin(models={"detector": "f" * 64}))

    run(partition="north|h1")
    run(both)
    assert lake.record("sums").upstream == lake.record("totals").upstream != ()
    assert lake.record("totals").origin.models == {"detector": "f" * 64}


def test_a_step_that_is_tried_again_names_only_what_its_last_try_read(run, lake):
    one = dg.SpecificPartitionsPartitionMapping(["north|h1"])
    tries = []

    @dg.asset(
        ins={"counts": dg.AssetIn("counts", partition_mapping=one)},
        retry_policy=dg.RetryPolicy(max_retries=1),
        **stored(SUMS),
    )
    def sums(counts: pl.DataFrame) -> pl.DataFrame:
        """Counts."""
        tries.append(counts)
        if len(tries) == 1:
            lake.write(COUNTS, "north|h1", numbers(9), Origin())
            raise dg.RetryRequested
        return counts

    run(partition="north|h1")
    run(sums)
    (read,) = lake.record("sums").upstream
    assert read.data_version == lake.record("counts", "north|h1").data_version
    assert lake.read(SUMS)["number"].to_list() == [9]


def test_the_same_run_again_changes_no_file(run, lake):
    run(partition="north|h1")
    before = lake.files.list()
    run(partition="north|h1")
    assert lake.files.list() == before


def test_metadata_of_very_many_partitions_stays_short(run, lake, instance):
    instance.add_dynamic_partitions("sites", [f"s{n}" for n in range(40)])
    run(sums(metadata=OPTIONAL))
    event = instance.get_latest_materialization_event(dg.AssetKey("sums"))
    shown = event.asset_materialization.metadata["made_from"].value
    assert shown == {"counts": "126 partitions, 126 of them not written; the record lists them"}
    assert len(lake.record("sums").upstream) == 126


def test_a_table_that_no_room_writes_is_refused_by_name(run, lake):
    @dg.asset(io_manager_key="lake")
    def strangers() -> pl.DataFrame:
        """Nobody's."""
        return numbers()

    with pytest.raises(LotgraphError, match="no table is called 'strangers'"):
        run(strangers)


def test_each_output_says_which_columns_its_own_are_taken_from(run, instance, monkeypatch):
    monkeypatch.setitem(TAKEN_FROM, "sums", {"number": ("counts.number",)})
    mapping = dg.AllPartitionMapping()
    run(partition="north|h2"), run(sums(mapping=mapping, metadata=OPTIONAL))
    shown = {}
    for table in ("counts", "sums"):
        event = instance.get_latest_materialization_event(dg.AssetKey(table))
        shown[table] = event.asset_materialization.metadata.get("dagster/column_lineage")
    assert shown["counts"] is None
    assert shown["sums"].value.deps_by_column == {"number": [dg.TableColumnDep("counts", "number")]}
