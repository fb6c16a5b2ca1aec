"""Shade: how bright a sample is, given what it lies on and which lights reach it."""
