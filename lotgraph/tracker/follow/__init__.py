"""The causal core: goes through frames once, and each box takes the track that explains it best."""
