"""Lamp: how much light of a lamp, of a site or a vehicle, falls where nothing hides it."""
