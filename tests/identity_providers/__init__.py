"""The emulator with identity providers that others make."""
