"""The check of a SAML response beside python3-saml's own."""

from datetime import UTC, datetime, timedelta
from typing import Any

from lxml import etree
from onelogin.saml2.response import OneLogin_Saml2_Response
from onelogin.saml2.settings import OneLogin_Saml2_Settings

from emulator.ids import Identifiers
from emulator.saml import names
from emulator.saml.bindings import encode_post
from emulator.saml.check import enforce
from emulator.saml.document import find_all
from emulator.saml.expectations import Expectations, IdentityProvider, ServiceProvider
from emulator.saml.signing import SigningKey, sign
from emulator.saml.writing import ResponsePlan, write_response
from emulator.store.keys import new_key_pair
from tests.benchmarks.table import Row, seconds_per_call, show

_ACS, _AUDIENCE, _ISSUER = "https://sp.example.com/acs", "https://sp.example.com", "https://idp.example.com"
_CALLS = 200


def run() -> None:
    """Print the table."""
    # python3-saml reads the machine's time, so the response has to be valid now.
    now = datetime.now(UTC)
    pair = new_key_pair(Identifiers(), "idp", not_before=now - timedelta(days=1), lifetime=timedelta(days=2))
    response = _signed(SigningKey(private_key_pem=pair.private_key_pem, certificate_pem=pair.certificate_pem), now)
    expected = Expectations(
        service_provider=ServiceProvider(acs_url=_ACS, issuer=_AUDIENCE),
        identity_provider=IdentityProvider(issuer=_ISSUER, certificates=(pair.certificate_pem,)),
        now=now,
        directory=None,
        is_outstanding=None,
        is_consumed=None,
        access_control_attributes=False,
        provisioning=False,
    )
    settings = OneLogin_Saml2_Settings(_python3_saml(pair.certificate_pem))
    request = {"https": "on", "http_host": "sp.example.com", "script_name": "/acs"}

    def ours(_: int) -> None:
        enforce(response, expected)

    def theirs(_: int) -> None:
        OneLogin_Saml2_Response(settings, response).is_valid(request, raise_exceptions=True)

    row = Row("one response, signed twice", *(seconds_per_call(call, calls=_CALLS) for call in (ours, theirs)))
    show("Checking a SAML response", "python3-saml", [row])


def _signed(key: SigningKey, now: datetime) -> str:
    plan = ResponsePlan(
        response_id="_response",
        assertion_id="_assertion",
        session_index="_session",
        issuer=_ISSUER,
        destination=_ACS,
        recipient=_ACS,
        audience=_AUDIENCE,
        in_response_to=None,
        name_id="ana@example.com",
        name_id_format=names.EMAIL_ADDRESS,
        issue_instant=now,
        not_before=now - timedelta(minutes=5),
        not_on_or_after=now + timedelta(minutes=5),
        authn_instant=now,
    )
    document = write_response(plan)
    sign(find_all(document, "saml:Assertion")[0], key)
    sign(document, key)
    return encode_post(etree.tostring(document, encoding="unicode"))


def _python3_saml(certificate: str) -> dict[str, Any]:
    return {
        "strict": True,
        "security": {"wantAttributeStatement": False},
        "sp": {"entityId": _AUDIENCE, "assertionConsumerService": {"url": _ACS}},
        "idp": {"entityId": _ISSUER, "singleSignOnService": {"url": _ISSUER}, "x509cert": certificate},
    }
