"""World: who drives and walks where, and when, before any pixel: tables, and poses at any moment.

Reads a plan and a seed. Read by the stage, the sensors and the truth.
"""
