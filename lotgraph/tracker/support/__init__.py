"""How far a box is borne out by those of its track in the frames around it."""
