"""JSON Web Tokens of trusted issuers: reading, and verifying against a key set (RFC 7515, 7517, 7519)."""

import base64
import binascii
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

Json = Mapping[str, Any]

# unconfirmed: which algorithms AWS takes; those that need no shared secret.
_HASHES: Mapping[str, Callable[[], hashes.HashAlgorithm]] = {
    "256": hashes.SHA256,
    "384": hashes.SHA384,
    "512": hashes.SHA512,
}
_CURVES: Mapping[str, Callable[[], ec.EllipticCurve]] = {
    "P-256": ec.SECP256R1,
    "P-384": ec.SECP384R1,
    "P-521": ec.SECP521R1,
}
_CURVE_OF = {"ES256": "P-256", "ES384": "P-384", "ES512": "P-521"}
ALGORITHMS = ("RS256", "RS384", "RS512", *_CURVE_OF)


class NotValid(Exception):
    """The token is not one, or not signed by any key of the set; the text says why."""


@dataclass(frozen=True)
class WebToken:
    """A token that was read, but not verified."""

    header: Json
    claims: Json
    signed: bytes = field(repr=False)
    signature: bytes = field(repr=False)


def read_web_token(text: str) -> WebToken:
    """The three parts of a signed token. Raises NotValid."""
    parts = text.split(".")
    if len(parts) != 3:
        raise NotValid(f"a text of {len(parts)} parts, where a signed JSON Web Token has 3")
    try:
        header, claims = json.loads(_decoded(parts[0])), json.loads(_decoded(parts[1]))
        signature = _decoded(parts[2])
    except (ValueError, RecursionError) as problem:
        raise NotValid("parts that are not base64url of JSON") from problem
    if not isinstance(header, dict) or not isinstance(claims, dict):
        raise NotValid("header or claims that are not JSON objects")
    return WebToken(header, claims, f"{parts[0]}.{parts[1]}".encode(), signature)


def verify_signature(token: WebToken, keys: Sequence[Json]) -> None:
    """Raises NotValid unless a key of the set has signed the token."""
    algorithm, key_id = token.header.get("alg"), token.header.get("kid")
    if algorithm not in ALGORITHMS:
        raise NotValid(f"the algorithm {algorithm}, not one of {', '.join(ALGORITHMS)}")
    candidates = [key for key in keys if key_id is None or key.get("kid") == key_id]
    if not candidates:
        known = ", ".join(str(key.get("kid")) for key in keys) or "no keys"
        raise NotValid(f"the key id {key_id}; the issuer has {known}")
    for key in candidates:
        try:
            _verify(token, key, algorithm)
            return
        except (InvalidSignature, KeyError, TypeError, ValueError):
            continue
    raise NotValid("a signature that no key of the issuer has made")


def _verify(token: WebToken, key: Json, algorithm: str) -> None:
    digest = _HASHES[algorithm[2:]]()
    if algorithm.startswith("RS"):
        _rsa_key(key).verify(token.signature, token.signed, padding.PKCS1v15(), digest)
        return
    if key["crv"] != _CURVE_OF[algorithm]:
        raise ValueError(f"{algorithm} needs a key on {_CURVE_OF[algorithm]}")
    curve = _CURVES[key["crv"]]()
    half = (curve.key_size + 7) // 8
    if len(token.signature) != 2 * half:
        raise InvalidSignature
    pair = encode_dss_signature(
        int.from_bytes(token.signature[:half]),
        int.from_bytes(token.signature[half:]),
    )
    numbers = ec.EllipticCurvePublicNumbers(_number(key["x"]), _number(key["y"]), curve)
    numbers.public_key().verify(pair, token.signed, ec.ECDSA(digest))


def _rsa_key(key: Json) -> rsa.RSAPublicKey:
    if key["kty"] != "RSA":
        raise ValueError("not an RSA key")
    return rsa.RSAPublicNumbers(_number(key["e"]), _number(key["n"])).public_key()


def _number(text: str) -> int:
    return int.from_bytes(_decoded(text))


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except binascii.Error as problem:
        raise ValueError("not base64url") from problem
