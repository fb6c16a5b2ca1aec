"""Families: kinds of parking sites. Each draws lanes, stalls and what stands, for one seed.

All are drawn along the axes around the origin, with ways in and out that reach far off the site.
"""
