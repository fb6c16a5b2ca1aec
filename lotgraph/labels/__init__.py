"""What people, or whoever knows, say is in a capture: boxes that are true."""
