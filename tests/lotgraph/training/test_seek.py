import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lotgraph.training import draw, seek
from lotgraph.training.columns import KIND_OF
from lotgraph.training.draw import Round
from lotgraph.training.seek import APART_S, LOOKS, SOUGHT, WITH_BUSES, in_view, raised
from lotgraph.twin.plan.bounds import PURPOSES
from lotgraph.twin.plan.generate import generate
from lotgraph.twin.seeds import stream
from lotgraph.twin.world.detect import boxes_in

SEED = 20_016  # of a street
WITHIN_S = (120.0, 3599.0)
BUS = list(SOUGHT).index("bus")


@pytest.fixture
def sought(monkeypatch) -> Round:
    monkeypatch.setattr(draw, "SOUGHT_SHARE", 1.0)
    monkeypatch.setattr(draw, "CAMERAS", 1)
    monkeypatch.setattr(draw, "MOMENTS", 1)
    return Round(SEED, 0)


def test_a_still_that_was_sought_shows_something_rare(sought) -> None:
    _, labels = next(sought.stills())
    clear = labels.filter(pl.col("visible_share") > 0.1)
    assert set(clear["kind"]) & set(SOUGHT)


def test_the_same_round_seeks_the_same_moments_each_time(sought) -> None:
    found = [list(one.moments(one.world(), stream(1, "same"))) for one in (sought, sought)]
    assert len(found[0]) > 0
    assert found[0] == found[1]


def test_about_as_many_rounds_are_sought_as_are_said_to_be() -> None:
    share = np.mean([Round(2 * number, 0).is_sought for number in range(400)])
    assert share == pytest.approx(draw.SOUGHT_SHARE, abs=0.08)


def test_a_round_that_is_not_sought_has_the_models_and_the_traffic_of_its_site(sought) -> None:
    order = Round(SEED, 1).order
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(draw, "SOUGHT_SHARE", 0.0)
        patch.setattr(draw, "CROWDED_SHARE", 0.0)
        plain = Round(SEED, 1).order
    assert plain.plan == generate(SEED)
    assert order.plan == raised(generate(SEED))
    assert (order.seed, order.begins_at, order.weather) == (
        plain.seed, plain.begins_at, plain.weather,
    )  # fmt: skip


@given(st.integers(0, 2**32), st.integers(1, 3), st.floats(0.0, 0.2), st.booleans())
@settings(max_examples=60, deadline=None)
def test_moments_are_of_what_is_rare_apart_and_no_more_than_asked_for(
    seed: int, cameras: int, share: float, has_bus: bool
) -> None:
    chance = np.random.default_rng(seed)
    shows = chance.random((cameras, LOOKS, len(SOUGHT))) < share
    shows[:, :, BUS] &= has_bus
    looked: list[np.ndarray] = []

    def in_view(_world, _cameras, times_s):
        looked.append(times_s)
        return shows.copy()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(seek, "in_view", in_view)
        found = seek.seek(None, list(range(cameras)), 4, WITHIN_S, chance)  # type: ignore[arg-type]
    assert len(found) <= 4 * (WITH_BUSES if shows[:, :, BUS].any() else 1)
    assert bool(found) == bool(shows.any())
    assert found == sorted(found)
    for camera, t_s in found:
        assert shows[camera, np.flatnonzero(looked[0] == t_s)].any()
        others = [other for own, other in found if own == camera and other != t_s]
        assert all(abs(other - t_s) >= APART_S for other in others)


def test_what_few_moments_show_is_found_before_what_all_show(monkeypatch) -> None:
    shows = np.zeros((2, LOOKS, len(SOUGHT)), bool)
    shows[:, :, list(SOUGHT).index("van")] = True
    shows[1, 40, BUS] = True
    monkeypatch.setattr(seek, "in_view", lambda *_: shows.copy())
    met = 0
    for number in range(40):
        chance = stream(number, "few")
        times_s = np.sort(stream(number, "few").uniform(*WITHIN_S, LOOKS))
        found = seek.seek(None, [0, 1], 1, WITHIN_S, chance)  # type: ignore[arg-type]
        met += (1, float(times_s[40])) in found
    assert met > 30


def test_what_is_in_view_is_as_high_and_as_free_and_of_such_kinds_as_the_twin_says(sought) -> None:
    world, cameras = sought.world(), sought.order.plan.cameras[:2]
    kinds = dict(world.vehicles.select("object_id", "type").iter_rows())
    kinds |= dict.fromkeys(world.walkers["object_id"].to_list(), "")
    times_s = np.linspace(*WITHIN_S, 12)
    shows = in_view(world, cameras, times_s)
    for camera, moment in np.ndindex(shows.shape[:2]):
        seen = boxes_in(world, cameras[camera], world.poses(float(times_s[moment])))
        clear = {
            KIND_OF.get(kinds[who], kinds[who])
            for who, edges, share in zip(
                seen.object_id.tolist(), seen.edges_px, seen.visible_share, strict=True
            )
            if edges[3] - edges[1] >= 16 and share >= 0.35
        }
        assert {
            kind for kind, is_shown in zip(SOUGHT, shows[camera, moment], strict=True) if is_shown
        } == (clear & set(SOUGHT))
    assert 0 < shows.mean() < 1


def test_far_more_comes_of_what_is_rare_and_in_a_day_as_much_of_the_rest() -> None:
    for seed in range(0, 24, 2):
        before, after = (one.rates for one in (generate(seed), raised(generate(seed))))
        coaches, parks = [], []
        for rates in (before, after):
            hourly = np.array(rates.arrivals_per_hour)
            stops = sum(getattr(rates, name) for name in PURPOSES)
            assert stops < 1
            coaches.append(hourly * rates.coach_share)
            parks.append(hourly.sum() * (1 - stops))
        assert (coaches[1] > 10 * coaches[0]).all()
        assert parks[1] > 0.9 * parks[0]
