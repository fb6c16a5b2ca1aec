"""Rain and snow before a lens, and drops upon it, drawn by compiled steps."""
