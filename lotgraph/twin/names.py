"""What plans may call sensors and surfaces: the rooms that make them must know these names."""

from lotgraph.twin.seeds import Split, stream

PLAIN = "plain"  # a sensor of either split
SENSORS: dict[Split, tuple[str, ...]] = {
    "train": (
        "dome_4mp", "bullet_cheap", "analogue_960h", "starlight", "mini_dome", "box_pro",
        "recorder_d1", "dome_yellowed",
    ),
    "held_out": (
        "turret_5mp", "first_megapixel", "home_wifi", "ptz_dome", "coax_hd", "lowlight_4k",
        "vga_bullet", "turret_blind",
    ),
}  # fmt: skip
TEXTURES = (
    "asphalt", "concrete", "brick", "grass", "paving", "gravel", "plaster", "facade", "glass",
    "metal", "wood", "bark", "leaves", "hazard", "sign", "dark", "lamp",
    "autumn", "tiles", "painted",
)  # fmt: skip
MOST_LAMPS = 60  # of a site: which of them reach a sample is told in one number, a bit for each
USUAL_SHARE = 0.7  # of a site's cameras are of one model


def draw_sensor(seed: int, split: Split, camera_id: str) -> str:
    """The sensor of one camera of a site: a site buys most of one model, and some of another."""
    names = SENSORS[split]
    usual, other = stream(seed, "sensors", split).choice(len(names), 2, replace=False)
    is_usual = stream(seed, "sensor", split, camera_id).random() < USUAL_SHARE
    return str(names[usual if is_usual else other])
