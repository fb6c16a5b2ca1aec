"""Where the observer is, from what it sees; compiled."""
