"""Walls, facades and whatever else stands."""
