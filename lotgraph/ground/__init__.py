"""Things on the ground: who is who among boxes in space, where each is, how fast and how sure.

Reads boxes with metres and headings, of a fixed or a moving observer. Read by the command line.
"""
