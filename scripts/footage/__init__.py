"""Makes the captures that ship with the project, in `footage/`."""
