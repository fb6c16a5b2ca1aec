"""How strong the five severities of each corruption are.

So strong that the likeness to the clean picture is what is aimed at, in the middle of frames by
day of the footage that ships with the project, at 640 x 360; `python -m benchmarks.severities`
measures it. The coarsest squares that differ from pixels at all begin below the first aim.
"""

AIMS = (0.93, 0.86, 0.79, 0.72, 0.65)
STRENGTHS = {
    "gaussian": (0.0121, 0.0189, 0.0246, 0.0308, 0.0377),
    "shot": (0.0202, 0.0316, 0.0412, 0.0514, 0.0626),
    "impulse": (0.00273, 0.00583, 0.00916, 0.0131, 0.0178),
    "defocus": (1.25, 1.93, 2.52, 3.34, 5.05),
    "motion": (3.2, 5.58, 7.9, 11.8, 24.1),
    "zoom": (0.00599, 0.0113, 0.0169, 0.0271, 0.0645),
    "glass": (0.384, 0.643, 0.881, 1.17, 1.54),
    "rain": (1.93, 4.37, 7.06, 10.1, 13.9),
    "fog": (0.259, 0.466, 0.663, 0.892, 1.18),
    "spatter": (0.118, 0.268, 0.434, 0.615, 0.811),
    "low_light": (0.365, 0.771, 1.2, 1.64, 2.1),
    "contrast": (0.397, 0.55, 0.666, 0.764, 0.853),
    "pixelate": (1.1, 1.7, 2.41, 3.77, 5.66),
    "colour": (0.594, 0.849, 1.05, 1.24, 1.43),
    "compression": (36.0, 39.0, 42.0, 46.0, 51.0),
}
