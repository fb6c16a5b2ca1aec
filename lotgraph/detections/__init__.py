"""What a detector finds in the captures of a window: its tables, and how they are made."""
