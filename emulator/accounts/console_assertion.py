"""The SAML response by which the portal brings a person into the console of an account (facts/signin.md §4.6).

unconfirmed: no capture of one exists. The attributes are those that AWS documents for assertions to accounts, the
outline is that of assertions to applications.
"""

from datetime import datetime, timedelta

from lxml import etree

from emulator.accounts.federated_role import FederatedRole
from emulator.accounts.saml_federation_events import SIGNIN_AUDIENCE
from emulator.accounts.saml_providers import assertion_issuer, assertion_key
from emulator.saml import names
from emulator.saml.document import find
from emulator.saml.signing import SigningKey, sign
from emulator.saml.writing import AttributeValues, ResponsePlan, write_response
from emulator.store.transaction import Transaction

# AWS takes an assertion within five minutes of its instant; unconfirmed: how long before it.
_WINDOW = timedelta(minutes=5)


def console_response(tx: Transaction, role: FederatedRole, duration: timedelta, *, signed_in_at: datetime) -> str:
    """The signed response for AWS's sign-in endpoint, as XML; a session of the role will last `duration`."""
    now = tx.now()
    response = write_response(
        ResponsePlan(
            response_id=tx.ids.saml_id(),
            assertion_id=tx.ids.saml_id(),
            session_index=tx.ids.saml_id(),
            issuer=assertion_issuer(tx, role.provider),
            destination=SIGNIN_AUDIENCE,
            recipient=SIGNIN_AUDIENCE,
            audience=SIGNIN_AUDIENCE,
            in_response_to=None,
            name_id=role.user_name,
            name_id_format=names.PERSISTENT,
            issue_instant=now,
            not_before=now - _WINDOW,
            not_on_or_after=now + _WINDOW,
            authn_instant=signed_in_at,
            attributes=_attributes(role, duration),
        )
    )
    pair = assertion_key(tx)
    key = SigningKey(private_key_pem=pair.private_key_pem, certificate_pem=pair.certificate_pem)
    assertion = find(response, "saml:Assertion")
    assert assertion is not None
    sign(assertion, key)
    sign(response, key)
    return '<?xml version="1.0" encoding="UTF-8"?>' + etree.tostring(response, encoding="unicode")


def _attributes(role: FederatedRole, duration: timedelta) -> tuple[AttributeValues, ...]:
    values = {
        "Role": f"{role.role_arn},{role.provider.arn}",
        "RoleSessionName": role.session_name,
        "SessionDuration": f"{duration.total_seconds():.0f}",
        **{f"PrincipalTag:{key}": value for key, value in role.tags.items()},
    }
    return tuple(AttributeValues(name=names.AWS_ATTRIBUTES + name, values=(value,)) for name, value in values.items())
