"""What a camera takes: rain and snow, and what moves while its shutter is open."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from lotgraph.twin.deliver import shoot as shooting
from lotgraph.twin.deliver.piece import Piece
from lotgraph.twin.deliver.studio import Studio
from lotgraph.twin.faults.model import Fault
from lotgraph.twin.stage.light import light_at
from lotgraph.twin.stage.weather import draw_weather
from lotgraph.twin.world.simulate import simulate

FAST_MPS = 1.7  # nobody walks so fast


def test_what_moves_is_smeared_while_the_shutter_is_open_and_nothing_else(order, monkeypatch):
    night = replace(order, begins_at=order.begins_at + timedelta(hours=9), duration_s=900.0)
    world = simulate(night.plan, night.begins_at, night.duration_s, night.seed)
    studio = Studio(night, world)
    times = [t_s for t_s in np.arange(900.0) if world.poses(t_s).speed_mps.max() > FAST_MPS]
    camera, frame = next(
        (camera, round(t_s * camera.fps))
        for t_s in times
        for camera in night.plan.cameras
        if _shows_movement(*studio.see(camera, round(t_s * camera.fps) / camera.fps))
    )
    taken = []
    for least_m in (float("inf"), shooting.SMEAR_M):
        monkeypatch.setattr(shooting, "SMEAR_M", least_m)
        ((shot, picture),) = shooting.shoot(Piece(camera, frame, frame + 1), studio)
        taken.append((shot.boxes, picture))
    (sharp_boxes, sharp), (boxes, smeared) = taken
    assert boxes.equals(sharp_boxes)
    assert not np.array_equal(sharp, smeared)


def test_exposure_answers_what_was_metered_before_a_piece_began(order):
    camera = order.plan.cameras[0]
    covered = replace(order, faults=(Fault(camera.camera_id, "covered", 0.6, 2.0, 1.0),))
    world = simulate(order.plan, order.begins_at, order.duration_s, order.seed)

    def taken(of, first, last):
        piece = Piece(camera, first, last)
        return [picture for _, picture in shooting.shoot(piece, Studio(of, world))]

    whole, later = taken(covered, 0, 14), taken(covered, 11, 14)
    assert all(np.array_equal(*pair) for pair in zip(whole[11:], later, strict=True))
    (clear,) = taken(order, 11, 12)
    assert np.abs(later[0].astype(int) - clear).mean() > 2, "the cover is gone; it was metered"


def test_who_does_not_look_back_meters_one_frame_as_if_it_had_been_so_before(order, monkeypatch):
    camera = order.plan.cameras[0]
    covered = replace(order, faults=(Fault(camera.camera_id, "covered", 0.6, 2.0, 1.0),))
    world = simulate(order.plan, order.begins_at, order.duration_s, order.seed)
    seen_s: list[float] = []
    see = Studio.see

    def counted(self, camera, t_s):
        seen_s.append(t_s)
        return see(self, camera, t_s)

    monkeypatch.setattr(Studio, "see", counted)
    monkeypatch.setattr(shooting, "SMEAR_M", float("inf"))
    piece = Piece(camera, 11, 12)
    ((_, once),) = shooting.shoot(piece, Studio(covered, world), looks_back=False)
    assert seen_s == [11 / camera.fps]
    ((_, clear),) = shooting.shoot(piece, Studio(order, world), looks_back=False)
    assert np.array_equal(once, clear), "the cover is gone, and was not metered"


def _shows_movement(seen, poses):
    fast = poses.object_id[poses.speed_mps > FAST_MPS]
    return seen.visible[np.isin(seen.numbers, fast), 0].sum() > 12


@pytest.mark.parametrize(("kind", "falls"), [("rain", "rain"), ("snow", "snow"), ("wet", None)])
def test_rain_and_snow_fall_only_in_their_weather(order, kind, falls):
    light = light_at(order.plan, order.begins_at, draw_weather(2, "train", kind))
    moment = shooting.moment_of(light, 0.0, order.begins_at, 0.0)
    assert {name for name in ("rain", "snow") if getattr(moment, name) > 0} == {falls} - {None}


def test_a_camera_sees_in_grey_while_its_own_lamp_burns(order):
    light = light_at(order.plan, order.begins_at, draw_weather(2, "train", "clear"))
    for kcd in (0.0, 0.5):
        lit = replace(light, infrared_kcd=kcd)
        assert shooting.moment_of(lit, 0.0, order.begins_at, 0.0).is_grey == (kcd > 0)
