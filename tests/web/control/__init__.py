"""The control API, over the wire."""
