"""judge with a baseline: what a camera is wont to show decides what is a fault of it."""

from dataclasses import replace
from datetime import timedelta

import polars as pl
import pytest

from lotgraph.health.judge import ANOTHER_VIEW, judge
from lotgraph.health.suspect import Evidence, Normals, normals_of
from scripts.drawn import paint as painted

START_S, SAMPLE_S = 7.0, 0.5
LAST_S = 15.5  # the last sampled frame
HOUR = timedelta(hours=1)


def normals_with_sway(old) -> Normals:
    return replace(normals_of(Evidence(old.rows)), still_share=0.0, sway_px=0.1)


def test_a_baseline_tells_a_camera_that_was_moved_before_the_window(film, told):
    old = film()
    normals = {"c1": normals_with_sway(old)}
    rows = film(painted.moved(), reference=old.reference, seed=1).rows
    assert told(rows, normals=normals) == [("moved", 0.0, LAST_S)]
    assert told(film(reference=old.reference, seed=2).rows, normals=normals) == []


@pytest.mark.parametrize(("softness", "kind"), [(1.0, "moved"), (1.8, "blurred")])
def test_where_soft_edges_lie_is_known_to_some_px_only(film, told, softness, kind):
    old = film()
    seen = film(painted.moved(5, -3), reference=old.reference, seed=1).rows
    rows = seen.with_columns(softness=pl.lit(softness, pl.Float32))
    rows = rows.with_columns(detail=pl.col("detail") / softness**2)
    assert [one for one, *_ in told(rows, normals={"c1": normals_with_sway(old)})] == [kind]


@pytest.mark.parametrize(("kept_share", "kind"), [(0.65, "moved"), (0.45, "covered")])
def test_what_is_recognised_elsewhere_is_not_covered_though_its_rim_is_bare(
    film, told, kept_share, kind
):
    old = film()
    seen = film(painted.moved(), reference=old.reference, seed=1).rows
    rows = seen.with_columns(
        kept_share=pl.lit(kept_share, pl.Float32), bare_share=pl.lit(0.43, pl.Float32)
    )
    assert [one for one, *_ in told(rows, normals={"c1": normals_with_sway(old)})] == [kind]


def test_a_baseline_tells_noise_that_fills_the_window(film, told):
    old = film()
    rows = film(painted.noisy(), reference=old.reference).rows
    assert [kind for kind, *_ in told(rows, normals={"c1": normals_with_sway(old)})] == ["noisy"]
    assert told(film(painted.noisy()).rows) == []  # alone, the window knows no better


def test_each_capture_is_judged_by_the_normals_of_its_own_hour(film, told):
    old = film()
    well = normals_with_sway(old)
    grainy = replace(well, noise=40.0)
    early = film(painted.noisy(), reference=old.reference)
    late = film(painted.noisy(), reference=old.reference, capture_id="c2")
    both = pl.concat([early.rows, late.rows.with_columns(pl.col("captured_at") + HOUR)])
    assert told(both, normals={"c1": grainy, "c2": grainy}) == []
    [(kind, start_s, _)] = told(both, normals={"c1": grainy, "c2": well})
    assert (kind, start_s) == ("noisy", HOUR.total_seconds())


@pytest.mark.parametrize(("still_share", "is_told"), [(0.0, True), (0.1, True), (0.8, False)])
def test_a_view_that_often_lies_still_is_not_frozen_after_half_a_minute(
    still_share, is_told, film, scene_frames, told
):
    empty = scene_frames(vehicles=0)[1][0]
    old = film(vehicles=0)
    normals = {"c1": replace(normals_with_sway(old), still_share=still_share)}
    rows = film(lambda *_: empty, reference=old.reference, seconds=40.0).rows
    assert [kind for kind, *_ in told(rows, normals=normals)] == ["frozen"] * is_told


def test_dusk_within_an_hour_is_normal_and_a_stuck_iris_is_not(film, told):
    old = film()
    noon = normals_with_sway(old)
    dim = film(painted.under_exposed(0.3), reference=old.reference).rows
    [(kind, *_)] = told(dim, normals={"c1": noon})
    assert kind == "under_exposed"
    night = 0.3 * float(old.rows["level"].median())
    assert told(dim, normals={"c1": replace(noon, darkest_level=night)}) == []


def test_a_camera_whose_pictures_have_another_shape_is_another_view_and_judged_alone(film):
    rows = film(painted.during(painted.noisy(), START_S)).rows
    alone, replaced = judge(rows), judge(rows, {"c1": None})
    assert replaced.filter(kind="noisy").equals(alone)
    [moved] = replaced.filter(kind="moved").to_dicts()
    assert moved["started_at"] == rows["captured_at"].min()
    assert moved["explanation"] == ANOTHER_VIEW
    assert judge(rows, {"c1": None}, panning=frozenset({"gate"})).equals(alone)


def test_a_frozen_picture_is_told_in_fog_too(film, told):
    fog, grain, stuck = painted.low_contrast(), painted.noisy(2), painted.frozen()
    seen = lambda frame, t_s: grain(fog(frame, t_s), t_s)  # noqa: E731 - a sensor's noise is its own
    still = painted.during(stuck, START_S)
    rows = film(lambda frame, t_s: still(seen(frame, t_s), t_s), reference=film().reference).rows
    normal = replace(normals_of(Evidence(rows)), still_share=0.0, sway_px=0.0)

    [(name, start_s, _)] = told(rows, normals={"c1": normal})

    assert name == "frozen"
    assert abs(start_s - START_S) <= 2 * SAMPLE_S
