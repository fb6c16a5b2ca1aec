"""Hull: where in a view a volume may matter, as bounds that hold all of it."""
