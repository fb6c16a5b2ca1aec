"""The gate: what it stops, what it lets through, what it keeps."""

import re

import dagster as dg
import polars as pl
import pytest

from assets.describe import stored
from assets.gate import gate
from lotgraph.catalogue import CONTRACTS
from lotgraph.lake.store import Lake
from lotgraph.previews.store import Preview, PreviewStore
from lotgraph.promises import not_before
from lotgraph.tables import Column, Contract
from resources.expectations import Expectations
from resources.lake import LakeTables
from resources.previews import Previews

LORRIES = Contract(
    name="lorries",
    row="One lorry.",
    version=1,
    key=("lorry_id",),
    columns=(
        Column("lorry_id", pl.String(), "Which lorry.", nullable=True),
        Column("weight_kg", pl.Float64(), "How heavy.", "kg", low=0, high=40_000),
        Column("colour", pl.String(), "Its paint.", nullable=True, choices=("red", "blue")),
        Column("in_s", pl.Int64(), "When it came.", "s", nullable=True),
        Column("out_s", pl.Int64(), "When it went.", "s", nullable=True),
        Column("stops", pl.List(pl.String()), "Where it stopped."),
    ),
)
TOLLS = Contract("tolls", "One toll.", 1, (), (Column("tolls", pl.Int64(), "Lorries that pay."),))
GOOD = {"lorry_id": ["a", "b"], "weight_kg": [1.0, 2.0], "colour": ["red", None]} | {
    "in_s": [1, 2],
    "out_s": [1, None],
    "stops": [[], ["x"]],
}
BAD = {"lorry_id": ["a", "a", "c", "d"], "weight_kg": [-1.0, None, float("nan"), 3.0]} | {
    "colour": ["red", "pink", None, "blue"],
    "in_s": [5, 5, 5, 5],
    "out_s": [4, 6, None, 5],
    "stops": [None, [], [], []],
}
DAYS = dg.StaticPartitionsDefinition(["bad", "empty", "good"])
ROWS = {
    "bad": pl.DataFrame(BAD, schema=LORRIES.schema),
    "empty": LORRIES.empty(),
    "good": pl.DataFrame(GOOD, schema=LORRIES.schema),
}


@dg.asset(partitions_def=DAYS, group_name="road", **stored(LORRIES))
def lorries(context: dg.AssetExecutionContext) -> pl.DataFrame:
    """Lorries of one day."""
    return ROWS[context.partition_key]


@dg.asset(partitions_def=DAYS, group_name="road", **stored(TOLLS))
def tolls(lorries: pl.DataFrame) -> pl.DataFrame:
    """Tolls of one day."""
    return TOLLS.table(tolls=[lorries.height])


@pytest.fixture
def lake(tmp_path, monkeypatch):
    for contract in (LORRIES, LORRIES.of_failing_rows(), TOLLS):
        monkeypatch.setitem(CONTRACTS, contract.name, contract)
    return Lake(str(tmp_path))


@pytest.fixture
def run(lake, instance):
    def run(partition, *extra, made_by=lorries):
        return dg.materialize(
            [made_by, gate(made_by, LORRIES, extra), tolls],
            partition_key=partition,
            instance=instance,
            resources={
                "lake": LakeTables(root=lake.root),
                "expectations": Expectations(),
                "previews": Previews(root=lake.root, url="http://127.0.0.1:3080"),
            },
            raise_on_error=False,
        )

    return run


def failing(lake, partition):
    return lake.read(LORRIES.of_failing_rows(), partition)


def outcomes(result):
    return {e.check_name: e.passed for e in result.get_asset_check_evaluations()}


def test_a_bad_partition_stops_what_comes_after_it_and_keeps_the_failing_rows(run, lake):
    result = run("bad")
    assert not result.success
    assert lake.record("tolls", "bad") is None
    rows = failing(lake, "bad").select("lorry_id", "in_s", "out_s", "broken_promises").rows()
    assert rows == [
        ("a", 5, 6, ["colour_is_known", "key_is_unique", "weight_kg_is_present"]),
        ("a", 5, 4, ["key_is_unique", "stops_is_present", "weight_kg_in_range"]),
        ("c", 5, None, ["weight_kg_is_present"]),
    ]


def test_a_good_and_an_empty_partition_go_on_beside_a_bad_one(run, lake):
    run("bad")
    for partition in ("good", "empty"):
        result = run(partition)
        assert result.success
        assert all(outcomes(result).values())
        assert lake.read(TOLLS, partition)["tolls"].item() == ROWS[partition].height
        assert failing(lake, partition).equals(LORRIES.of_failing_rows().empty())
    assert lake.record("tolls", "bad") is None


