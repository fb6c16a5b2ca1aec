"""Where a thing stands so that its box falls where it was seen; compiled."""
