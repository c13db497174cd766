"""Scenarios: YAML files that rebuild an error over the real wire, say what each client sees, and prove the fix.

Nothing here knows the emulator from the inside: it is reached over HTTP only, as a foreign product would.
"""
