"""The five rules about attributes hold only while attributes for access control are enabled."""

from collections.abc import Callable

import pytest
from lxml import etree

from emulator.saml import names
from emulator.saml.check import enforce
from saml.expected import ANA, attribute, causes, expectations, refusal_of
from saml.provider_responses import Posted, element

COST_CENTER = "https://aws.amazon.com/SAML/Attributes/AccessControl:CostCenter"
_PATH = f"//saml:Attribute[@Name='{COST_CENTER}']"

Change = Callable[[etree._Element], None]


def _cost_center(root: etree._Element) -> etree._Element:
    return element(root, f"saml:Assertion/saml:AttributeStatement/saml:Attribute[@Name='{COST_CENTER}']")


def _second_value(root: etree._Element) -> None:
    etree.SubElement(_cost_center(root), f"{{{names.ASSERTION}}}AttributeValue").text = "green"


def _second_attribute(root: etree._Element) -> None:
    again = etree.Element(f"{{{names.ASSERTION}}}Attribute", Name=COST_CENTER)
    etree.SubElement(again, f"{{{names.ASSERTION}}}AttributeValue").text = "green"
    _cost_center(root).addnext(again)


def _structured(root: etree._Element) -> None:
    etree.SubElement(element(_cost_center(root), "saml:AttributeValue"), "code").text = "7"


def _more(count: int) -> Change:
    def change(root: etree._Element) -> None:
        statement = element(root, "saml:Assertion/saml:AttributeStatement")
        present = len(statement)
        for number in range(count - present):
            more = etree.SubElement(statement, f"{{{names.ASSERTION}}}Attribute", Name=f"group{number}")
            etree.SubElement(more, f"{{{names.ASSERTION}}}AttributeValue").text = "yes"

    return change


FAULTS = {
    "saml.attributes.too-many": _more(51),
    "saml.attributes.multi-valued": _second_value,
    "saml.attributes.duplicate-name": _second_attribute,
    "saml.attributes.structured-value": _structured,
    "saml.attributes.generic-name-format": attribute(_PATH, "NameFormat", "generic"),
}


def _posted(change: Change) -> Posted:
    return Posted(attributes=True, access_control=True, change=change)


@pytest.mark.parametrize("cause", FAULTS)
def test_a_faulty_attribute_is_refused_while_access_control_is_on(cause: str) -> None:
    assert refusal_of(_posted(FAULTS[cause]), expectations(access_control_attributes=True)).cause == cause


@pytest.mark.parametrize("cause", FAULTS)
def test_the_same_response_is_accepted_while_access_control_is_off(cause: str) -> None:
    assert enforce(_posted(FAULTS[cause]).text(), expectations()).person == ANA


def test_fifty_attributes_are_accepted() -> None:
    assert causes(_posted(_more(50)), expectations(access_control_attributes=True)) == []


def test_attributes_without_the_prefix_may_have_several_values_as_entra_id_sends_them() -> None:
    posted = Posted(provider="entra-id", attributes=True, access_control=True)
    assert causes(posted, expectations("entra-id", access_control_attributes=True)) == []


@pytest.mark.parametrize("kind", ["unspecified", "uri", "basic"])
def test_every_name_format_of_saml_is_accepted(kind: str) -> None:
    name_format = f"urn:oasis:names:tc:SAML:2.0:attrname-format:{kind}"
    posted = _posted(attribute(_PATH, "NameFormat", name_format))
    assert causes(posted, expectations(access_control_attributes=True)) == []


def test_the_facts_name_the_attribute_and_its_values() -> None:
    refusal = refusal_of(_posted(_second_value), expectations(access_control_attributes=True))
    assert refusal.facts.found == f"{COST_CENTER}: blue, green"


def test_an_attribute_without_value_gives_no_tag() -> None:
    def emptied(root: etree._Element) -> None:
        _cost_center(root).clear(keep_tail=True)
        element(root, "saml:Assertion/saml:AttributeStatement")[-1].set("Name", COST_CENTER)

    accepted = enforce(_posted(emptied).text(), expectations(access_control_attributes=True))
    assert accepted.access_control_tags == {}
