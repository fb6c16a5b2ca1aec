"""Views and baselines as Dagster runs them: windows become days, days before become normal."""

from datetime import timedelta

from assets.partitions import LIVE
from lotgraph.catalogue import contract_of
from lotgraph.lake.record import Origin
from lotgraph.views.columns import DAILY_VIEWS, WHOLE_DAY
from lotgraph.views.learn import merge_day
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


def test_what_days_before_the_first_live_one_taught_stays_known(site):
    site.film("gate")
    site.run(*TAKEN, "camera_views")
    taught = merge_day(site.table("camera_views"))
    days = [f"{LIVE.first - DAY * back:%Y-%m-%d}" for back in range(20, 0, -1)]
    for one in days:
        site.lake.write(DAILY_VIEWS, f"north|{one}", taught, Origin())
    for late in (0, 1):
        site.run("camera_baselines", key=day(LIVE.first + DAY * late))
        record = site.lake.record("camera_baselines", day(LIVE.first + DAY * late))
        versions = {read.partition: read.data_version for read in record.upstream}
        assert list(versions) == [day(LIVE.first + DAY * (late - n)) for n in range(14, 0, -1)]
        assert list(versions.values()).count(None) == late
        rows = site.table("camera_baselines", key=day(LIVE.first + DAY * late))
        assert rows["days"].unique().to_list() == [14 - late]


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
