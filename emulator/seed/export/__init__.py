"""The present state as a seed: what `plant` would need to make it again."""
