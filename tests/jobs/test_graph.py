"""Jobs: each runs all tables of one cut, and schedules ask for every known site."""

from definitions import defs
from jobs.carry_window import carry_window
from jobs.compare_window import compare_window
from jobs.detect_window import detect_window
from jobs.graph import code_versions, day_tables, tables_cut_by, tables_from, window_tables
from jobs.judge_window import judge_window
from jobs.learn import learn_baselines, summarise_day
from jobs.link_window import link_window
from jobs.track_window import track_window
from lotgraph.wave.due import JOBS, STAGES, TABLES, TAKEN_TABLES, WINDOW_TABLES


def test_every_table_has_one_cut():
    cuts = [window_tables(), day_tables(), tables_cut_by(None)]
    assert len({table for cut in cuts for table in cut}) == sum(map(len, cuts))


def test_the_wave_knows_every_table_and_the_job_that_makes_it():
    def made(tables):
        return {table for table in tables if not table.endswith("_failing_rows")}

    assert made(window_tables()) == {*TAKEN_TABLES, *WINDOW_TABLES}
    assert made(day_tables()) == set(TABLES) - set(WINDOW_TABLES) - set(TAKEN_TABLES)
    assert {
        job.name
        for job in (
            *(learn_baselines, judge_window, detect_window, track_window, compare_window),
            *(link_window, carry_window),
            summarise_day,
        )
    } == set(JOBS)


def test_every_table_that_a_room_makes_has_a_code_version():
    assert set(TABLES) <= set(code_versions())


def test_a_job_of_the_last_stage_makes_no_more_than_that():
    made = {table for table in tables_from(carry_window.name) if "failing" not in table}
    assert made == set(STAGES[carry_window.name])


def test_comparing_a_window_again_asks_its_checks_of_detections_again():
    nodes = {node.name for node in defs.resolve_job_def(compare_window.name).nodes}
    assert {"detections_frames_full_as_usual", "detections_boxes_like_weeks_before"} <= nodes
    assert "detections" not in nodes


def test_a_job_of_a_later_stage_holds_its_tables_and_their_gates():
    made = set(tables_from(detect_window.name))
    assert made >= {"detections", "detections_failing_rows", *STAGES[detect_window.name]}
    assert not made & {"captures", "camera_health", "camera_usability_failing_rows"}
