"""Examining a SAML response against the running emulator, without signing in."""

from typing import Any

from pydantic import Field

from emulator.permissions.instances import organization_instance
from emulator.saml.check import examine
from emulator.saml.examination import report
from emulator.signin.saml_expectations import saml_expectations
from emulator.web.control.route import Answer, Body, Control


class PostedSamlResponse(Body):
    """A SAML response as an identity provider makes the browser post it."""

    SAMLResponse: str = Field(description="Base64, as in the form field of that name.")


class Examination(Answer):
    """Every rule with its outcome (passed, broken, unchecked), and what the response says about itself."""

    passed: bool
    response: dict[str, str]
    rules: list[dict[str, Any]]


def examine_response(control: Control, *, body: PostedSamlResponse) -> Examination:
    """Check a SAML response against every rule and list all that it breaks; nobody is signed in."""
    with control.context.store.transaction() as tx:
        expected = saml_expectations(tx, organization_instance(tx), control.context.public_url)
        return Examination(**report(examine(body.SAMLResponse, expected)))
