"""What the world and cameras do to pictures, so that it can be measured what a stage makes of it.

Fifteen corruptions of five families, each a function of pictures, a strength and a scene; five
severities of each are as strong as they take from the likeness to the clean picture.
"""
