"""An identity provider for tests: its metadata, and responses signed with its own key."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from lxml import etree
from saml.keys import signing_key

from emulator.saml import names
from emulator.saml.signing import SigningKey, sign
from emulator.saml.writing import AttributeValues, ResponsePlan, write_idp_metadata, write_response

ISSUER = "https://idp.example.com/entity"
SIGN_IN_URL = "https://idp.example.com/sso"


@dataclass
class Provider:
    """Knows the ACS URL and the audience of the instance it serves, as an administrator enters them."""

    acs_url: str = "http://127.0.0.1/platform/saml/acs/x"
    audience: str = "http://127.0.0.1/platform/saml/d-9000000000"
    key: SigningKey = field(
        default_factory=lambda: SigningKey(
            private_key_pem=signing_key().private_pem, certificate_pem=signing_key().certificate_pem
        )
    )
    _count: int = 0

    @property
    def metadata(self) -> str:
        """The document that is uploaded to IAM Identity Center."""
        return write_idp_metadata(entity_id=ISSUER, sign_in_url=SIGN_IN_URL, certificates=(self.key.certificate_pem,))

    def response(
        self,
        name_id: str,
        *,
        now: datetime | None = None,
        in_response_to: str | None = None,
        attributes: Mapping[str, str] | None = None,
        session_ends: datetime | None = None,
        **changes: Any,
    ) -> str:
        """A signed response, as the form field carries it; `changes` are fields of the plan."""
        self._count += 1
        now = now or datetime.now(UTC)
        planned: dict[str, Any] = {
            "response_id": f"_response-{self._count}",
            "assertion_id": f"_assertion-{self._count}",
            "session_index": "_session",
            "issuer": ISSUER,
            "destination": self.acs_url,
            "recipient": self.acs_url,
            "audience": self.audience,
            "in_response_to": in_response_to,
            "name_id": name_id,
            "name_id_format": names.EMAIL_ADDRESS,
            "issue_instant": now,
            "not_before": now - timedelta(minutes=5),
            "not_on_or_after": now + timedelta(minutes=5),
            "authn_instant": now,
            "session_not_on_or_after": session_ends,
            "attributes": tuple(
                AttributeValues(name=name, values=(value,)) for name, value in (attributes or {}).items()
            ),
        }
        root = write_response(ResponsePlan(**{**planned, **changes}))
        sign(root, self.key)
        return base64.b64encode(etree.tostring(root)).decode()
