"""A camera's picture from nothing: everything is traced, and nothing kept."""

from collections.abc import Sequence

import numpy as np

from lotgraph.twin.stage.illuminate import paint_site
from lotgraph.twin.stage.light import Light
from lotgraph.twin.stage.pictures import Pictures, Shot
from lotgraph.twin.stage.scenery import Scenery
from lotgraph.twin.stage.spot import spot
from lotgraph.twin.stage.thing import Thing, placed
from lotgraph.twin.stage.trace import light_up, lit_by, mirror_site, place, shade, trace_site
from lotgraph.twin.stage.view import View


def whole(scenery: Scenery, view: View, light: Light, things: Sequence[Thing]) -> Shot:
    """See a site with things; what they cover is neither painted nor lit for nothing."""
    under = lit_by(scenery, light)
    new = placed(things, view, under.sources, is_wet=under.gleam is not None)
    samples = trace_site(scenery, view)
    changed, alone = place(samples, new, scenery)
    paint_site(samples, scenery, light)
    mirror_site(samples, under)
    everything = np.arange(len(samples.rows))
    light_up(samples, everything, scenery, under.sources)
    shade(samples, new, under, changed)
    spots = spot(samples, things, scenery, changed)
    pictures = Pictures.empty(view.camera)
    pictures.draw(samples, everything, scenery, light, spots)
    return Shot(pictures, alone)
