"""Named runs, the clock times at which some of them start, and how often one is tried."""
