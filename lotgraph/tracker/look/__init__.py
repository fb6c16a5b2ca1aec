"""Looks of boxes, compared."""
