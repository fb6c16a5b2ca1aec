"""What moves too fast for anybody to expect it."""
