"""Texture: what surfaces that do not move are covered with, as functions of the place.

Reads a plan's names of textures. Read by the stage, sample by sample: there are no pictures.
"""
