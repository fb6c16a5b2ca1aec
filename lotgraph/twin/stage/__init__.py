"""Stage: a site under its light, and what a camera there would see of it.

Reads a plan, poses and meshes. Read by the sensor, which makes a picture of the radiance, and by
truth, which counts the pixels of each thing.
"""
