"""Camera health: what is wrong with a camera's picture, since when, and how sure that is."""
