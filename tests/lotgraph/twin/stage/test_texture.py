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
from lotgraph.twin.stage.texture.tiles import SIDE, tiles


@given(st.sampled_from(sorted(TEXTURES)), st.integers(0, 2**40), st.sampled_from(SPLITS))
def test_no_number_of_a_surface_of_one_split_is_one_of_the_other(band_of, name, seed, split):
    row = material(name, seed, split, "wall", 3)
    red, green, blue, size_m, contrast = row[1:6].astype(float)
    texture, albedo = TEXTURES[name], np.sqrt(red * blue)  # warmer and colder by as much
    drawn = {
        albedo: texture.albedo,
        red / blue: texture.warmth,
        green / albedo: texture.green,
        size_m: texture.size_m,
        contrast: texture.contrast,
    }
    for value, (low, high) in drawn.items():
        assert low == high or band_of(value, low, high) == split
    assert (row == material(name, seed, split, "wall", 3)).all()


def test_no_grain_of_one_split_is_that_of_the_other():
    train, held_out = (tiles(split)[: SIDE * SIDE].reshape(SIDE, SIDE) for split in SPLITS)
    alike = np.fft.ifft2(np.fft.fft2(train) * np.fft.fft2(held_out).conj()).real
    assert np.abs(alike).max() < 0.4 * np.sqrt((train**2).sum() * (held_out**2).sum())


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
