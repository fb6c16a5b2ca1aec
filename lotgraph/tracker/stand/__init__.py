"""Who stands: seen again at its place, it is the same if nobody saw that place free meanwhile."""
