"""judge: each fault is told by its name at the right second, and ordinary days are left alone."""

from datetime import timedelta

import cv2
import numpy as np
import polars as pl
import pytest

from lotgraph.health.columns import CAMERA_HEALTH, KINDS, UNUSABLE_KINDS
from lotgraph.health.judge import PRECEDENCE, SHORTEST_S, confidence, judge
from scripts.drawn import paint as painted

START_S, SAMPLE_S = 7.0, 0.5
LAST_S = 15.5  # the last sampled frame
FAULTS = [
    pytest.param("black", painted.black, id="no signal"),
    pytest.param("over_exposed", painted.over_exposed, id="glare"),
    pytest.param("under_exposed", painted.under_exposed, id="iris stuck shut"),
    pytest.param("covered", painted.covered, id="a bag over the lens"),
    pytest.param("covered", lambda: painted.covered(0.55), id="a leaf over half the view"),
    pytest.param("moved", painted.moved, id="knocked aside"),
    pytest.param("moved", lambda: painted.moved(0, 0, turn_deg=2.5), id="turned"),
    pytest.param("moved", lambda: painted.moved(6, -3), id="moved a little"),
    pytest.param("moved", lambda: painted.moved(200, 60), id="points elsewhere"),
    pytest.param("frozen", painted.frozen, id="encoder stuck"),
    pytest.param("low_contrast", painted.low_contrast, id="fog"),
    pytest.param("blocky", painted.blocky, id="link too slow"),
    pytest.param("blocky", painted.mosaic, id="mosaic"),
    pytest.param("blurred", painted.defocused, id="out of focus"),
    pytest.param("noisy", painted.noisy, id="failing sensor"),
]


@pytest.mark.parametrize("hour", [12.0, 22.0], ids=["day", "night"])
@pytest.mark.parametrize(("kind", "paint"), FAULTS)
def test_a_fault_is_told_by_name_from_its_second_on(kind, paint, hour, film, told):
    if kind == "under_exposed" and hour == 22.0:
        paint = lambda: painted.under_exposed(0.3)  # noqa: E731 - darker is black
    rows = film(painted.during(paint(), START_S), hour=hour).rows

    [(name, start_s, end_s)] = told(rows)

    assert name == kind
    assert abs(start_s - START_S) <= 2 * SAMPLE_S
    assert end_s == LAST_S


@pytest.mark.parametrize("kind", ["black", "covered", "moved", "frozen", "blurred", "noisy"])
def test_a_fault_that_passes_ends_with_the_first_good_frame(kind, film, told):
    paint = {p.values[0]: p.values[1] for p in reversed(FAULTS)}[kind]
    rows = film(painted.during(paint(), 5.0, 11.0)).rows
    [(name, start_s, end_s)] = told(rows)
    assert name == kind
    assert abs(start_s - 5.0) <= 2 * SAMPLE_S
    assert abs(end_s - 11.0) <= 2 * SAMPLE_S


def test_a_keyframe_in_the_middle_does_not_cut_a_frozen_picture_in_two(film, told):
    hold, encode_again = painted.frozen(), painted.blocky(60)

    def stuck(frame, t_s):
        held = hold(frame, t_s)
        return encode_again(held, t_s) if 11.0 <= t_s < 11.5 else held

    [(name, start_s, end_s)] = told(film(painted.during(stuck, 5.0)).rows)

    assert (name, end_s) == ("frozen", LAST_S)
    assert abs(start_s - 5.0) <= 2 * SAMPLE_S


def test_a_frozen_picture_that_flickers_in_every_look_is_still_frozen(film, told):
    hold = painted.frozen()

    def redrawn(frame, t_s):  # a fifth of the blocks, others in each keyframe, two levels off
        blocks = np.random.default_rng(int(2 * t_s)).random((23, 40)) < 0.2
        off = blocks.repeat(8, axis=0).repeat(8, axis=1)[:180, :, None] * np.uint8(2)
        return np.clip(hold(frame, t_s).astype(np.int16) + off, 0, 255).astype(np.uint8)

    [(name, start_s, end_s)] = told(film(painted.during(redrawn, 6.0), vehicles=8).rows)

    assert (name, end_s) == ("frozen", LAST_S)
    assert abs(start_s - 6.0) <= 2 * SAMPLE_S


