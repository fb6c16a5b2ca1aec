"""Jobs: each runs all tables of one cut, and schedules ask for every known site."""

from jobs.graph import code_versions, day_tables, tables_cut_by, window_tables
from jobs.judge_window import judge_window
from jobs.learn import learn_baselines, summarise_day
from lotgraph.wave.due import JOBS, TABLES, TAKEN_TABLES, WINDOW_TABLES


def test_every_table_has_one_cut():
    cuts = [window_tables(), day_tables(), tables_cut_by(None)]
    assert len({table for cut in cuts for table in cut}) == sum(map(len, cuts))


def test_the_wave_knows_every_table_and_the_job_that_makes_it():
    def made(tables):
        return {table for table in tables if not table.endswith("_failing_rows")}

    assert made(window_tables()) == {*TAKEN_TABLES, *WINDOW_TABLES}
    assert made(day_tables()) == set(TABLES) - set(WINDOW_TABLES) - set(TAKEN_TABLES)
    assert {learn_baselines.name, judge_window.name, summarise_day.name} == set(JOBS)


def test_every_table_that_a_room_makes_has_a_code_version():
    assert set(TABLES) <= set(code_versions())
