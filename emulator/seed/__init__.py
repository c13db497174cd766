"""Seed files: the state that an emulator starts from, in the same words as a scenario's `given`."""
