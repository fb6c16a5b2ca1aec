"""Trains our own detector on stills of the twin.

Reads the training split of `lotgraph.twin` and nothing else; what it ships lies in
`lotgraph/detector/ours`, where `lotgraph.detector` reads it.
"""
