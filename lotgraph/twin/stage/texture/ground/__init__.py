"""Grounds, and what years leave on them."""
