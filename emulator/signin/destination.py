"""Where a person may be sent after signing in: to pages of ours, never anywhere else."""

import re

_PAGES = ("/start", "/authorize", "/device", "/saml/assertion")
_HARMLESS = re.compile(r"[!-\[\]-~]{1,8000}")


def safe_destination(wanted: str | None, public_url: str) -> str:
    """`wanted` as an absolute URL if it is one of our pages (a path, or a URL below `public_url`), else the portal.

    unconfirmed: whether AWS follows the RelayState of a sign-in that the identity provider started
    (facts/signin.md §2.5); it is followed within the portal.
    """
    portal = public_url + _PAGES[0]
    # Backslashes, blanks and control characters mean different things to different URL parsers.
    if wanted is None or not _HARMLESS.fullmatch(wanted):
        return portal
    absolute = public_url + wanted if wanted.startswith("/") else wanted
    pages = (public_url + page for page in _PAGES)
    return absolute if any(absolute == page or absolute.startswith(_continued(page)) for page in pages) else portal


def _continued(page: str) -> tuple[str, ...]:
    return tuple(page + separator for separator in "/?#")
