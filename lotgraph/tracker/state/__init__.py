"""What a track expects of its next box, and how boxes correct that."""
