"""How far a camera moved."""
