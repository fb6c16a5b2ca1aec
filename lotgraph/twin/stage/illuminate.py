"""Turn what rays met, and what light reaches it, into radiance."""

import numpy as np
from numpy.typing import NDArray

from lotgraph.twin.stage.lamps import burning, indoors
from lotgraph.twin.stage.light import Light
from lotgraph.twin.stage.scenery import Scenery
from lotgraph.twin.stage.spot import Spots
from lotgraph.twin.stage.texture.tiles import tiles
from lotgraph.twin.stage.trace import Samples

BACK = 0.04  # of light that air takes from a lamp, what it sends back a steradian
INDOORS = 0.25  # of the sky seen from beneath a roof, at most; and of the fog that drifts in


def paint_site(samples: Samples, scenery: Scenery, light: Light) -> None:
    """Fill in the surfaces of samples that met the site."""
    from lotgraph.twin.stage.texture.kernels import paint

    weather, marks, blots = light.weather, scenery.marks, scenery.blots
    paint(
        samples.rows,
        samples.directions,
        np.float32(1 / samples.view.camera.focal_px),
        scenery.materials,
        (np.array(scenery.plan.extent_m, np.float32), scenery.lanes),
        (marks.planes, marks.paints, marks.starts, marks.members, marks.frame),
        (blots.rows, blots.starts, blots.members, blots.frame),
        tiles(scenery.plan.split),
        scenery.plan.seed % 2**31,
        np.array([light.are_lamps_on, weather.wetness, weather.snow], np.float32),
        weather.seed,
    )


def illuminate(  # noqa: PLR0913, PLR0917 -- what is lit, by what, and where it is put
    samples: Samples,
    which: NDArray[np.integer],
    scenery: Scenery,
    light: Light,
    spots: Spots,
    radiance: NDArray[np.float32],
) -> None:
    """Put the radiance of the samples `which` into a picture (pixels, 3)."""
    from lotgraph.twin.stage.shade.kernels import shade

    sky = np.stack(
        [
            *(light.zenith, light.horizon, light.cloud, light.bounce),
            *(light.beam, light.sun, light.fog, light.sky),
            indoors(scenery.lamps, scenery.ground_m2),
        ]
    )
    eye = samples.view.position
    shelter = INDOORS if scenery.free_over(eye[0], eye[1]) < INDOORS else 1.0
    haze = shelter * light.weather.haze_per_m
    eye_lamp = (light.infrared_kcd, BACK * haze * light.infrared_kcd)
    air = np.array([light.weather.cloud, haze, *eye_lamp, *samples.view.eye[3]], np.float32)
    lamps = burning(scenery.lamps, are_lamps_on=light.are_lamps_on)
    shade(
        *(samples.columns, spots.bits, which, sky, air, light.weather.seed),
        *(lamps, spots.beams, radiance),
    )
