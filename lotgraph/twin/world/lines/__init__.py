"""Lines: what is driven and walked along, compiled.

Read by the world alone.
"""
