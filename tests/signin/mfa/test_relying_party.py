"""Which browsers can do WebAuthn, and at which addresses."""

import pytest

from emulator.guide.refusal import Refusal
from emulator.signin.mfa.relying_party import check_browser, offers_webauthn, relying_party

_CHROME = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{}.0.0.0 Safari/537.36"
)
_IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "

SUPPORTED = {
    "Chrome on Windows 10": _CHROME.format(141),
    "the first Chrome with WebAuthn": _CHROME.format(67),
    "Chrome without a window": _CHROME.format(141).replace("Chrome", "HeadlessChrome"),
    "Edge": _CHROME.format(141) + " Edg/141.0.0.0",
    "Firefox": "Mozilla/5.0 (X11; Linux x86_64; rv:131.0) Gecko/20100101 Firefox/131.0",
    "Safari on a Mac": (
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) "
        "Version/17.5 Safari/605.1.15"
    ),
    "Safari on a phone": _IPHONE + "Version/17.5 Mobile/15E148 Safari/604.1",
    "Chrome on Android": (
        "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) "
        "Chrome/130.0.0.0 Mobile Safari/537.36"
    ),
    "Chrome on a phone of Apple": _IPHONE + "CriOS/130.0.6723.37 Mobile/15E148 Safari/604.1",
}

UNSUPPORTED = {
    "nothing": "",
    "a program": "python-requests/2.32",
    "Internet Explorer": "Mozilla/5.0 (Windows NT 10.0; WOW64; Trident/7.0; rv:11.0) like Gecko",
    "an old Chrome": _CHROME.format(66),
    "an old Firefox": "Mozilla/5.0 (X11; Linux x86_64; rv:59.0) Gecko/20100101 Firefox/59.0",
    "an old Safari": (
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_13) AppleWebKit/605.1.15 (KHTML, like Gecko) "
        "Version/12.1 Safari/605.1.15"
    ),
    "Opera": _CHROME.format(141) + " OPR/125.0.0.0",
    "a program's window": _CHROME.format("130") + " Electron/33.2.0",
    "an embedded web view": (
        "Mozilla/5.0 (Linux; Android 14; Pixel 8; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 "
        "Chrome/130.0.0.0 Mobile Safari/537.36"
    ),
}


@pytest.mark.parametrize("user_agent", SUPPORTED.values(), ids=SUPPORTED)
def test_browser_of_the_documented_list_is_taken(user_agent: str) -> None:
    check_browser(user_agent)


@pytest.mark.parametrize("user_agent", UNSUPPORTED.values(), ids=UNSUPPORTED)
def test_every_other_browser_is_refused(user_agent: str) -> None:
    with pytest.raises(Refusal) as caught:
        check_browser(user_agent)
    assert caught.value.cause == "webauthn.unsupported-browser"
    assert caught.value.message == "Browser not supported"
    assert caught.value.facts.found == (user_agent or "(absent)")


@pytest.mark.parametrize(
    ("public_url", "offered"),
    [
        ("http://localhost:8250", True),
        ("https://sso.example.com", True),
        ("http://idc.localhost:8250", True),
        ("http://127.0.0.1:8250", False),
        ("https://127.0.0.1:8250", False),
        ("http://[::1]:8250", False),
        ("http://sso.example.com", False),
    ],
)
def test_browsers_offer_webauthn_at_secure_host_names_only(public_url: str, offered: bool) -> None:
    assert offers_webauthn(public_url) is offered


def test_relying_party_is_the_host_of_the_public_url() -> None:
    party = relying_party("http://localhost:8250")
    assert (party.id, party.origin) == ("localhost", "http://localhost:8250")
