"""Noise that textures are made of."""
