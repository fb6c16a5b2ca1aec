"""What `make demo` does: land footage, run the graph, say what it found, serve both pages."""
