"""What makes one surveillance camera's picture differ from another's."""

from dataclasses import dataclass
from typing import Literal

from lotgraph.twin.seeds import Split

Row = tuple[float, float, float]
Corner = Literal["none", "upper_left", "upper_right", "lower_left", "lower_right"]


@dataclass(frozen=True)
class SensorModel:
    """One model of camera, from the glass to the 8-bit picture.

    Light in kilocandela a square metre, charge in electrons, lengths in pixels of a picture 640
    wide. Noise is stated at a gain of 1, where `full_well_e` electrons are white.
    """

    name: str
    split: Split | None  # None: of neither, for tests and drawings
    # The chip. Sensitivity includes the aperture.
    electrons_per_kcd_s: float = 4.4e6
    full_well_e: float = 9000.0
    read_noise_e: float = 4.0
    row_noise_e: float = 0.6  # of a whole row at once, new in each frame
    dark_e_per_s: float = 20.0  # of a middling pixel; hot ones have far more
    pattern_share: float = 0.008  # by how much pixels differ in sensitivity
    matrix: tuple[Row, Row, Row] = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))
    # The glass.
    blur_px: float = 0.5  # standard deviation of a point's image
    fringe_px: float = 0.0  # red against blue, in the corners
    vignette: float = 0.1  # light lost in the corners
    glare: float = 0.01  # light that spreads far from where it belongs
    dirt: float = 1.0  # how much of what lands on the glass stays there
    # Exposure.
    shortest_s: float = 1 / 60000
    longest_s: float = 1 / 25
    most_gain: float = 64.0
    key: float = 0.17  # share of white that the picture's middling brightness is brought to
    dims: float = 0.25  # of each stop of gain that the key asks for, what it goes without
    centre_weight: float = 0.5
    lag_s: float = 1.2
    mains_hz: float = 50.0
    flicker: float = 0.15  # of lamps, where the shutter does not span whole periods of theirs
    is_flicker_free: bool = True  # chooses such shutters where it can
    # Colour and tone.
    white_share: float = 0.85  # of a cast of light that is taken out
    white_bias: tuple[float, float] = (1.0, 1.0)  # gains of red and blue beside
    gamma: float = 0.45
    toe: float = 0.0  # share of white that black is lifted to
    knee: float = 0.8  # output above which highlights are compressed
    contrast: float = 0.0  # how far tones follow an S: darks darker, lights lighter
    local: float = 0.0  # how far bright and dark places are brought together (WDR)
    saturation: float = 1.0
    # What the processor does afterwards.
    denoise: float = 0.5
    trail: int = 4  # frames it averages where nothing moves, at its highest gain
    sharpen: float = 0.5
    halo_px: int = 1
    smear_px: int = 3  # width over which colour is averaged
    # Night and writing.
    night: Literal["grey", "colour"] = "colour"
    night_below_klux: float = 0.006  # on the ground before it, for a camera that goes grey
    infrared_gain: float = 2.0  # without its filter it sees more
    infrared_kcd: float = 0.4  # of its own lamp, straight ahead, where it goes grey
    stamp: Corner = "none"
    stamp_form: str = "%Y-%m-%d %H:%M:%S"
    stamp_scale: int = 1
