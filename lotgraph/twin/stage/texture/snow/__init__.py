"""Snow: what lies on a ground, and what wheels leave of it."""
