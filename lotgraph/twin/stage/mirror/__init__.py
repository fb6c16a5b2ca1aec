"""Mirror: what wet ground shows of what stands before it."""
