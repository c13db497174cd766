"""Examines what a client sends on an emulator of its own, in memory and without a socket: every broken rule."""
