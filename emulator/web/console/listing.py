"""What the address of a listing asks for: a filter, and where to continue."""

from flask import request

_HIGHEST = 2**62


def asked_text(name: str) -> str | None:
    """A filter in the address; None where there is none. PostgreSQL has no text with a NUL in it."""
    return request.args.get(name, "").replace("\0", " ").strip() or None


def asked_number(name: str) -> int | None:
    """A sequence number in the address; None for anything else."""
    text = request.args.get(name, "")
    return min(int(text), _HIGHEST) if text.isascii() and text.isdigit() and len(text) < 20 else None
