"""What CreateTokenWithIAM tells about the person beside the access token."""

import base64
import json
from collections.abc import Mapping
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from emulator.permissions.instances import Instance
from emulator.signin.tokens.issued import Issued
from emulator.store.keys import key_pair
from emulator.store.transaction import Transaction

IDENTITY_CONTEXT_SCOPE = "sts:identity_context"


def identity_context(tx: Transaction) -> str:
    """The opaque text that an application hands on to STS. unconfirmed: its shape; nothing reads it here."""
    return base64.b64encode(tx.ids.random_bytes(180)).decode()


def id_token(tx: Transaction, instance: Instance, issued: Issued, context: str | None) -> str:
    """The identity of the person as a signed JSON Web Token.

    unconfirmed: the claims and the algorithm; AWS's verification keys cannot be fetched from here either.
    """
    token = issued.token
    claims: dict[str, Any] = {
        "iss": f"https://identitycenter.amazonaws.com/{instance.instance_arn.rpartition('/')[2]}",
        "sub": token.user_id,
        "aud": token.client_id,
        "iat": int(token.issued_at.timestamp()),
        "exp": int(token.issued_at.timestamp()) + issued.expires_in,
        "aws:identity_store_id": instance.identity_store_id,
        "aws:identity_store_arn": instance.identity_store_arn,
        "aws:instance_account": instance.owner_account_id,
        "aws:instance_arn": instance.instance_arn,
        "aws:credential_id": token.token_id,
    }
    if context is not None:
        claims[IDENTITY_CONTEXT_SCOPE] = context
    return _signed(tx, claims)


def _signed(tx: Transaction, claims: Mapping[str, Any]) -> str:
    own_key = key_pair(tx, "id-token", "Identity tokens").private_key_pem.encode()
    # Checking one's own key would take a hundred times longer than signing with it.
    key = load_pem_private_key(own_key, None, unsafe_skip_rsa_key_validation=True)
    assert isinstance(key, rsa.RSAPrivateKey)
    signed = f"{_base64url(json.dumps({'typ': 'JWT', 'alg': 'RS256'}))}.{_base64url(json.dumps(claims))}"
    signature = key.sign(signed.encode(), padding.PKCS1v15(), hashes.SHA256())
    return f"{signed}.{_base64url(signature)}"


def _base64url(content: str | bytes) -> str:
    octets = content.encode() if isinstance(content, str) else content
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode()
