"""The rules for a SAML application's configuration, and reading it out of the application's metadata.

unconfirmed: all texts, and the limits that are not of the service model; the console checks them.
"""

import re
from urllib.parse import urlsplit

from emulator.applications.saml_application import SUBJECT, SamlConfiguration
from emulator.applications.saml_attributes import FORMATS, USER_ATTRIBUTES, unknown_expressions
from emulator.guide.refusal import Facts, Refusal
from emulator.saml import names
from emulator.saml.document import UnreadableMessage, find, find_all, read_xml

SHORTEST_SESSION_MINUTES, LONGEST_SESSION_MINUTES = 15, 12 * 60

# The rule of the service model for the relay state of permission sets (facts/signin.md §3.5).
_RELAY_STATE = re.compile(r"[a-zA-Z0-9&$@#\\/%?=~\-_'\"|!:,.;*+\[\] (){}]{1,240}")


def check_configuration(configuration: SamlConfiguration) -> None:
    """Raise ValidationException for what cannot be configured."""
    _check_address("Application ACS URL", configuration.acs_url)
    if configuration.start_url is not None:
        _check_address("Application start URL", configuration.start_url)
    if not configuration.audience.strip():
        raise wrong("Application SAML audience", "(empty)", "the application's entity id")
    relay_state = configuration.relay_state
    if relay_state is not None and not _RELAY_STATE.fullmatch(relay_state):
        raise wrong("Relay state", relay_state[:300], "1 to 240 characters of a URL")
    if not SHORTEST_SESSION_MINUTES <= configuration.session_minutes <= LONGEST_SESSION_MINUTES:
        limits = f"{SHORTEST_SESSION_MINUTES} to {LONGEST_SESSION_MINUTES} minutes"
        raise wrong("Session duration", f"{configuration.session_minutes} minutes", limits)
    _check_mappings(configuration)


def of_metadata(xml: str) -> tuple[str, str]:
    """ACS URL and audience out of the application's own metadata. Raises ValidationException."""
    try:
        root = read_xml(xml)
    except UnreadableMessage as problem:
        raise wrong("Application metadata", str(problem), "the SAML metadata of a service provider") from problem
    services = [
        each
        for each in find_all(root, "md:SPSSODescriptor/md:AssertionConsumerService")
        if each.get("Binding") == names.HTTP_POST and each.get("Location")
    ]
    entity_id = root.get("entityID")
    if find(root, "md:SPSSODescriptor") is None or not services or not entity_id:
        found = "no entityID, or no AssertionConsumerService with the HTTP-POST binding"
        raise wrong("Application metadata", found, "an EntityDescriptor with an SPSSODescriptor")
    chosen = next((each for each in services if each.get("isDefault") == "true"), services[0])
    return str(chosen.get("Location")), entity_id


def wrong(where: str, found: str, expected: str) -> Refusal:
    """The refusal of a setting."""
    return Refusal(
        "ValidationException",
        f"{where} is not valid",
        cause="application.saml-configuration",
        facts=Facts(where=where, found=found, expected=expected),
    )


def _check_address(where: str, address: str) -> None:
    try:
        parts = urlsplit(address)
        fits = parts.scheme in ("http", "https") and bool(parts.netloc)
    except ValueError:
        fits = False
    own = address.startswith("/") and not address.startswith("//")
    if not (fits or own):
        raise wrong(where, address[:300] or "(empty)", "an absolute URL")


def _check_mappings(configuration: SamlConfiguration) -> None:
    rows = configuration.attribute_mappings
    if [row.name for row in rows].count(SUBJECT) != 1:
        raise wrong("Attribute mappings", ", ".join(row.name for row in rows) or "(none)", "one row named Subject")
    for row in rows:
        if row.format not in FORMATS:
            raise wrong(f"Format of {row.name}", row.format, ", ".join(FORMATS))
        unknown = unknown_expressions(row.value)
        if unknown:
            expected = ", ".join(f"${{user:{name}}}" for name in USER_ATTRIBUTES)
            raise wrong(f"Value of {row.name}", ", ".join(unknown), expected)
