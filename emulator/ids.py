"""The shape of every AWS identifier, one method each.

Shapes come from facts/scim.md §1, §2 and §5.2, facts/signin.md §2.1, §2.4 and facts/awsapi.md §4.5, §4.6.
"""

import base64
import random
import string
import uuid
from typing import Any

_ALPHANUMERIC = string.ascii_letters + string.digits
_HEX = "0123456789abcdef"
_SMALL_ALPHANUMERIC = string.ascii_lowercase + string.digits
_BASE32 = string.ascii_uppercase + "234567"
# Consonants, so that no code spells a word (RFC 8628 §6.1).
_USER_CODE_LETTERS = "BCDFGHJKLMNPQRSTVWXZ"


class Identifiers:
    """Makes identifiers; with a seed they repeat from run to run (not for secrets that must stay secret)."""

    def __init__(self, seed: int | None = None) -> None:
        self._seed = seed
        self._random: random.Random = random.SystemRandom() if seed is None else random.Random(seed)

    @property
    def seed(self) -> int | None:
        """The seed that makes the identifiers repeat, if any."""
        return self._seed

    def restart(self, salt: str = "") -> None:
        """Begin the repeatable sequence again, or with `salt` another one; without a seed there is none."""
        self._random.seed(f"{self._seed} {salt}" if salt else self._seed)

    def state(self) -> Any:
        """How far the repeatable sequence has come, to be given back to `set_state`."""
        return self._random.getstate() if self._seed is not None else None

    def set_state(self, state: Any) -> None:
        """Go on in the repeatable sequence from where it was."""
        if state is not None:
            self._random.setstate(state)

    def _text(self, alphabet: str, length: int) -> str:
        return "".join(self._random.choices(alphabet, k=length))

    def random_bytes(self, count: int) -> bytes:
        """`count` random bytes, for keys and secrets."""
        return self._random.randbytes(count)

    def uuid(self) -> str:
        """A random UUID (version 4): request, event, workflow and credential ids."""
        return str(uuid.UUID(bytes=self._random.randbytes(16), version=4))

    def instance_arn(self) -> str:
        """`arn:aws:sso:::instance/ssoins-<16 hex>`."""
        return f"arn:aws:sso:::instance/ssoins-{self._text(_HEX, 16)}"

    def permission_set_arn(self, instance_arn: str) -> str:
        """`arn:aws:sso:::permissionSet/ssoins-<16 hex>/ps-<16 hex>`, with the id of the instance."""
        return f"arn:aws:sso:::permissionSet/{instance_arn.rpartition('/')[2]}/ps-{self._text(_HEX, 16)}"

    def identity_store_id(self) -> str:
        """`d-<10 hex>`, for example d-9067230c03."""
        return f"d-90{self._text(_HEX, 8)}"

    def resource_id(self) -> str:
        """A user, group or membership id as newer directories have them: a UUID with a fixed 8 and 4 at some places.

        The regular shape of the six public samples: `^.4.8.4.8-.0.1-70..-....-............$` (facts/scim.md §2).
        """
        digit = self._random.choice
        free = self._text(_HEX, 24)
        first = f"{digit(_HEX)}4{digit(_HEX)}8{digit(_HEX)}4{digit(_HEX)}8"
        return f"{first}-{free[0]}0{free[1]}1-70{free[2:4]}-{free[4:8]}-{free[8:20]}"

    def scim_tenant_id(self) -> str:
        """Three letters or digits in front of a UUID, as in the two public samples."""
        return self._text(_ALPHANUMERIC, 3) + self.uuid()

    def scim_token(self) -> str:
        """An opaque bearer token of 560 characters, inside the 500-620 that clients accept."""
        return self._text(_ALPHANUMERIC + "+/", 560)

    def saml_tenant_id(self, region: str) -> str:
        """Last part of the ACS URL: lower-case hex of `<region>-` glued to a UUID, as newer instances have it."""
        return f"{region}-".encode().hex() + self.uuid()

    def authn_request_id(self) -> str:
        """`aws_` and 32 letters or digits."""
        return "aws_" + self._text(_ALPHANUMERIC, 32)

    def saml_id(self) -> str:
        """An XML id for SAML messages and assertions: `_<uuid>`."""
        return "_" + self.uuid()

    def secret(self, length: int = 43) -> str:
        """An opaque URL-safe secret: session cookies, CSRF tokens, relay states."""
        return self._text(_ALPHANUMERIC + "-_", length)

    def organization_id(self) -> str:
        """`o-` and 10 small letters or digits."""
        return "o-" + self._text(_SMALL_ALPHANUMERIC, 10)

    def organization_root_id(self) -> str:
        """`r-` and 4 small letters or digits."""
        return "r-" + self._text(_SMALL_ALPHANUMERIC, 4)

    def create_account_request_id(self) -> str:
        """`car-` and 32 hex: the request that made a member account."""
        return "car-" + self._text(_HEX, 32)

    def role_id(self) -> str:
        """`AROA` and 17 characters."""
        return "AROA" + self._text(_BASE32, 17)

    def reserved_role_name(self, permission_set_name: str) -> str:
        """`AWSReservedSSO_<permission set>_<16 hex>`, at most 64 characters (facts/awsapi.md §4.7)."""
        return f"AWSReservedSSO_{permission_set_name}_{self._text(_HEX, 16)}"

    def saml_provider_name(self) -> str:
        """`AWSSSO_<16 hex>_DO_NOT_DELETE` (facts/awsapi.md §4.7)."""
        return f"AWSSSO_{self._text(_HEX, 16)}_DO_NOT_DELETE"

    def application_instance_id(self) -> str:
        """`ins-<16 hex>`, part of the issuer of assertions (facts/signin.md §4.1)."""
        return f"ins-{self._text(_HEX, 16)}"

    def application_arn(self, account_id: str, instance_arn: str) -> str:
        """`arn:aws:sso::<account>:application/ssoins-…/apl-<16 hex>` (facts/awsapi.md §4.5)."""
        instance = instance_arn.rpartition("/")[2]
        return f"arn:aws:sso::{account_id}:application/{instance}/apl-{self._text(_HEX, 16)}"

    def trusted_token_issuer_arn(self, account_id: str, instance_arn: str) -> str:
        """`arn:aws:sso::<account>:trustedTokenIssuer/ssoins-…/tti-<uuid>` (facts/awsapi.md §4.5)."""
        instance = instance_arn.rpartition("/")[2]
        return f"arn:aws:sso::{account_id}:trustedTokenIssuer/{instance}/tti-{self.uuid()}"

    def temporary_access_key_id(self, account_id: str) -> str:
        """`ASIA` and 16 characters of base32, of which bits 1 to 40 are the account's number, as in AWS's keys."""
        head = (1 << 47) | (int(account_id) << 7) | self._random.getrandbits(7)
        return "ASIA" + base64.b32encode(head.to_bytes(6) + self._random.randbytes(4)).decode()

    def secret_access_key(self) -> str:
        """40 characters of base64."""
        return self._text(_ALPHANUMERIC + "+/", 40)

    def security_token(self) -> str:
        """The session token of temporary credentials: opaque base64, here of 356 characters."""
        return "IQoJb3JpZ2lu" + self._text(_ALPHANUMERIC + "+/", 344)

    def token_client_id(self, region: str) -> str:
        """The id of a registered client: base64url of 16 random bytes and the Region (facts/awsapi.md §4.3)."""
        return _base64url(self._random.randbytes(16) + region.encode())

    def token_client_secret(self) -> str:
        """A client's secret: in the shape of a signed JWT, as AWS's are; opaque all the same."""
        header = _base64url(f'{{"kid":"key-{self._text(string.digits, 10)}","alg":"HS384"}}'.encode())
        return f"{header}.{self._text(_ALPHANUMERIC, 160)}.{self._text(_ALPHANUMERIC, 64)}"

    def user_code(self) -> str:
        """The code of the device flow, as a person types it: `PMPJ-VZCJ`."""
        return f"{self._text(_USER_CODE_LETTERS, 4)}-{self._text(_USER_CODE_LETTERS, 4)}"

    def access_token(self) -> str:
        """An opaque access token; AWS's begin alike."""
        return "aoaAAAAA" + self.secret(160)

    def refresh_token(self) -> str:
        """An opaque refresh token; AWS's begin alike."""
        return "aorAAAAA" + self.secret(160)


def _base64url(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()
