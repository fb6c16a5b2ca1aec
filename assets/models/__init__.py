"""Models: what the graph trains itself, and how good it is.

Reads nothing of the lake: our detector learns from sites that do not exist. Read by people, who
name a trained file in the settings.
"""
