"""The test IdP as trusted token issuer: OpenID discovery, its key set, and JSON Web Tokens with any claims.

The addresses are those that OPEN_ID_DISCOVERY fetches; `/idp/token` stands for the provider's sign-in, which gives
a program the token of a person.
"""

import base64
import json
from collections.abc import Mapping
from typing import Any, Literal

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from flask import Blueprint, Response, jsonify, make_response, request
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from emulator.saml.signing import SigningKey
from emulator.web.test_idp.issuing import Keys
from emulator.web.test_idp.provider import TestIdp

_ALGORITHM = "RS256"


class WantedToken(BaseModel):
    """The token that a program asks for. Claims that are null are left out of it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    claims: dict[str, Any] = Field(description="Added to, or in place of, `iss`, `iat` and `exp`.")
    lifetime_seconds: int = 300
    key: Literal["current", "other"] = "current"


def add_open_id(blueprint: Blueprint, idp: TestIdp) -> None:
    """Routes below /idp."""

    @blueprint.get("/.well-known/openid-configuration")
    def configuration() -> Response:
        return jsonify(
            issuer=idp.issuer_url,
            jwks_uri=f"{idp.issuer_url}/keys",
            response_types_supported=["id_token"],
            subject_types_supported=["public"],
            id_token_signing_alg_values_supported=[_ALGORITHM],
        )

    @blueprint.get("/keys")
    def keys() -> Response:
        return jsonify(keys=[_public_key(idp.keys, "current")])

    @blueprint.post("/token")
    def token() -> Response:
        try:
            wanted = WantedToken.model_validate(request.get_json(silent=True))
        except ValidationError as problem:
            wrong = {".".join(map(str, each["loc"])) or "body": each["msg"] for each in problem.errors()}
            return make_response(jsonify(error="send a JSON object with `claims`", fields=wrong), 400)
        return jsonify(token=_token(idp, wanted))


def _token(idp: TestIdp, wanted: WantedToken) -> str:
    now = int(idp.now().timestamp())
    usual = {"iss": idp.issuer_url, "iat": now, "exp": now + wanted.lifetime_seconds}
    claims = {name: value for name, value in (usual | wanted.claims).items() if value is not None}
    header = {"typ": "JWT", "alg": _ALGORITHM, "kid": wanted.key}
    signed = f"{_encoded(header)}.{_encoded(claims)}"
    signature = _private_key(idp.keys, wanted.key).sign(signed.encode(), padding.PKCS1v15(), hashes.SHA256())
    return f"{signed}.{_base64url(signature)}"


def _public_key(keys: Keys, name: str) -> dict[str, str]:
    numbers = _private_key(keys, name).public_key().public_numbers()
    parts = {"n": numbers.n, "e": numbers.e}
    encoded = {part: _base64url(value.to_bytes((value.bit_length() + 7) // 8)) for part, value in parts.items()}
    return {"kty": "RSA", "use": "sig", "alg": _ALGORITHM, "kid": name, **encoded}


def _private_key(keys: Keys, name: str) -> rsa.RSAPrivateKey:
    chosen: SigningKey = keys.current if name == "current" else keys.other
    # Checking one's own key would take a hundred times longer than signing with it.
    key = load_pem_private_key(chosen.private_key_pem.encode(), None, unsafe_skip_rsa_key_validation=True)
    assert isinstance(key, rsa.RSAPrivateKey), "the test IdP has RSA keys"
    return key


def _encoded(part: Mapping[str, Any]) -> str:
    return _base64url(json.dumps(part, ensure_ascii=False).encode())


def _base64url(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()
