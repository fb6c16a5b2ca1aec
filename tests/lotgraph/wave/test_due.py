"""due: what must be made again, asked of records alone."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lotgraph.landing.live import Live
from lotgraph.wave.due import STAGES, TABLES, WINDOW_TABLES, Calendar
from lotgraph.windows import WindowGrid
from tests.lotgraph.wave.world import DAYS, WINDOWS, World

landed = st.lists(st.sampled_from(WINDOWS), unique=True)


@given(landed, st.data())
def test_it_settles_and_then_asks_for_nothing(windows, data):
    world = World()
    for window in windows:
        world.land(window)
    world.settle()
    assert not world.due()
    if windows:
        late = data.draw(st.sampled_from(WINDOWS))
        world.land(late, "v2")
        world.settle()
        for table in WINDOW_TABLES:
            assert set(world.records[table]) == set(world.records["captures"])


def test_in_day_order_every_window_is_judged_once():
    world = World()
    for window in WINDOWS:
        world.land(window)
    judged = [item.key for item in world.settle() if item.job == "judge_window"]
    assert judged == WINDOWS


def test_files_of_many_days_landed_at_once_are_judged_once_each_with_their_baseline():
    world = World()
    world.landed = dict.fromkeys(WINDOWS, "v1")
    done = [(item.job, item.key) for item in world.settle()]
    assert [key for job, key in done if job == "judge_window"] == WINDOWS
    assert len(done) == len(WINDOWS) + len(DAYS) + len(DAYS)  # of days 2, 3 and the running one
    for day in DAYS[1:]:
        first = done.index(("judge_window", f"{day}T0800Z"))
        assert done.index(("learn_baselines", day)) < first


def test_a_day_is_summed_up_when_it_is_over_and_today_learns_from_it_at_once():
    world = World()
    world.calendar = Calendar(DAYS[0], DAYS[0])
    world.land(WINDOWS[0])
    assert [item.job for item in world.settle()] == ["judge_window"]
    world.calendar = Calendar(DAYS[0], DAYS[1])
    assert [(item.job, item.key) for item in world.settle()] == [
        ("summarise_day", DAYS[0]),
        ("learn_baselines", DAYS[1]),
    ]


def test_days_that_are_not_live_are_left_alone_and_what_they_taught_stays():
    world = World()
    for window in WINDOWS:
        world.land(window)
    world.settle()
    world.calendar = Calendar(DAYS[1], "2026-03-05")
    assert not world.due()
    world.land(WINDOWS[0], "v2")
    assert not world.due()
    world.calendar = Calendar(DAYS[0], "2026-03-05", DAYS[0])
    assert not world.due()


def test_a_window_that_is_given_up_holds_up_nothing():
    world = World()
    world.calendar = Calendar(DAYS[0], DAYS[1])
    world.land(WINDOWS[0])
    world.land(WINDOWS[1])
    world.given_up = {WINDOWS[0]}
    assert [(item.job, item.key) for item in world.settle()] == [
        ("judge_window", WINDOWS[1]),
        ("summarise_day", DAYS[0]),
        ("learn_baselines", DAYS[1]),
    ]


@given(landed)
def test_the_same_state_asks_the_same_question_and_another_another(windows):
    world = World()
    for window in windows:
        world.land(window)
    assert world.due() == world.due()
    before = {item.input for item in world.due()}
    for window in windows:
        world.land(window, "v2")
    assert not before & {item.input for item in world.due()}


def test_a_late_file_opens_its_window_its_day_and_what_learnt_from_it():
    world = World()
    for window in WINDOWS:
        world.land(window)
    world.settle()
    world.land(WINDOWS[0], "v2")
    assert [(item.job, item.key) for item in world.due()] == [("judge_window", WINDOWS[0])]
    jobs = {(item.job, item.day) for item in world.settle()}
    assert ("summarise_day", DAYS[0]) in jobs
    assert {("learn_baselines", day) for day in DAYS[1:]} <= jobs


def test_a_table_lost_to_a_failed_run_is_asked_for_again():
    world = World()
    world.land(WINDOWS[0])
    world.settle()
    del world.records["camera_usability"][WINDOWS[0]]
    [item] = world.due()
    assert (item.job, item.key) == ("judge_window", WINDOWS[0])
    assert item.because == "camera_usability was never made"


def test_an_unchanged_upstream_stops_the_wave():
    world = World()
    world.land(WINDOWS[0], "v1")
    world.settle()
    world.land(WINDOWS[0], "v1")
    assert not world.due()


def test_links_to_a_window_that_changed_again_are_another_input():
    """Else they would be given up, as if the same had failed as often as it came."""
    world, states = everything_made(), []
    boxes = world.records["track_boxes"]
    for version in ("one", "other", "other"):
        boxes[WINDOWS[0]] = replace(boxes[WINDOWS[0]], data_version=version)
        states += [one.input for one in world.due() if one.key == WINDOWS[1]]
    assert len(states) == 3
    assert states[0] != states[1] == states[2]


def everything_made():
    world = World()
    for window in WINDOWS:
        world.land(window)
    world.settle()
    return world


def sum_up_anew(world, day):
    summary = world.records["daily_views"][day]
    world.records["daily_views"][day] = replace(summary, data_version="other")


def baselines_due(world):
    return [item.key for item in world.due() if item.job == "learn_baselines"]


def test_a_baseline_waits_for_a_day_before_it_whose_windows_are_due():
    world = everything_made()
    sum_up_anew(world, DAYS[0])
    world.land(WINDOWS[2], "v2")
    assert baselines_due(world) == [DAYS[1]]  # day 3 learns from days 1 and 2, the latter open


def test_a_baseline_waits_for_a_day_before_it_that_is_to_be_summed_up():
    world = everything_made()
    sum_up_anew(world, DAYS[0])
    views = world.records["camera_views"][WINDOWS[2]]
    world.records["camera_views"][WINDOWS[2]] = replace(views, data_version="other")
    assert [item.key for item in world.due() if item.job == "summarise_day"] == [DAYS[1]]
    assert baselines_due(world) == [DAYS[1]]


def test_no_baseline_of_a_day_that_is_not_live_is_asked_for():
    world = everything_made()
    sum_up_anew(world, DAYS[0])
    assert baselines_due(world) == [DAYS[1], DAYS[2]]
    world.calendar = Calendar(DAYS[2], "2026-03-05")
    assert baselines_due(world) == [DAYS[2]]


def test_a_day_still_runs_while_its_last_window_is_judged():
    live = Live(WindowGrid(timedelta(hours=1)), datetime(2026, 3, 2, tzinfo=UTC))
    midnight = datetime(2026, 3, 5, tzinfo=UTC)
    for minutes, running in ((-1, "2026-03-04"), (19, "2026-03-04"), (20, "2026-03-05")):
        now = midnight + timedelta(minutes=minutes)
        assert Calendar.of(live, now) == Calendar("2026-03-02", running)


def test_no_baseline_is_learnt_before_the_first_day():
    world = World()
    world.land(WINDOWS[0])
    assert not [item for item in world.settle() if item.job == "learn_baselines"]


def done_by(world):
    return [(item.job, item.key) for item in world.settle()]


@pytest.mark.parametrize("what", ["fingerprints", "code_versions"])
@pytest.mark.parametrize("table", TABLES)
def test_what_another_contract_or_other_code_made_is_made_again_once(what, table):
    world = World()
    for window in WINDOWS:
        world.land(window)
    jobs = {made: job for job, tables in STAGES.items() for made in tables}
    jobs |= {"daily_views": "summarise_day", "camera_baselines": "learn_baselines"}
    job = jobs.get(table, "judge_window")
    as_first = job if job in ("summarise_day", "learn_baselines") else "judge_window"
    expected = [(job, key) for made, key in done_by(world) if made == as_first]
    getattr(world, what)[table] = "another"
    is_code = what == "code_versions"
    why = "was made by other code" if is_code else "was made under another version of its contract"
    assert f"{table} {why}" in [item.because for item in world.due()]
    assert done_by(world) == expected  # the same rows come out, so nothing else is touched
    assert not world.due()


def test_a_day_waits_for_windows_whose_files_are_to_be_taken_again():
    world = World()
    world.land(WINDOWS[0])
    world.settle()
    for table in ("captures", "daily_views"):
        world.code_versions[table] = "code 2"
    assert [(item.job, item.key) for item in world.due()] == [("judge_window", WINDOWS[0])]


def test_a_summary_that_cannot_be_read_teaches_nothing_and_asks_for_no_empty_baseline():
    world = World()
    for window in WINDOWS:
        world.land(window)
    world.settle()
    world.calendar = Calendar(DAYS[2], "2026-03-05")  # days 1 and 2 cannot be made again
    world.fingerprints["daily_views"] = "contract 2"
    assert done_by(world) == [("summarise_day", DAYS[2]), ("learn_baselines", "2026-03-05")]
    read = world.records["camera_baselines"]["2026-03-05"].upstream
    assert [one.data_version is None for one in read] == [True, False]


def test_code_that_changed_is_no_reason_unless_it_is_asked_for():
    world = World()
    world.land(WINDOWS[0])
    world.settle()
    world.code_versions = {}
    assert not world.due()


def test_another_detector_is_a_reason_to_look_again_and_not_to_judge_again():
    world = everything_made()
    world.models = {table: {"detector": "large"} for table in STAGES["detect_window"]}
    assert world.due()[0].because == "detected_frames was made with another detector"
    assert done_by(world) == [("detect_window", window) for window in WINDOWS]
    assert not world.due()


def test_other_settings_of_a_camera_are_a_reason_to_look_again_where_it_was_looked_at():
    world = everything_made()
    world.cameras |= {key: ["ramp"] for key in WINDOWS[2:]}
    for window in WINDOWS:
        world.detect(window)
    world.settle()
    world.configure(gate="2 Hz", ramp="5 Hz", mast="2 Hz")
    assert world.due()[0].because == "detected_frames was made with other settings of gate"
    done = done_by(world)
    assert [key for job, key in done if job == "detect_window"] == WINDOWS[:2]
    assert {job for job, _ in done}.isdisjoint({"judge_window", "learn_baselines", "carry_window"})
    assert not world.due()


def test_settings_of_a_camera_that_a_record_does_not_name_are_no_reason():
    world = everything_made()
    for table in STAGES["detect_window"]:
        rows = world.records[table]
        rows |= {key: replace(entry, settings={}) for key, entry in rows.items()}
    world.configure(gate="2 Hz", ramp="2 Hz", mast="2 Hz")
    assert not world.due()
    world.detect(WINDOWS[0])
    world.settle()
    world.configure(ramp="1 Hz")  # the gate is nobody's any more
    assert [key for job, key in done_by(world) if job == "detect_window"] == WINDOWS[:1]


def test_settings_that_change_again_are_another_input():
    world, states = everything_made(), []
    for rate in ("2 Hz", "1 Hz", "1 Hz"):
        world.configure(gate=rate, ramp="5 Hz")
        states.append(world.due()[0].input)
    assert states[0] != states[1] == states[2]


def test_another_camera_model_is_a_reason_to_carry_again_and_for_nothing_else():
    world = everything_made()
    world.models = {**world.models, "ground_tracks": {"camera model": "hung anew"}}
    assert world.due()[0].because == "ground_tracks was made with another camera model"
    assert done_by(world) == [("carry_window", window) for window in WINDOWS]
    world.models = {**world.models, "ground_tracks": {"camera model": ""}}
    assert world.due()[0].because == "ground_tracks was made with another camera model"


def test_other_detections_are_a_reason_to_track_again_and_not_to_look_again():
    world = everything_made()
    found = world.records["detections"][WINDOWS[0]]
    world.records["detections"][WINDOWS[0]] = replace(found, data_version="other")
    later = [("compare_window", window) for window in WINDOWS[2::2]]
    linked = ("link_window", WINDOWS[1])
    assert done_by(world) == [("track_window", WINDOWS[0]), linked, *later]
    assert not world.due()


def test_a_window_that_was_never_compared_is_compared_and_not_looked_through_again():
    world = everything_made()
    del world.records["detection_tallies"][WINDOWS[-1]]
    del world.records["detection_drift"][WINDOWS[-1]]
    assert done_by(world) == [("compare_window", WINDOWS[-1])]


def test_a_window_that_was_never_linked_is_tracked_again_so_that_its_gates_are_asked():
    world = everything_made()
    del world.records["track_links"][WINDOWS[-1]]
    assert done_by(world) == [("track_window", WINDOWS[-1])]


def test_tracks_that_change_or_come_late_are_linked_with_the_window_after_and_no_other():
    world = World()
    for window in WINDOWS[1:4]:
        world.land(window)
    world.settle()
    world.land(WINDOWS[0])
    done = done_by(world)
    assert done[0] == ("judge_window", WINDOWS[0])
    assert ("link_window", WINDOWS[1]) in done
    assert [key for job, key in done if job == "link_window"] == [WINDOWS[1]]


def test_what_a_gate_stopped_is_asked_for_whole():
    world = everything_made()
    del world.records["detections"][WINDOWS[0]]
    [item] = world.due()
    assert (item.job, item.because) == ("judge_window", "detections was never made")


def test_a_late_window_has_later_ones_of_its_hour_compared_again_and_nothing_else():
    world = World()
    for window in WINDOWS[1:]:
        world.land(window)
    world.settle()
    judged = {key: world.records["tracks"][key] for key in WINDOWS[1:]}
    world.landed = {WINDOWS[0]: "v1"}
    world.run(world.due()[0])
    asked = [(item.job, item.key) for item in world.due() if item.job == "compare_window"]
    assert asked == [("compare_window", key) for key in WINDOWS[2::2]]
    for item in world.due():
        if item.job == "compare_window":
            world.run(item)
    assert all(world.records["tracks"][key] == judged[key] for key in judged)
