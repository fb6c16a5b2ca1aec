"""How things on the ground go on; compiled."""
