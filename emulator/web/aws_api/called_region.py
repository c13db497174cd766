"""The Region of an unsigned call: nothing but the host name tells it."""

import re

_HOST = re.compile(
    r"(?:oidc|portal\.sso|device\.sso)\.(?P<region>[a-z]{2}(?:-[a-z]+)+-\d)\.(?:amazonaws\.com|api\.aws)(?::\d+)?"
)


def called_region(host: str) -> str | None:
    """The Region in one of AWS's own host names; None where the endpoint is overridden."""
    found = _HOST.fullmatch(host.lower())
    return found["region"] if found else None
