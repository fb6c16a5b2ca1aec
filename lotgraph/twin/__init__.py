"""Twin: parking sites that do not exist, rendered through real camera models, with exact truth.

Its rooms, each of which reads only those before it: plan (what a site is), optics (where a point
falls in a picture), bodies (what vehicles and people look like), world (who drives where when),
stage (light and what is seen), sensor (what a camera makes of it), faults (what goes wrong with
cameras, clocks and files), truth (what is so, as tables), deliver (captures and truth as files).
The command line, training, scripts and benchmarks use it. Nothing that judges footage may import
it, and nothing in the graph may know that it exists.
"""
