"""Twin: parking sites that do not exist, rendered through real camera models, with exact truth.

Its rooms, in the order things flow: plan (what a site is), world (who drives where when), bodies
(what vehicles and people look like), optics (where a point falls in a picture), stage (light and
what is seen), sensor (what a camera makes of it). Nothing outside this folder may import it, and
nothing in the graph may know that it exists.
"""
