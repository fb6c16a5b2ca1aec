"""The detector's training as Dagster runs it, on painted stills and with few weights."""

import dagster as dg
import pytest

from assets.models.asset import TrainConfig, detector_model
from jobs.detector_model import train_detector
from jobs.graph import model_tables, tables_cut_by
from lotgraph.catalogue import contract_of
from lotgraph.errors import TrainingError
from lotgraph.lake.store import WHOLE, Lake
from lotgraph.training.keep import rounds
from lotgraph.training.model import Shape
from lotgraph.training.ship import NAMES
from lotgraph.training.state import load
from lotgraph.training.whole import HELD_OUT_AFTER
from resources.lake import LakeTables
from tests.lotgraph.training.conftest import keep_painted

TINY = Shape(channels=(4, 8, 8, 12, 12), blocks=(1, 1, 1, 1), head=8)


@pytest.fixture
def small(tmp_path, monkeypatch):
    """Painted stills in place of rendered ones, and a network of few weights."""
    from lotgraph.training import learn, quantise, train

    monkeypatch.setenv("LOTGRAPH__PATHS__TRAINING", str(tmp_path / "training"))
    monkeypatch.setattr(train, "Shape", lambda: TINY)
    monkeypatch.setattr(quantise, "LOOKED_AT", 2)
    defaults = (6, 2e-3, (64, 64), 2, 0.2, (64, 96), 2, True)
    monkeypatch.setattr(learn.Course.__init__, "__defaults__", defaults)
    train.state_in(tmp_path / "training", 4, asked={"seed": "4"})
    keep_painted(rounds(4, 1)[0], tmp_path / "training" / "stills", 3)
    unseen = rounds(4 + HELD_OUT_AFTER, 1, held_out=True)[0]
    keep_painted(unseen, tmp_path / "training" / "held_out", 2)
    return tmp_path


def materialised(lake, instance):
    config = TrainConfig(rounds=1, held_out=1, steps=2, seed=4, processes=1)
    return dg.materialize(
        [detector_model],
        instance=instance,
        resources={"lake": LakeTables(root=lake.root)},
        run_config=dg.RunConfig(ops={"detector_model": config}),
    )


def test_a_training_ends_in_files_a_table_of_how_good_they_are_and_their_hashes(small, instance):
    lake = Lake(str(small / "lake"))
    assert materialised(lake, instance).success
    shipped = small / "training" / "shipped"
    assert {file.name for file in shipped.iterdir()} == {*NAMES, "card.json"}
    rows = lake.read(contract_of("detector_model"), WHOLE)
    assert set(rows["file"]) == set(NAMES[1:])
    record = lake.record("detector_model", WHOLE)
    assert set(record.origin.models) == set(NAMES)
    assert "processes" not in record.origin.config  # as it changes nothing
    assert set(rows["sha256"]) <= set(record.origin.models.values())


def test_what_is_trained_is_shipped_again_and_learns_no_more(small, instance):
    lake, folder = Lake(str(small / "lake")), small / "training"
    assert materialised(lake, instance).success
    before = {name: (folder / "shipped" / name).read_bytes() for name in NAMES}
    state = load(folder / "state.safetensors")
    result = materialised(lake, instance)
    assert result.success
    assert {name: (folder / "shipped" / name).read_bytes() for name in NAMES} == before
    after = load(folder / "state.safetensors")
    assert (after.step, after.took_s) == (state.step, state.took_s)
    [made] = result.asset_materializations_for_node("detector_model")
    assert made.metadata["code_versions"].data == after.codes == state.codes


def test_backgrounds_are_those_of_the_folder_that_is_named(small, instance):
    (small / "behind").mkdir()
    config = TrainConfig(rounds=1, held_out=1, steps=2, seed=4, backgrounds=str(small / "behind"))
    with pytest.raises(TrainingError, match="behind: expected pictures"):
        dg.materialize(
            [detector_model],
            instance=instance,
            resources={"lake": LakeTables(root=str(small / "lake"))},
            run_config=dg.RunConfig(ops={"detector_model": config}),
        )


def test_nobody_trains_by_asking_for_the_overview():
    assert train_detector.name == "train_detector"
    assert "detector_model" in model_tables()
    assert "detector_model" not in tables_cut_by(None)
