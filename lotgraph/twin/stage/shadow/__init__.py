"""Shadow: which lights reach which samples, and what hides the sky from the ground."""
