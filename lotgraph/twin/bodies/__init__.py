"""Bodies: what vehicles and people look like, as triangles with parts, colours and pictures.

`build.build_vehicle` and `walkers.build_walker` make a `mesh.Mesh` from a model and a seed; read by
the stage, which puts them into its light. Nothing here knows about cameras, light or traffic.
"""