def test_each_promise_is_a_check_of_its_own_with_counts_and_examples(run):
    checks = {e.check_name: e for e in run("bad").get_asset_check_evaluations()}
    assert {name for name, check in checks.items() if not check.passed} == {
        *("key_is_unique", "stops_is_present", "weight_kg_in_range"),
        *("weight_kg_is_present", "colour_is_known"),
    }
    seen = {name: field.value for name, field in checks["weight_kg_is_present"].metadata.items()}
    assert seen["promise"] == "weight_kg is never missing."
    assert (seen["rows"], seen["broken_rows"], seen["broken_share"]) == (4, 2, 0.5)
    assert [record.data["lorry_id"] for record in seen["examples"].records] == ["a", "c"]


def test_a_broken_promise_has_a_picture_in_the_lake_and_a_kept_one_has_none(run, lake):
    checks = run("bad").get_asset_check_evaluations()
    drawn = {e.check_name: e.metadata["picture"].value for e in checks if "picture" in e.metadata}
    assert set(drawn) == {e.check_name for e in checks if not e.passed}
    names = {name: re.fullmatch(r".*/preview/(.*)\)", shown)[1] for name, shown in drawn.items()}
    shown = {Preview.named(name) for name in names.values()}
    assert all(PreviewStore(lake.root).get(preview) for preview in shown)
    record = lake.record("lorries_failing_rows", "bad")
    assert set(record.origin.previews) == {preview.sha256 for preview in shown}
    assert not [e for e in run("good").get_asset_check_evaluations() if "picture" in e.metadata]


def test_a_verdict_belongs_to_its_partition(run, instance):
    run("bad"), run("good")
    key = dg.AssetCheckKey(lorries.key, "key_is_unique")
    events = instance.event_log_storage.get_asset_check_execution_history(key, limit=10)
    verdicts = {e.partition: e.status.value for e in events}
    assert verdicts == {"bad": "FAILED", "good": "SUCCEEDED"}


@pytest.mark.parametrize(("severity", "goes_on"), [("WARN", True), ("ERROR", False)])
def test_a_broken_warning_is_shown_and_stops_nothing(run, lake, monkeypatch, severity, goes_on):
    monkeypatch.setitem(ROWS, "good", ROWS["good"].with_columns(out_s=pl.lit(0, pl.Int64)))
    result = run("good", not_before("out_s", "in_s", severity=severity))
    assert outcomes(result)["out_s_not_before_in_s"] is False
    assert (lake.record("tolls", "good") is not None) == goes_on == result.success
    assert failing(lake, "good").height == 2


def test_failing_rows_say_which_table_they_were_taken_from(run, lake):
    run("bad")
    record = lake.record("lorries_failing_rows", "bad")
    (read,) = record.upstream
    assert (read.table, read.partition) == ("lorries", "bad")
    assert read.data_version == lake.record("lorries", "bad").data_version
    assert record.origin.config["key_is_unique"] == "No two rows share lorry_id."


def test_a_table_that_a_room_writes_beside_another_has_its_gate_too(run, lake):
    @dg.multi_asset(
        outs={
            "other": dg.AssetOut(dagster_type=dg.Nothing),
            "lorries": dg.AssetOut(group_name="road", **stored(LORRIES)),
        },
        partitions_def=DAYS,
    )
    def both(context: dg.AssetExecutionContext):
        yield dg.Output(None, "other")
        yield dg.Output(ROWS[context.partition_key], "lorries")

    assert not run("bad", made_by=both).success
    assert lake.record("lorries", "bad") is not None
    assert lake.record("tolls", "bad") is None


def test_a_promise_that_cannot_be_asked_is_an_error_and_not_a_kept_one(run, lake):
    result = run("good", not_before("in_s", "colour"))
    assert not result.success
    assert not outcomes(result)
    (failure,) = result.get_step_failure_events()
    assert "in_s_not_before_colour" in str(failure.step_failure_data.error)


def test_a_new_promise_makes_the_failing_rows_stale():
    versions = {
        spec.code_version
        for extra in ((), (not_before("out_s", "in_s"),))
        for spec in gate(lorries, LORRIES, extra).specs
    }
    assert len(versions) == 2
    assert next(iter(gate(lorries, LORRIES).specs)).group_name == "road"
