"""The test IdP as trusted token issuer: what OpenID discovery finds, and the tokens that it signs."""

import time

import pytest
import requests

from emulator.signin.tokens.json_web_tokens import NotValid, WebToken, read_web_token, verify_signature
from tests.conftest import RunningEmulator


def token(emulator: RunningEmulator, **wanted: object) -> WebToken:
    answer = requests.post(f"{emulator.url}/idp/token", json={"claims": {}, **wanted}, timeout=10)
    assert answer.status_code == 200, answer.text
    return read_web_token(answer.json()["token"])


def keys(emulator: RunningEmulator) -> list[dict[str, str]]:
    configuration = requests.get(f"{emulator.url}/idp/.well-known/openid-configuration", timeout=10).json()
    assert configuration["issuer"] == f"{emulator.url}/idp"
    return list(requests.get(configuration["jwks_uri"], timeout=10).json()["keys"])


def test_token_has_the_claims_that_were_asked_for_and_the_usual_ones(emulator: RunningEmulator) -> None:
    claims = token(emulator, claims={"email": "ana@example.com", "aud": ["a", "b"]}, lifetime_seconds=60).claims
    assert claims["iss"] == f"{emulator.url}/idp"
    assert (claims["email"], claims["aud"]) == ("ana@example.com", ["a", "b"])
    assert claims["exp"] - claims["iat"] == 60
    assert abs(claims["iat"] - time.time()) < 60


def test_claim_that_is_null_is_left_out(emulator: RunningEmulator) -> None:
    assert "exp" not in token(emulator, claims={"exp": None}).claims


def test_token_is_signed_by_the_published_key(emulator: RunningEmulator) -> None:
    verify_signature(token(emulator), keys(emulator))


def test_other_key_is_not_published(emulator: RunningEmulator) -> None:
    with pytest.raises(NotValid, match="the key id other; the issuer has current"):
        verify_signature(token(emulator, key="other"), keys(emulator))


@pytest.mark.parametrize("body", [None, [], {"claims": 1}, {"claims": {}, "key": "third"}, {"clams": {}}])
def test_what_cannot_be_read_is_refused(emulator: RunningEmulator, body: object) -> None:
    answer = requests.post(f"{emulator.url}/idp/token", json=body, timeout=10)
    assert answer.status_code == 400
    assert answer.json()["fields"]
