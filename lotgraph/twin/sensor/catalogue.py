"""The sensors a plan may name. Each belongs to one split."""

from lotgraph.errors import TwinError
from lotgraph.twin.sensor.model import SensorModel
from lotgraph.twin.sensor.models_held_out import MODELS as HELD_OUT
from lotgraph.twin.sensor.models_train import MODELS as TRAIN

# Sees everything sharp and without noise; what tests and drawings of scenes use.
PLAIN = SensorModel(
    *("plain", None),
    full_well_e=1e9,
    electrons_per_kcd_s=5e11,
    read_noise_e=0.0,
    row_noise_e=0.0,
    dark_e_per_s=0.0,
    pattern_share=0.0,
    blur_px=0.0,
    vignette=0.0,
    glare=0.0,
    dims=0.0,
    dirt=0.0,
    most_gain=1e9,
    flicker=0.0,
    denoise=0.0,
    trail=1,
    sharpen=0.0,
    smear_px=1,
)
SENSORS = {model.name: model for model in (PLAIN, *TRAIN, *HELD_OUT)}


def sensor_model(name: str) -> SensorModel:
    """The sensor of that name.

    Raises:
        TwinError: there is none.
    """
    if name not in SENSORS:
        raise TwinError(f"sensor {name!r} is none of {', '.join(sorted(SENSORS))}")
    return SENSORS[name]
