"""What lies on what: things that are there seldom do for long."""
