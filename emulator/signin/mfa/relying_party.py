"""What WebAuthn needs to know about us, and which browsers can do it."""

import re
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

from emulator.guide.refusal import Facts, Refusal

NAME = "IAM Identity Center emulator"

# The guide names Chrome, Firefox, Edge and Safari (facts/signin.md §1.13); WebAuthn came with these versions of them.
_OLDEST = {"Edge": 18, "Firefox": 60, "Chrome": 67, "Safari": 13}

# As they call themselves; an embedded browser and the lesser-known ones also call themselves Chrome or Safari.
_OTHERS = re.compile(r"; wv\)|Electron/|OPR/|Opera|Trident/|MSIE |SamsungBrowser/|UCBrowser/|YaBrowser/|Vivaldi/")
_KNOWN = {
    "Edge": re.compile(r"Edg(?:e|A|iOS)?/(\d+)"),
    "Firefox": re.compile(r"(?:Firefox|FxiOS)/(\d+)"),
    "Chrome": re.compile(r"(?:Chrome|HeadlessChrome|Chromium|CriOS)/(\d+)"),
    "Safari": re.compile(r"Version/(\d+)[\d.]* (?:Mobile/\S+ )?Safari/"),
}


@dataclass(frozen=True)
class RelyingParty:
    """The id that credentials belong to, and the origin of the pages that ask for them.

    unconfirmed: AWS's relying party id; the host of the public URL here
    """

    id: str
    origin: str


def relying_party(public_url: str) -> RelyingParty:
    """The relying party of pages below `public_url`."""
    parts = urlsplit(public_url)
    return RelyingParty(id=parts.hostname or "", origin=f"{parts.scheme}://{parts.netloc}")


def offers_webauthn(public_url: str) -> bool:
    """Whether browsers speak to security keys at that address: over https or at localhost, and at no IP address.

    AWS is always reached in such a way. What no browser would send is taken all the same.
    """
    parts = urlsplit(public_url)
    host = parts.hostname or ""
    local = host == "localhost" or host.endswith(".localhost")
    return not _is_address(host) and (parts.scheme == "https" or local)


def check_browser(user_agent: str) -> None:
    """Raises a Refusal (webauthn.unsupported-browser) unless the browser is one of the documented list.

    unconfirmed: that AWS judges by the name of the browser; its pages may ask the browser what it can do
    """
    name, version = _browser(user_agent)
    if name is not None and version >= _OLDEST[name]:
        return
    oldest = ", ".join(f"{each} {number}" for each, number in sorted(_OLDEST.items()))
    raise Refusal(
        "ValidationException",
        "Browser not supported",
        cause="webauthn.unsupported-browser",
        facts=Facts(
            where="header User-Agent",
            found=user_agent or "(absent)",
            expected=f"{oldest} or newer, as a browser of its own",
        ),
    )


def _browser(user_agent: str) -> tuple[str | None, int]:
    if _OTHERS.search(user_agent):
        return None, 0
    for name, pattern in _KNOWN.items():
        found = pattern.search(user_agent)
        if found:
            return name, int(found.group(1))
    return None, 0


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
