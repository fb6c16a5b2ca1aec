"""Views and baselines as Dagster runs them: windows become days, days before become normal."""

from datetime import timedelta

from lotgraph.catalogue import contract_of
from lotgraph.views.columns import WHOLE_DAY
from scripts.drawn.paint import covered
from tests.assets.conftest import JUDGED, NOON, TAKEN

DAY = timedelta(days=1)


def day(at):
    return f"north|{at:%Y-%m-%d}"


def test_a_day_is_learnt_by_the_days_after_it_and_not_by_itself(site):
    site.film("gate")
    site.learn(NOON)
    rows = site.table("camera_baselines", key=day(NOON + DAY))
    assert rows.select("camera_id", "hour", "days").rows() == [
        ("gate", WHOLE_DAY, 1),
        ("gate", 12, 1),
    ]
    site.run("camera_baselines", key=day(NOON))
    assert site.table("camera_baselines", key=day(NOON)).is_empty()


def test_a_window_reads_the_baseline_of_its_day_and_says_so(site):
    site.film("gate")
    site.film("gate", NOON + DAY, seed=1)
    site.learn(NOON)
    site.run(*TAKEN, *JUDGED, at=NOON + DAY)
    read = {up.table: up for up in site.record("frame_quality", NOON + DAY).upstream}
    assert read["camera_baselines"].partition == day(NOON + DAY)
    assert read["camera_baselines"].data_version
    first = site.table("frame_quality", NOON + DAY).sort("captured_at").head(1)
    assert first["shift_px"].is_not_null().all()


def test_the_first_day_has_no_baseline_and_is_judged_by_itself(site):
    site.film("gate")
    site.run(*TAKEN, *JUDGED)
    [read] = [up for up in site.record("frame_quality").upstream if up.table == "camera_baselines"]
    assert read.data_version is None
    assert site.faults() == []


def test_one_day_of_a_covered_lens_does_not_become_normal(site):
    for number in range(3):
        site.film("gate", NOON - DAY * number, seed=number)
    site.film("gate", NOON - DAY, cover=covered(1.0))
    site.film("gate", NOON + DAY, seed=4)
    site.learn(NOON - 2 * DAY, NOON - DAY, NOON)
    site.run(*TAKEN, *JUDGED, at=NOON + DAY)
    assert site.faults(NOON + DAY) == []


def test_days_without_footage_pass_through_empty(site):
    site.learn(NOON)
    for name, at in (("daily_views", NOON), ("camera_baselines", NOON + DAY)):
        assert site.table(name, key=day(at)).equals(contract_of(name).empty())


def test_views_are_the_same_bytes_in_another_lake(site):
    site.film("gate")
    site.run(*TAKEN, "camera_views")
    before = site.record("camera_views")
    site.open_lake("again")
    site.run(*TAKEN, "camera_views")
    assert site.record("camera_views") == before
