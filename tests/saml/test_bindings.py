"""Messages survive the redirect binding and the POST binding; damaged ones are unreadable."""

import base64
import zlib
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulator.saml.bindings import (
    decode_post,
    decode_redirect,
    encode_post,
    encode_redirect,
    post_fields,
    redirect_url,
)
from emulator.saml.document import UnreadableMessage

TEXT = st.text(st.characters(codec="utf-8"))


@given(TEXT)
def test_the_redirect_binding_gives_back_what_it_was_given(xml: str) -> None:
    assert decode_redirect(encode_redirect(xml)) == xml


@given(TEXT)
def test_the_post_binding_gives_back_what_it_was_given(xml: str) -> None:
    assert decode_post(encode_post(xml)) == xml


@given(st.text())
def test_anything_else_is_unreadable(text: str) -> None:
    for decode in (decode_redirect, decode_post):
        try:
            decode(text)
        except UnreadableMessage:
            continue


def test_a_message_that_grows_without_bounds_is_unreadable() -> None:
    compressor = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    bomb = base64.b64encode(compressor.compress(b"a" * 10_000_000) + compressor.flush()).decode()
    with pytest.raises(UnreadableMessage):
        decode_redirect(bomb)


def test_a_message_that_is_cut_off_is_unreadable() -> None:
    whole = base64.b64decode(encode_redirect("<a>" * 100))
    with pytest.raises(UnreadableMessage):
        decode_redirect(base64.b64encode(whole[:-4]).decode())


def test_the_redirect_url_keeps_the_query_of_the_location() -> None:
    url = redirect_url("https://idp.example.com/sso?app=aws", "SAMLRequest", "<a/>", "state & more")
    query = parse_qs(urlsplit(url).query)
    assert url.startswith("https://idp.example.com/sso?app=aws&SAMLRequest=")
    assert (query["app"], query["RelayState"]) == (["aws"], ["state & more"])
    assert decode_redirect(query["SAMLRequest"][0]) == "<a/>"


def test_the_form_holds_the_message_and_the_relay_state_only_when_there_is_one() -> None:
    assert post_fields("SAMLResponse", "<a/>") == {"SAMLResponse": "PGEvPg=="}
    assert post_fields("SAMLRequest", "<a/>", "s") == {"SAMLRequest": "PGEvPg==", "RelayState": "s"}
