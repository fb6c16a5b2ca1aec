"""Surfaces of one split are never those of the other, and paint lies where the plan says."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lotgraph.twin.optics import project
from lotgraph.twin.plan import Markings, Stall
from lotgraph.twin.seeds import SPLITS
from lotgraph.twin.stage.see import Stage
from lotgraph.twin.stage.texture.catalogue import TEXTURES, material


@given(st.sampled_from(sorted(TEXTURES)), st.integers(0, 2**40), st.sampled_from(SPLITS))
def test_no_surface_of_one_split_is_one_of_the_other(band_of, name, seed, split):
    row = material(name, seed, split, "wall", 3)
    texture = TEXTURES[name]
    albedo = np.sqrt(float(row[1]) * float(row[3]))  # red and blue are warmer and colder by as much
    low, high = texture.albedo
    if min(low, high) <= albedo <= high:
        assert band_of(albedo + 1e-9, low, high) == split or _is_on_a_border(albedo, low, high)
    assert (row == material(name, seed, split, "wall", 3)).all()


def _is_on_a_border(value, low, high):
    return abs((value - low) / (high - low) * 8 % 1) < 1e-4


@pytest.mark.parametrize("colour", ["white", "yellow", "blue", "none"])
def test_lines_lie_at_the_sides_of_stalls(kit, noon, colour):
    stall = Stall("one", "aisle", (0.0, 4.0), np.pi / 2, 5.0, 2.5)
    changes = {
        "stalls": (stall,),
        "structures": (),
        "gates": (),
        "markings": Markings(colour=colour, width_m=0.3, wear_share=0.0, has_arrows=False),
    }
    stage = Stage(kit.site(**changes))
    camera = next(one for one in stage.scenery.plan.cameras if one.camera_id == "plain")
    spots = np.array([[-1.25, 4, 0], [1.25, 3, 0], [0.0, 4, 0], [0.0, 6.5, 0]])
    columns, rows = project(camera, spots)[0].astype(int).T
    red, green, blue = stage.frame("plain", noon, kit.poses_of(), {}).radiance[rows, columns].T
    if colour == "none":
        assert red[0] < 2 * red[2]
    elif colour == "blue":
        assert (blue[:2] > 2 * red[:2]).all()
    else:
        assert (green[:2] > 2 * green[2:].max()).all()
        assert (red[:2] / blue[:2] > 3).all() == (colour == "yellow")


def test_every_texture_can_be_the_ground_and_a_wall(kit, noon):
    from lotgraph.twin.plan import Structure

    for name in TEXTURES:
        wall = Structure("wall", (0.0, 10.0), (12.0, 0.3, 3.0), texture=name)
        stage = Stage(kit.site(ground=name, structures=(wall,), gates=()))
        radiance = stage.frame("plain", noon, kit.poses_of(), {}).radiance
        assert np.isfinite(radiance).all()
        assert radiance.min() > 0
