"""What each column of a sample holds: one row (float32) is what one ray of a camera met.

Compiled steps read these as constants, so they are plain numbers rather than an enumeration.
"""

# The first three say where in the world.
NORMAL = 3  # three: unit, towards the eye
DEPTH = 6  # metres along the ray
ALBEDO = 7  # three: linear
GLOSS = 10  # 0 chalk to 1 mirror
METAL = 11  # share of light that flakes or bare metal send back; below 0, that beads send home
OPEN = 12  # share of the sky that what stands leaves free
GLOW = 13  # three: radiance of its own
OBJECT = 16  # number of the thing met; 0 is the site
MATERIAL = 17  # row of the materials, or SKY or THING
CROWD = 18  # share of the sky that things close by leave free
FILM = 19  # how much of a mirror water makes of it
MIRROR = 20  # three: radiance of a thing mirrored in that water
MIRROR_DEPTH = 23  # metres from the water to that thing; 0 is none
WIDTH = 24

SKY, THING, GROUND = -1, -2, 0  # in MATERIAL
SUN_BIT = 1  # of what reaches a sample; lamp k of the site has bit 2 << k
