"""The store: one contract for every database."""
