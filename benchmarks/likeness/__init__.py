"""How like real footage the twin is: what a detector finds in it, and the statistics of pictures.

Reads rendered scenes and real clips; prints tables and draws curves and pairs. No part of a build.
"""
