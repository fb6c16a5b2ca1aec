"""Which of these is which of those: overlaps of boxes, and the cheapest way to pair them."""
