"""What `make demo` does: draw captures, run the graph, say what it found, serve both pages."""
