"""A camera's own lamp burns where it is dark, and lights what stands before the lens."""

from dataclasses import replace

import numpy as np
import pytest

from lotgraph.twin.bodies.mesh import Part
from lotgraph.twin.plan import Structure
from lotgraph.twin.stage.infrared import falls_klux, with_lamp
from lotgraph.twin.stage.light import light_at
from lotgraph.twin.stage.see import Stage
from lotgraph.twin.stage.weather import Weather

FOG = Weather("fog", 1.0, 0.0, 0.03)


@pytest.fixture(scope="module")
def dark(kit):
    return Stage(kit.site(structures=(), gates=()))


@pytest.fixture(scope="module")
def night(dark, kit):
    return light_at(dark.scenery.plan, kit.noon.replace(hour=23), Weather())


def camera_of(stage):
    return next(one for one in stage.scenery.plan.cameras if one.camera_id == "plain")


def test_the_lamp_burns_by_night_unless_others_light_the_ground_before_it(kit, dark, night):
    noon = light_at(dark.scenery.plan, kit.noon, Weather())
    lamps = tuple(Structure("lamp", (x, 2.0), (0.6, 0.3, 6.0)) for x in (-6.0, 0.0, 6.0))
    lit = Stage(kit.site(structures=lamps, gates=()))
    behind = tuple(replace(one, centre=(one.centre[0], -44.0)) for one in lamps)
    unlit = Stage(kit.site(structures=behind, gates=()))
    burns = {}
    for name, stage, light in (
        *(("dark", dark, night), ("noon", dark, noon), ("lit", lit, night)),
        ("lit behind it", unlit, night),
    ):
        camera = camera_of(stage)
        found = with_lamp(light, stage.scenery, camera, kcd=0.5, below_klux=0.004)
        burns[name] = found.infrared_kcd > 0
    assert burns == {"dark": True, "noon": False, "lit": False, "lit behind it": True}
    assert with_lamp(night, dark.scenery, camera_of(dark), kcd=0, below_klux=1) is night


def test_the_photocell_tells_what_the_lamps_shed_on_the_ground(kit, night):
    lamp = Structure("lamp", (0.0, 2.0), (0.6, 0.3, 6.0))
    stage = Stage(kit.site(structures=(lamp,), gates=()))
    without = falls_klux(replace(night, are_lamps_on=False), stage.scenery, camera_of(stage))
    one = falls_klux(night, stage.scenery, camera_of(stage))
    twice = replace(stage.scenery, lamps=np.concatenate([stage.scenery.lamps] * 2))
    assert falls_klux(night, twice, camera_of(stage)) - without == pytest.approx(
        2 * (one - without)
    )
    assert 0.0005 < one - without < 0.02


def test_its_light_falls_off_with_the_square_of_distance(kit, dark, night):
    lamp, levels = replace(night, infrared_kcd=0.5), []
    for away_m in (10.0, 20.0):
        mesh = {1: kit.box_mesh((0.2, 3.0, 3.0))}
        poses = kit.poses_of((1, 0.0, away_m - 14.0, np.pi / 2))
        seen = dark.frame("plain", lamp, poses, mesh)
        plain = dark.frame("plain", night, poses, mesh)
        shown = (seen.object_id == 1) & (seen.radiance[..., 0] > 0)
        levels.append(np.median((seen.radiance - plain.radiance)[shown]))
    assert levels[0] == pytest.approx(4 * levels[1], rel=0.35)


def test_plates_glare_in_it_and_not_by_day(kit, dark, night):
    lamp = replace(night, infrared_kcd=0.5)
    noon = light_at(dark.scenery.plan, kit.noon, Weather())
    brightness = {}
    for part in (Part.BODY, Part.PLATE):
        for name, light in (("lamp", lamp), ("noon", noon)):
            mesh = {1: kit.box_mesh((0.2, 2.0, 2.0), part)}
            seen = dark.frame("plain", light, kit.poses_of((1, 0.0, -2.0, np.pi / 2)), mesh)
            brightness[part, name] = float(np.median(seen.radiance[seen.object_id == 1]))
    assert brightness[Part.PLATE, "lamp"] > 10 * brightness[Part.BODY, "lamp"]
    assert brightness[Part.PLATE, "noon"] == pytest.approx(brightness[Part.BODY, "noon"], rel=0.01)


def test_fog_throws_it_back_into_the_lens(kit, dark):
    foggy = light_at(dark.scenery.plan, kit.noon.replace(hour=23), FOG)
    veiled = dark.frame("plain", replace(foggy, infrared_kcd=0.5), kit.poses_of(), {})
    plain = dark.frame("plain", foggy, kit.poses_of(), {})
    far = plain.depth > 60
    assert (veiled.radiance - plain.radiance)[far].min() > 1e-4


def test_a_kept_picture_lit_by_it_has_the_bytes_of_one_from_nothing(kit, dark, night):
    lamp, fresh = replace(night, infrared_kcd=0.5), Stage(dark.scenery.plan, kept_cameras=0)
    meshes = {1: kit.box_mesh(), 2: kit.box_mesh(part=Part.PLATE)}
    for light in (night, lamp, night):
        for x in (0.0, 0.0, 0.4):
            poses = kit.poses_of((1, x, 0, 0), (2, -4.0, 3.0, 0.3))
            kept = dark.frame("plain", light, poses, meshes).radiance
            np.testing.assert_array_equal(kept, fresh.frame("plain", light, poses, meshes).radiance)
