"""Multi-factor authentication: its settings, the devices of a user, and how each kind is registered and checked."""
