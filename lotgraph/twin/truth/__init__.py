"""Truth: what was really there, to the pixel and the second, as tables.

Made by deliver while it renders. Read by evaluations, never by the graph.
"""