def test_a_street_whose_noise_the_codec_erased_may_lie_still_after_a_car(scene_frames, film, told):
    empty = scene_frames(vehicles=0)[1][0]

    def quiet(_, t_s):
        out = empty.copy()
        if 2.0 <= t_s < 6.0:
            cv2.rectangle(out, (int(60 * t_s) - 60, 90), (int(60 * t_s), 120), (200, 40, 40), -1)
        return out

    assert told(film(quiet).rows) == []


def lorry(frame, t_s):
    """A lorry that fills 60 % of the view and passes in three seconds."""
    out = frame.copy()
    height, width = frame.shape[:2]
    left = int(width * (-0.6 + (t_s - 6.0) / 3.0 * 1.6))
    cv2.rectangle(out, (left, 8), (left + int(0.6 * width), height - 8), (205, 200, 190), -1)
    for rib in range(8):
        x = left + rib * width // 14
        cv2.line(out, (x, 8), (x, height - 8), (160, 155, 140), 2)
    return out


def headlights(frame, t_s):
    y, x = np.mgrid[: frame.shape[0], : frame.shape[1]]
    glow = 400 * np.exp(-((x - 40 * (t_s - 7)) ** 2 + (y - 110) ** 2) / 900)
    return np.clip(frame + glow[..., None], 0, 255).astype(np.uint8)


def exposure_step(frame, t_s):
    return np.clip(frame * (1.5 if t_s > 8 else 1.0), 0, 255).astype(np.uint8)


def cloud(frame, t_s):
    return (frame * (1 - 0.4 * min(1.0, max(0.0, (t_s - 6) / 3)))).astype(np.uint8)


def sway(frame, t_s):
    return painted.moved(2.0 * np.sin(5 * t_s), 2.0 * np.cos(7 * t_s))(frame, t_s)


def creep(frame, t_s):
    return painted.moved(0.4 * t_s, 0.0)(frame, t_s)


def worse_codec(frame, t_s):
    quality = 40 if t_s > 8 else 90
    packed = cv2.imencode(".jpg", frame, [cv2.IMWRITE_JPEG_QUALITY, quality])[1]
    return cv2.imdecode(packed, cv2.IMREAD_COLOR)


def rain(frame, t_s):
    random = np.random.default_rng(int(1000 * t_s))
    out = frame.copy()
    for x, y in random.integers(0, 320, (90, 2)).tolist():
        cv2.line(out, (x, y), (x + 1, y + 9), (185, 185, 185), 1)
    return out


@pytest.mark.parametrize("hour", [12.0, 22.0], ids=["day", "night"])
@pytest.mark.parametrize(
    "paint", [None, lorry, headlights, exposure_step, cloud, sway, creep, worse_codec, rain]
)
def test_an_ordinary_day_is_no_fault(paint, hour, film, told):
    assert told(film(paint, hour=hour, vehicles=6).rows) == []


def test_dusk_is_no_fault_though_it_takes_most_of_the_light(film, told):
    rows = film(lambda frame, t_s: (frame * 0.98**t_s).astype(np.uint8), seconds=60.0).rows
    assert rows["light"].to_list()[-1] < 0.4
    assert told(rows) == []


def test_a_lorry_that_stays_before_the_lens_is_not_a_cover(film, told):
    standing = painted.during(lambda frame, _: lorry(frame, 8.5), 6.0, 12.0)
    assert told(film(standing).rows) == []


@pytest.mark.parametrize("kind", ["black", "covered", "over_exposed"])
def test_a_fault_that_was_always_there_needs_no_reference(kind, film, told):
    paint = {p.values[0]: p.values[1] for p in reversed(FAULTS)}[kind]
    paint = painted.covered if kind == "covered" else paint
    [(name, start_s, end_s)] = told(film(paint()).rows)
    assert (name, start_s, end_s) == (kind, 0.0, LAST_S)


