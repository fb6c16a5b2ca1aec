"""Smooth: edges of solids and shadows drawn as if each pixel had looked at more than one point."""
