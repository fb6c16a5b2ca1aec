"""What a frame of the twin costs, step by step, beside Embree alone."""
