"""Assertions for AWS accounts, sound unless a test spoils them."""

import base64
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from lxml import etree

from emulator.saml.document import find
from emulator.saml.signing import SigningKey, sign
from emulator.saml.writing import AttributeValues, ResponsePlan, write_idp_metadata, write_response
from tests.saml import keys

ISSUER = "https://idp.example.com/metadata"
SIGN_IN = "https://signin.aws.amazon.com/saml"
ATTRIBUTES = "https://aws.amazon.com/SAML/Attributes/"
PERSISTENT = "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent"


def key(name: str = "idp") -> SigningKey:
    made = keys.signing_key(name)
    return SigningKey(private_key_pem=made.private_pem, certificate_pem=made.certificate_pem)


def metadata(name: str = "idp", issuer: str = ISSUER) -> str:
    """The metadata of the provider that issues the assertions."""
    return write_idp_metadata(
        entity_id=issuer, sign_in_url="https://idp.example.com/sso", certificates=(key(name).certificate_pem,)
    )


def plan(
    now: datetime, roles: tuple[str, ...], attributes: dict[str, tuple[str, ...]], **changes: Any
) -> ResponsePlan:
    values = {"Role": roles, "RoleSessionName": ("ana@example.com",), **attributes}
    sound = ResponsePlan(
        response_id="_r",
        assertion_id="_a",
        session_index="_s",
        issuer=ISSUER,
        destination=SIGN_IN,
        recipient=SIGN_IN,
        audience="urn:amazon:webservices",
        in_response_to=None,
        name_id="ana",
        name_id_format=PERSISTENT,
        issue_instant=now,
        not_before=now - timedelta(minutes=1),
        not_on_or_after=now + timedelta(minutes=5),
        authn_instant=now,
        attributes=tuple(
            AttributeValues(name=ATTRIBUTES + name, values=texts) for name, texts in values.items() if texts
        ),
    )
    return replace(sound, **changes)


def posted(
    now: datetime,
    roles: tuple[str, ...] = (),
    *,
    signed_by: SigningKey | None = None,
    attributes: dict[str, tuple[str, ...]] | None = None,
    **changes: Any,
) -> str:
    """The base64 text of a response whose assertion is signed."""
    response = write_response(plan(now, roles, attributes or {}, **changes))
    assertion = find(response, "saml:Assertion")
    assert assertion is not None
    sign(assertion, signed_by or key())
    return base64.b64encode(etree.tostring(response)).decode()
