"""A small site, rendered small."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from lotgraph.twin.deliver.deliver import prepare
from lotgraph.twin.deliver.order import Order
from lotgraph.twin.deliver.render import render
from lotgraph.twin.deliver.studio import Studio
from lotgraph.twin.plan.generate import generate
from lotgraph.twin.stage.weather import Weather

BEGINS_AT = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture(scope="session")
def order():
    plan = generate(2, "street")
    cameras = tuple(
        replace(camera, width_px=96, height_px=64, focal_px=camera.focal_px * 0.15, crf=10)
        for camera in plan.cameras[:2]
    )
    rates = replace(plan.rates, arrivals_per_hour=(40.0,) * 24)
    plan = replace(plan, cameras=cameras, rates=rates)
    return Order(plan, 2, BEGINS_AT, 4.0, Weather(), capture_s=2.0)


@pytest.fixture(scope="session")
def rendered():
    """Makes everything that an order gives, in this process."""

    def of(order, folder):
        world, target, left = prepare(order, folder / "landing", folder / "truth")
        studio = Studio(order, world)
        for piece in left:
            render(piece, studio, target)
        return target

    return of


@pytest.fixture(scope="session")
def table():
    """Reads a whole table of what is true of a rendering."""

    def of(target, contract):
        lake = target.truth
        found = lake.partitions(contract.name)
        return lake.scan(contract, [lake.record(contract.name, one) for one in found]).collect()

    return of
