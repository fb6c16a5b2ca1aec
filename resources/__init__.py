"""Everything the graph talks to: landing folder, lake, expectations, previews."""