def test_a_camera_that_wakes_blurred_is_told_blurred_until_it_is_sharp(film, told):
    rows = film(painted.during(painted.defocused(), 0.0, 8.0)).rows
    assert told(rows) == [("blurred", 0.0, 8.0)]


def test_a_fault_goes_on_over_the_end_of_a_file(film, told):
    first = film(painted.during(painted.defocused(), 10.0))
    second = film(
        painted.during(painted.defocused(), 0, 5), reference=first.reference, capture_id="c2"
    )
    later = second.rows.with_columns(pl.col("captured_at") + timedelta(seconds=16))

    [(kind, start_s, end_s)] = told(pl.concat([first.rows, later]))

    assert (kind, start_s, end_s) == ("blurred", 10.0, 21.0)


def test_cameras_of_one_table_are_judged_apart(film):
    well = film(camera_id="gate").rows
    black = film(painted.during(painted.black(), START_S), camera_id="ramp").rows
    faults = judge(pl.concat([black, well]))
    assert faults.select("camera_id", "kind").rows() == [("ramp", "black")]


def test_a_camera_that_pans_by_design_is_never_moved(film, told):
    rows = film(painted.during(painted.moved(), START_S)).rows
    assert told(rows, panning=frozenset({"gate"})) == []


def test_a_vehicle_that_hides_a_fault_for_three_seconds_does_not_cut_it_in_two(film, told):
    clear = lambda t_s: 9.0 <= t_s < 12.0  # noqa: E731
    mosaic = painted.mosaic()
    paint = lambda f, t_s: f if clear(t_s) or t_s < 5.0 else mosaic(f, t_s)  # noqa: E731
    [(kind, start_s, end_s)] = told(film(paint).rows)
    assert (kind, end_s) == ("blocky", LAST_S)
    assert abs(start_s - 5.0) <= 2 * SAMPLE_S


def test_the_sun_that_exposure_answers_within_four_seconds_is_no_fault(film, told):
    assert told(film(painted.during(painted.over_exposed(), 6.0, 10.0)).rows) == []
    assert told(film(painted.during(painted.over_exposed(), 6.0, 13.0)).rows) != []


@pytest.mark.parametrize("seconds", [0.5, 1.0, 2.0])
def test_a_moment_of_footage_is_judged_without_fuss(seconds, film, told):
    assert told(film(seconds=seconds).rows) == []


def test_no_rows_give_no_faults():
    assert judge(film_of_nothing()).equals(CAMERA_HEALTH.empty())


def film_of_nothing():
    from lotgraph.health.columns import FRAME_QUALITY

    return FRAME_QUALITY.empty()


def test_the_evidence_is_a_frame_of_the_fault(film):
    rows = film(painted.during(painted.black(), START_S)).rows
    fault = judge(rows).row(0, named=True)
    shown = rows.filter(frame=fault["evidence_frame"]).row(0, named=True)
    assert shown["capture_id"] == fault["evidence_capture_id"]
    assert shown["captured_at"] >= fault["started_at"]
    assert shown["level"] < 5


def test_the_same_rows_in_any_order_give_the_same_faults(film):
    rows = film(painted.during(painted.covered(), START_S)).rows
    assert judge(rows).equals(judge(rows.sample(fraction=1.0, shuffle=True, seed=3)))


def test_every_kind_a_picture_can_show_has_a_place_and_a_shortest_time():
    assert {*PRECEDENCE, "clock_drift", "clock_jump"} == set(KINDS)
    assert set(SHORTEST_S) == set(PRECEDENCE)
    assert set(UNUSABLE_KINDS) <= set(KINDS)


def test_confidence_grows_with_strength_and_patience_and_stays_below_one():
    assert confidence(1.0, 1.0) == 0.35
    assert confidence(1.0, 1.0) < confidence(2.0, 1.0) < confidence(2.0, 3.0) < 1.0


