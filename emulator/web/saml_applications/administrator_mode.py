"""The page "You are now in administrator mode": the assertion before it is sent (facts/signin.md §3.4)."""

from flask import Response

from emulator.saml.bindings import post_fields
from emulator.saml.document import read_xml
from emulator.saml.response import Assertion, read_response
from emulator.web.portal.visitor import Visitor
from emulator.web.saml_applications.highlighted_xml import highlighted


def administrator_mode(
    who: Visitor, *, name: str, tab: str, xml: str, acs_url: str, posted_to: str, relay_state: str | None
) -> Response:
    """The page for the signed response `xml`, which its button posts as it stands.

    `name` is whom it is for, `tab` the portal's tab with its tile. `acs_url` is the address that the response names;
    it is `posted_to` another one where the emulator stands in for AWS.
    """
    fields = post_fields("SAMLResponse", xml, relay_state=relay_state)
    [assertion] = read_response(fields["SAMLResponse"]).assertions
    return who.page(
        "saml_applications/administrator_mode.html",
        posts_elsewhere=True,
        name=name,
        tab=tab,
        acs_url=acs_url,
        posted_to=posted_to,
        fields=fields,
        said=_said(assertion),
        attributes=assertion.attributes,
        xml=xml,
        lines=highlighted(read_xml(xml)),
    )


def _said(assertion: Assertion) -> dict[str, str | None]:
    """What applications look at first, by the names of SAML."""
    name_id, conditions = assertion.name_id, assertion.conditions
    return {
        "NameID": name_id.value if name_id else None,
        "Format": name_id.format if name_id else None,
        "Issuer": assertion.issuer,
        "Audience": ", ".join(each for audiences in conditions.audience_restrictions for each in audiences),
        "Recipient": ", ".join(each.recipient or "" for each in assertion.confirmations),
        "NotBefore": conditions.not_before,
        "NotOnOrAfter": conditions.not_on_or_after,
        "SessionNotOnOrAfter": ", ".join(assertion.session_ends) or None,
    }
