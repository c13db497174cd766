"""Which addresses from outside may become links."""

from urllib.parse import urlsplit


def web_address(destination: str | None) -> str | None:
    """The destination as a link, if it is one that a browser may safely follow."""
    try:
        parts = urlsplit(destination or "")
    except ValueError:
        return None
    return destination if parts.scheme == "https" and parts.netloc else None
