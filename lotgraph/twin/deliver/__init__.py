"""Deliver: a site as captures in the landing layout, rendered in parallel, with the truth beside.

Reads every other room of the twin. Read by the command line.
"""
