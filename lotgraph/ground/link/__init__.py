"""Which sighting goes on which track; compiled."""
