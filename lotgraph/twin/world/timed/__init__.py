"""Timed: what is driven when, as rows of one arc at one acceleration each; compiled.

Read by the world alone.
"""
