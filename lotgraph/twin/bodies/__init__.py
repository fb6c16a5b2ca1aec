"""Bodies: what vehicles and people look like.

Built from a body's name and a seed. Read by the stage, which puts them into its light.
"""