def late(**measures):
    """What is measured from second 8 on, as columns."""
    is_late = pl.col("captured_at") >= pl.col("captured_at").min() + timedelta(seconds=8)
    return [
        pl.when(is_late).then(value).otherwise(pl.col(name)).cast(pl.Float32).alias(name)
        for name, value in measures.items()
    ]


def test_wet_ground_loses_large_shapes_and_a_veil_its_edges_too(film, told):
    rows = film().rows
    assert told(rows.with_columns(late(gain=0.4, light=1.0, relief=0.9))) == []
    veiled = told(rows.with_columns(late(gain=0.4, light=1.0, relief=0.4)))
    assert [kind for kind, *_ in veiled] == ["low_contrast"]


def test_what_hides_the_view_takes_edges_in_one_piece(film, told):
    rows = film().rows
    lost = {"kept_share": 0.3, "lost_share": 0.6, "smooth_share": 0.95, "softness": 1.0}
    assert told(rows.with_columns(late(**lost, bare_share=0.03))) == []
    hidden = told(rows.with_columns(late(**lost, bare_share=0.5)))
    assert [kind for kind, *_ in hidden] == ["covered"]
    recognised = {"kept_share": 0.9, "lost_share": 0.1, "bare_share": 0.5}
    assert "covered" not in [kind for kind, *_ in told(rows.with_columns(late(**recognised)))]


def test_ground_from_which_snow_has_melted_is_not_covered(film, told):
    thawed = {"kept_share": 0.43, "lost_share": 0.42, "smooth_share": 1.0, "bare_share": 0.12}
    assert told(film().rows.with_columns(late(**thawed, softness=1.0))) == []
    lost = thawed | {"kept_share": 0.05, "lost_share": 0.95, "bare_share": 0.15}
    hidden = told(film().rows.with_columns(late(**lost, softness=1.0)))
    assert [kind for kind, *_ in hidden] == ["covered"]


def test_edges_that_are_as_steep_as_ever_belie_a_slight_blur(film, told):
    rows = film().rows
    wide = {"kept_share": 0.65, "softness": 1.2}
    assert told(rows.with_columns(late(**wide, detail=0.94))) == []
    for told_of in ({**wide, "detail": 0.8}, {**wide, "detail": None}, wide | {"softness": 1.35}):
        blurred = told(rows.with_columns(late(**{"detail": 0.94} | told_of)))
        assert [kind for kind, *_ in blurred] == ["blurred"], told_of


def test_light_that_clips_edges_to_white_makes_no_lens_seem_soft_before(film, told):
    rows = film().rows
    glare = late(bright_share=0.9, level=250.0, detail=3.0, gain=None)
    assert [kind for kind, *_ in told(rows.with_columns(glare))] == ["over_exposed"]


def test_a_lens_out_of_focus_hides_nothing(film, told):
    lost = {"kept_share": 0.3, "lost_share": 0.6, "smooth_share": 0.95, "bare_share": 0.5}
    soft = told(film().rows.with_columns(late(**lost, softness=1.5)))
    assert [kind for kind, *_ in soft] == ["blurred"]


def test_a_picture_in_which_nothing_is_left_to_correct_is_frozen(film, told):
    rows = film().rows.with_columns(novelty=pl.lit(2.0, pl.Float32))
    still = {"change": 0.2, "change_floor": 0.1, "stir_share": 0.01, "stir_peak": 4.0}
    assert told(rows.with_columns(late(change_peak=5.0, **still))) == [], "the codec is coarse"
    still["novelty"] = 0.3
    calm = late(change_peak=5.0, **still)
    [(kind, start_s, end_s)] = told(rows.with_columns(calm))
    assert (kind, end_s) == ("frozen", LAST_S)
    assert 7.0 <= start_s <= 8.0
    ticks = late(change_peak=90.0, **still)
    assert told(rows.with_columns(ticks)) == []
