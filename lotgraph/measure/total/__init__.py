"""Adds numbers up in the order in which numpy does."""
