"""Sensor: what a surveillance camera makes of the light that reaches it.

Reads radiance from the stage; `expose.Imager` gives 8-bit pictures, `moves` a view that sways and
turns. Read by deliver, which encodes them.
"""
