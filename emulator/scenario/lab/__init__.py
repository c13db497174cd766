"""Labs: a scenario's broken state, left for a person to fix, with hints and a check; courses put them in order."""
