"""What a person carries: a phone with an authenticator app, and a security key made of software."""

import hashlib
import json
import os
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from pyotp import TOTP
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url, encode_cbor

_STEP_SECONDS = 30
# Present, verified; and, at a registration, with the data of the new credential (WebAuthn, section 6.1).
_PRESENT_AND_VERIFIED, _WITH_CREDENTIAL = 0x05, 0x40


@dataclass
class AuthenticatorApp:
    """An app that has scanned one QR code. `typed_step` is when the code was shown that was typed last."""

    secret: str
    typed_step: int | None = None

    @classmethod
    def of_uri(cls, uri: str) -> "AuthenticatorApp":
        """The app that has scanned this `otpauth:` address."""
        return cls(parse_qs(urlsplit(uri).query)["secret"][0])

    def code(self, moment: float) -> str:
        """What the app shows at a moment of its phone's clock; the person types it."""
        self.typed_step = int(moment) // _STEP_SECONDS
        return self.same_code()

    def same_code(self) -> str:
        """The code that was typed last."""
        return TOTP(self.secret).generate_otp(self.typed_step or 0)

    def seconds_to_new_code(self, moment: float) -> float:
        """How long to wait until the app shows a code that was not typed; 0 where it does."""
        if self.typed_step is None or int(moment) // _STEP_SECONDS > self.typed_step:
            return 0
        return (self.typed_step + 1) * _STEP_SECONDS - moment


@dataclass
class SecurityKey:
    """Answers a browser as a FIDO2 security key does that somebody touches, with one credential for each service."""

    credential_id: bytes = field(default_factory=lambda: os.urandom(32))
    private_key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    counter: int = 0

    def create(self, options: dict[str, Any], origin: str) -> str:
        """The answer to `navigator.credentials.create`, as JSON."""
        credential = self.credential_id
        attested = bytes(16) + len(credential).to_bytes(2) + credential + self._public_key()
        data = self._authenticator_data(options["rp"]["id"], _WITH_CREDENTIAL) + attested
        attestation = encode_cbor({"fmt": "none", "attStmt": {}, "authData": data})
        client_data = _client_data("webauthn.create", options["challenge"], origin)
        return self._answer(clientDataJSON=client_data, attestationObject=attestation)

    def get(self, options: dict[str, Any], origin: str) -> str:
        """The answer to `navigator.credentials.get`, as JSON."""
        data = self._authenticator_data(options["rpId"])
        client_data = _client_data("webauthn.get", options["challenge"], origin)
        signed = data + hashlib.sha256(client_data).digest()
        signature = self.private_key.sign(signed, ec.ECDSA(SHA256()))
        return self._answer(clientDataJSON=client_data, authenticatorData=data, signature=signature)

    def _authenticator_data(self, relying_party_id: str, further: int = 0) -> bytes:
        self.counter += 1
        flags = _PRESENT_AND_VERIFIED | further
        return hashlib.sha256(relying_party_id.encode()).digest() + bytes([flags]) + self.counter.to_bytes(4)

    def _public_key(self) -> bytes:
        """The public key in COSE's form: elliptic curve, ES256, P-256, and the two coordinates."""
        point = self.private_key.public_key().public_numbers()
        return encode_cbor({1: 2, 3: -7, -1: 1, -2: point.x.to_bytes(32), -3: point.y.to_bytes(32)})

    def _answer(self, **parts: bytes) -> str:
        id = bytes_to_base64url(self.credential_id)
        response = {name: bytes_to_base64url(part) for name, part in parts.items()}
        return json.dumps({"id": id, "rawId": id, "type": "public-key", "response": response})


@dataclass
class Belongings:
    """The app, the keys by the names they were registered by, and how far the phone's clock is off."""

    app: AuthenticatorApp | None = None
    keys: dict[str, SecurityKey] = field(default_factory=dict)
    clock_skew: float = 0


def _client_data(kind: str, challenge: str, origin: str) -> bytes:
    # The challenge goes back as the service has written it, so that it can compare.
    normal = bytes_to_base64url(base64url_to_bytes(challenge))
    return json.dumps({"type": kind, "challenge": normal, "origin": origin, "crossOrigin": False}).encode()
