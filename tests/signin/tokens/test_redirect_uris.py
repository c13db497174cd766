"""Authorization codes are carried to a person's own machine, or nowhere."""

from ipaddress import ip_address
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulator.guide.refusal import Refusal
from emulator.signin.tokens.redirect_uris import checked_redirect_uris, is_registered

REGISTERED = ("http://127.0.0.1/oauth/callback",)


@pytest.mark.parametrize(
    "uri", ["http://127.0.0.1/x", "http://127.0.0.1:8080/x", "http://[::1]/x", "http://localhost/x"]
)
def test_loopback_address_may_be_registered(uri: str) -> None:
    assert checked_redirect_uris([uri]) == (uri,)


@pytest.mark.parametrize(
    "uri",
    [
        "https://127.0.0.1/x",
        "http://192.0.2.1/x",
        "http://127.0.0.1.example/x",
        "http://localhost.example/x",
        "http://localhost@evil.example/x",
        "http://evil.example\\@127.0.0.1/x",
        "http://127.0.0.1/x#fragment",
        "http://127.0.0.1/x y",
        "http://127.0.0.1:port/x",
        "javascript:alert(1)",
        "//127.0.0.1/x",
        "http://[::1/x",
        "",
    ],
)
def test_other_address_may_not_be_registered(uri: str) -> None:
    with pytest.raises(Refusal) as refused:
        checked_redirect_uris([uri])
    assert refused.value.code == "InvalidRedirectUriException"


@pytest.mark.parametrize("port", ["", ":1", ":49152", ":65535"])
def test_port_does_not_count(port: str) -> None:
    assert is_registered(f"http://127.0.0.1{port}/oauth/callback", REGISTERED)


@pytest.mark.parametrize(
    "uri",
    [
        "http://127.0.0.1/oauth/callback/",
        "http://127.0.0.1/oauth/callback?x=1",
        "http://127.0.0.2/oauth/callback",
        "http://localhost/oauth/callback",
        "http://[::1]/oauth/callback",
    ],
)
def test_everything_else_counts(uri: str) -> None:
    assert not is_registered(uri, REGISTERED)


@given(st.text() | st.from_regex(r"https?:[/\\]{0,3}[\w.@:\\/\[\]%-]{0,30}"))
def test_what_is_registered_stays_on_the_machine(uri: str) -> None:
    try:
        checked_redirect_uris([uri])
    except Refusal:
        assert not is_registered(uri, [uri])
        return
    host = urlsplit(uri).hostname or ""
    assert host == "localhost" or ip_address(host).is_loopback
