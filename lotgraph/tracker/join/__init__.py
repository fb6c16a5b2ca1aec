"""Joins tracks whose ends fit: what one would do next is what the other was doing."""
