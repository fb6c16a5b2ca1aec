"""Jobs: each runs all tables of one cut, and schedules ask for every known site."""

from datetime import UTC, datetime, timedelta

import dagster as dg

from assets.partitions import LIVE, SITES_NAME
from jobs.graph import day_tables, tables_cut_by, window_tables
from jobs.judge_window import judge_window
from jobs.learn import learn_baselines, learn_for_today, summarise_day, summarise_yesterday
from lotgraph.wave.due import JOBS, TABLES, WINDOW_TABLES


def test_every_table_has_one_cut():
    cuts = [window_tables(), day_tables(), tables_cut_by(None)]
    assert len({table for cut in cuts for table in cut}) == sum(map(len, cuts))


def test_the_wave_knows_every_table_and_the_job_that_makes_it():
    def made(tables):
        return {table for table in tables if not table.endswith("_failing_rows")}

    assert made(window_tables()) == {"captures", "quarantine", *WINDOW_TABLES}
    assert made(day_tables()) == set(TABLES) - set(WINDOW_TABLES) - {"captures"}
    assert {learn_baselines.name, judge_window.name, summarise_day.name} == set(JOBS)


def test_each_night_asks_for_yesterday_and_today_of_every_site(tmp_path):
    instance = dg.DagsterInstance.local_temp(str(tmp_path))  # schedules want one they can reopen
    instance.add_dynamic_partitions(SITES_NAME, ["north", "south"])
    night = LIVE.first + timedelta(days=9, minutes=20)
    for schedule, day in ((summarise_yesterday, 8), (learn_for_today, 9)):
        context = dg.build_schedule_context(instance=instance, scheduled_execution_time=night)
        keys = [str(request.partition_key) for request in schedule(context)]
        expected = f"{LIVE.first + timedelta(days=day):%Y-%m-%d}"
        assert keys == [f"north|{expected}", f"south|{expected}"]


def test_a_night_outside_the_live_days_asks_for_nothing(instance):
    instance.add_dynamic_partitions(SITES_NAME, ["north"])
    context = dg.build_schedule_context(
        instance=instance, scheduled_execution_time=datetime(2001, 1, 1, tzinfo=UTC)
    )
    assert not list(summarise_yesterday(context))
