"""Watchers: each asks one question and requests runs."""
