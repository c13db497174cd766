"""The faults, one by one and together."""
