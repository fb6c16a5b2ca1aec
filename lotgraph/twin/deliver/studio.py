"""What a process keeps between pieces: a site, its traffic, its light and everybody's looks."""

from datetime import timedelta
from functools import lru_cache

from lotgraph.twin.deliver.order import Order
from lotgraph.twin.deliver.wardrobe import Wardrobe
from lotgraph.twin.plan import Camera
from lotgraph.twin.sensor.catalogue import sensor_model
from lotgraph.twin.stage.infrared import with_lamp
from lotgraph.twin.stage.light import Light, light_at
from lotgraph.twin.stage.season import season_at
from lotgraph.twin.stage.see import Seen, Stage
from lotgraph.twin.stage.weather import Weather
from lotgraph.twin.world.model import Poses, World

KEPT_CAMERAS = 2  # pieces go camera by camera; each keeps some 85 MB
LIGHT_LASTS_S = 60.0  # the sun stands still that long, so that what it lights can be kept


class Studio:
    """Ready to show any moment of an order to any camera."""

    def __init__(self, order: Order, world: World) -> None:
        self.order = order
        self.wardrobe = Wardrobe(world)
        self._world = world
        season = season_at(order.plan.latitude_deg, order.begins_at)
        self._stage = Stage(order.plan, kept_cameras=KEPT_CAMERAS, season=season)
        self._lit = lru_cache(maxsize=4)(self._light_of)

    def light(self, camera: Camera, t_s: float) -> Light:
        """The light by which a camera sees a moment; it changes once in `LIGHT_LASTS_S`."""
        return self._lit(camera.camera_id, int(t_s // LIGHT_LASTS_S), self.order.weather_at(t_s))

    def see(self, camera: Camera, t_s: float) -> tuple[Seen, Poses]:
        """What a camera sees at a moment, and who is there."""
        poses = self._world.poses(t_s)
        meshes = self.wardrobe.meshes(poses)
        return self._stage.frame(camera, self.light(camera, t_s), poses, meshes), poses

    def _light_of(self, camera_id: str, step: int, weather: Weather) -> Light:
        moment = self.order.begins_at + timedelta(seconds=step * LIGHT_LASTS_S)
        light = light_at(self.order.plan, moment, weather)
        camera = next(one for one in self.order.plan.cameras if one.camera_id == camera_id)
        model = sensor_model(camera.sensor)
        if model.night == "colour":
            return light
        lamp = {"kcd": model.infrared_kcd, "below_klux": model.night_below_klux}
        return with_lamp(light, self._stage.scenery, camera, **lamp)
