"""The five rules about attributes, which hold only while attributes for access control are enabled.

The guide lists them (facts/signin.md §1.11). unconfirmed: to which attributes they apply. Entra ID's default response
carries an attribute with two values and is known to work, so all but the count look at AccessControl attributes only.
"""

from collections import Counter
from collections.abc import Callable, Mapping

from emulator.guide.refusal import Refusal
from emulator.saml import messages, names
from emulator.saml.expectations import Expectations
from emulator.saml.response import Assertion, Attribute, Response
from emulator.saml.rules.rule import refuse, the_assertion

MAXIMUM_ATTRIBUTES = 50


def has_not_too_many_attributes(response: Response, expected: Expectations) -> None:
    """Cause saml.attributes.too-many: more than 50, counted over all attributes."""
    attributes = the_assertion(response).attributes
    if expected.access_control_attributes and len(attributes) > MAXIMUM_ATTRIBUTES:
        raise _refuse("too-many", found=f"{len(attributes)} attributes", expected=f"at most {MAXIMUM_ATTRIBUTES}")


def attributes_have_one_value(response: Response, expected: Expectations) -> None:
    """Cause saml.attributes.multi-valued."""
    broken = [attribute for attribute in _subject_to_rules(response, expected) if len(attribute.values) > 1]
    if broken:
        raise _refuse("multi-valued", found=_list(broken, lambda a: ", ".join(a.values)), expected="one value each")


def attribute_names_are_unique(response: Response, expected: Expectations) -> None:
    """Cause saml.attributes.duplicate-name."""
    counted = Counter(attribute.name for attribute in _subject_to_rules(response, expected))
    repeated = [f"{name} ({times} times)" for name, times in counted.items() if times > 1]
    if repeated:
        raise _refuse("duplicate-name", found="; ".join(repeated), expected="each name once")


def attribute_values_are_text(response: Response, expected: Expectations) -> None:
    """Cause saml.attributes.structured-value."""
    broken = [attribute for attribute in _subject_to_rules(response, expected) if attribute.structured]
    if broken:
        raise _refuse("structured-value", found=_list(broken, lambda _: "XML elements"), expected="plain text")


def attribute_name_formats_are_of_saml(response: Response, expected: Expectations) -> None:
    """Cause saml.attributes.generic-name-format. An absent NameFormat means unspecified, which SAML specifies."""
    allowed = names.SAML_ATTRIBUTE_NAME_FORMATS
    broken = [a for a in _subject_to_rules(response, expected) if a.name_format not in (None, *allowed)]
    if broken:
        raise _refuse(
            "generic-name-format",
            found=_list(broken, lambda a: a.name_format or "(empty)"),
            expected="one of " + ", ".join(allowed),
        )


def access_control_tags(assertion: Assertion) -> Mapping[str, str]:
    """The session tags that an assertion carries, by tag key; attributes without a value give none."""
    return {
        attribute.name.removeprefix(names.ACCESS_CONTROL_PREFIX): attribute.values[0]
        for attribute in assertion.attributes
        if attribute.name.startswith(names.ACCESS_CONTROL_PREFIX) and attribute.values
    }


def _subject_to_rules(response: Response, expected: Expectations) -> list[Attribute]:
    attributes = the_assertion(response).attributes
    if not expected.access_control_attributes:
        return []
    return [attribute for attribute in attributes if attribute.name.startswith(names.ACCESS_CONTROL_PREFIX)]


def _list(attributes: list[Attribute], what: Callable[[Attribute], str]) -> str:
    return "; ".join(f"{attribute.name}: {what(attribute)}" for attribute in attributes)


def _refuse(rule: str, *, found: str, expected: str) -> Refusal:
    return refuse(
        f"saml.attributes.{rule}",
        messages.ATTRIBUTES,
        where="AttributeStatement/Attribute",
        found=found,
        expected=expected,
    )
