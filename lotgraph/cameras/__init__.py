"""Camera models: where a camera hangs and how it sees, and where on the ground stands what it saw.

Reads a described file of each camera. Read by the command line and by the ground's tracks.
"""
