"""Which boxes are told of as they come, by what was seen of their track until then."""
