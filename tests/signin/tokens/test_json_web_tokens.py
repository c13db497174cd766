"""Any text may come as a JSON Web Token; only a signature by a known key counts."""

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from hypothesis import given
from hypothesis import strategies as st
from web.oidc.token_issuer import public_key, signed

from emulator.signin.tokens.json_web_tokens import NotValid, read_web_token, verify_signature

RSA = rsa.generate_private_key(65537, 2048)
EC = ec.generate_private_key(ec.SECP256R1())


@pytest.mark.parametrize("key", [RSA, EC], ids=["RS256", "ES256"])
def test_signature_of_a_known_key_is_valid(key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) -> None:
    token = read_web_token(signed(key, {"sub": "ana"}))
    verify_signature(token, [public_key(key, "key-1")])
    assert token.claims == {"sub": "ana"}


@pytest.mark.parametrize("key", [RSA, EC], ids=["RS256", "ES256"])
def test_key_of_the_other_kind_verifies_nothing(key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) -> None:
    other = EC if key is RSA else RSA
    with pytest.raises(NotValid):
        verify_signature(read_web_token(signed(key, {})), [public_key(other, "key-1")])


@pytest.mark.parametrize("part", [0, 1, 2])
def test_token_of_which_a_part_was_changed_is_not_valid(part: int) -> None:
    parts, others = signed(RSA, {"sub": "ana"}).split("."), signed(RSA, {"sub": "bo"}, key_id="key-2").split(".")
    parts[part] = others[part]
    token = read_web_token(".".join(parts))
    with pytest.raises(NotValid):
        verify_signature(token, [public_key(RSA, "key-1"), public_key(RSA, "key-2")])


@pytest.mark.parametrize(
    "keys", [[], [{}], [{"kid": "key-1"}], [{"kid": "key-1", "kty": "RSA", "n": 1, "e": "AQAB"}]]
)
def test_unusable_keys_verify_nothing(keys: list[dict[str, object]]) -> None:
    with pytest.raises(NotValid):
        verify_signature(read_web_token(signed(RSA, {})), keys)


@given(st.text() | st.from_regex(r"[\w-]{0,9}\.[\w-]{0,9}\.[\w-]{0,9}"))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        token = read_web_token(text)
    except NotValid:
        return
    with pytest.raises(NotValid):
        verify_signature(token, [public_key(RSA, "key-1")])
