"""How sightings hold each other up; compiled."""
