"""The control API under /_emulator: health, clock, reset, snapshots, what happened, identity source, SCIM tokens."""
