"""Pairs rows with columns of which few may be paired at all."""
