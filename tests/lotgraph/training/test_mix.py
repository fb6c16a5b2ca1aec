from collections import Counter
from dataclasses import fields

import polars as pl
import pytest

from lotgraph.training import draw
from lotgraph.training.draw import Round
from lotgraph.training.mix import AS_CARS, VARIANTS, mixed, named, several
from lotgraph.twin.bodies.catalogue import bodies_of, body_of
from lotgraph.twin.bodies.vary import MARK
from lotgraph.twin.seeds import SPLITS, stream

SEED = 20_016  # of a street


@pytest.fixture
def world(monkeypatch):
    monkeypatch.setattr(draw, "SOUGHT_SHARE", 1.0)
    return Round(SEED, 0).world()


def test_stills_to_learn_from_show_variants_and_those_to_judge_by_none():
    learnt, judged = (several(split, stream(1, "several")) for split in SPLITS)
    assert judged == list(bodies_of("held_out"))
    own = Counter(one.name.partition(MARK)[0] for one in learnt)
    assert own == {one.name: 1 + VARIANTS for one in bodies_of("train")}
    assert len({one.name for one in learnt}) == len(learnt)
    assert learnt == several("train", stream(1, "several"))
    assert learnt != several("train", stream(2, "several"))


@pytest.mark.parametrize("split", SPLITS)
def test_vans_and_pickups_stand_in_for_cars(split):
    bodies = several(split, stream(1, "several"))
    own = {one.name: one.type for one in bodies}
    stand_ins = Counter(own[one.name] for one in mixed(bodies) if one.type != own[one.name])
    cars = sum(kind == "car" for kind in own.values())
    for kind, share in AS_CARS.items():
        assert stand_ins[kind] == pytest.approx(share * cars, abs=cars / 4)
    assert set(stand_ins) == set(AS_CARS)


def test_whoever_stands_in_and_any_variant_is_called_what_it_is(world):
    for name, said in world.vehicles.select("body", "type").iter_rows():
        assert body_of(name, "train").type in {said, "two_wheeler"}
    assert world.vehicles["body"].str.contains(MARK).any()
    assert {"van", "pickup"} <= set(world.vehicles["type"])
    called_cars = world.vehicles.with_columns(type=pl.lit("car"))
    columns = {one.name: getattr(world, one.name) for one in fields(world)}
    again = named(type(world)(**{**columns, "vehicles": called_cars}))
    assert again.vehicles.equals(world.vehicles)
