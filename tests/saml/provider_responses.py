"""Builds the responses that real identity providers post, from the templates in `providers/`."""

import base64
import re
import textwrap
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import xmlsec
import yaml
from lxml import etree

from emulator.saml import names
from saml.keys import SigningKey, signing_key

FOLDER = Path(__file__).parent / "providers"
NOW = datetime(2026, 3, 4, 12, 30, tzinfo=UTC)
ACS_URL = "http://127.0.0.1:8250/platform/saml/acs/75732d656173742d312d059231ef-7dc0-44bb-8ebe-3427c5a9fe86"
AUDIENCE = "http://127.0.0.1:8250/platform/saml/d-9067230c03"
REQUEST_ID = "aws_LDxLGeubpc5lx12gxCgS6uPbix1yd5re"
NAME_ID = "ana@example.com"

Change = Callable[[etree._Element], object]


@cache
def signing() -> dict[str, Any]:
    """The table of how providers sign."""
    return yaml.safe_load((FOLDER / "signing.yaml").read_text("utf-8"))


PROVIDERS = tuple(signing()["providers"])


@dataclass(frozen=True, kw_only=True)
class Posted:
    """A response to build; every default gives one that is in order. `change` edits it before it is signed."""

    provider: str = "okta"
    key: SigningKey = field(default_factory=signing_key)
    signs: tuple[str, ...] | None = None
    now: datetime = NOW
    in_response_to: str | None = REQUEST_ID
    attributes: bool = False
    access_control: bool = False
    values: Mapping[str, str] = field(default_factory=dict)
    change: Change = lambda root: None

    def xml(self) -> str:
        """The signed document."""
        profile = signing()["providers"][self.provider]
        signed_parts = tuple(profile["signs"]) if self.signs is None else self.signs
        text = _fill(self._template(profile, signed_parts), self._values(profile))
        # Declared encodings are for bytes; a text must not carry one.
        root = etree.fromstring(text.encode())
        self.change(root)
        text = etree.tostring(root, encoding="unicode")
        for part in ("assertion", "response"):
            if part in signed_parts:
                text = _sign(text, part, profile, self.key)
        return re.sub(r"<!-- signature:\w+ -->", "", text)

    def text(self) -> str:
        """The document as the form field carries it."""
        return encode(self.xml())

    def _template(self, profile: dict[str, Any], signed_parts: tuple[str, ...]) -> str:
        template = (FOLDER / f"{profile.get('template', self.provider)}.xml").read_text("utf-8")
        template = _conditional(template, "attributes", self.attributes)
        template = _conditional(template, "abac", self.access_control)
        template = _conditional(template, "one-time-use", False)
        if not self.attributes:
            template = template.replace(profile.get("only_with_attributes", "\0"), "")
        if self.in_response_to is None:
            template = re.sub(r'\s+InResponseTo="[^"]*"', "", template)
        if profile.get("no_destination_unless_response_signed") and "response" not in signed_parts:
            template = re.sub(r'\s+Destination="[^"]*"', "", template)
        return template

    def _values(self, profile: dict[str, Any]) -> dict[str, str]:
        window = {"subject_not_on_or_after": profile["window"]["not_on_or_after"], **profile["window"]}
        instants = {name: _instant(self.now, seconds, profile["time"]) for name, seconds in window.items()}
        return {
            "acs_url": ACS_URL,
            "audience": AUDIENCE,
            "issuer": profile["issuer"],
            "name_id": NAME_ID,
            "now": _instant(self.now, 0, profile["time"]),
            "in_response_to": self.in_response_to or "",
            "response_id": "_response0123456789abcdef",
            "assertion_id": "_assertion0123456789abcdef",
            "session_index": "_session",
            **instants,
            **self.values,
        }


def encode(xml: str) -> str:
    """Base64, as the form field carries a document."""
    return base64.b64encode(xml.encode()).decode()


def element(root: etree._Element, path: str) -> etree._Element:
    """The first element at `path`."""
    found = root.find(path, names.NAMESPACES)
    assert found is not None, path
    return found


def sign_element(
    element: etree._Element, template: etree._Element, key: SigningKey, *, register: tuple[str, ...] = ("ID",)
) -> None:
    """Put `template` after the element's Issuer and let xmlsec fill it."""
    element.insert(1, template)
    xmlsec.tree.add_ids(element.getroottree().getroot(), list(register))
    context = xmlsec.SignatureContext()
    context.key = xmlsec.Key.from_memory(key.private_pem, xmlsec.KeyFormat.PEM)
    context.sign(template)


def _instant(now: datetime, seconds: int, digits: int) -> str:
    shifted = (now + timedelta(seconds=seconds)).replace(tzinfo=None)
    return shifted.isoformat(timespec="milliseconds" if digits else "seconds") + "Z"


def _conditional(template: str, name: str, wanted: bool) -> str:
    """Keep the text between `when:name` marks, or drop it."""
    return re.sub(
        rf"<!-- when:{name} -->(.*?)<!-- /when:{name} -->", r"\1" if wanted else "", template, flags=re.DOTALL
    )


def _fill(template: str, values: Mapping[str, str]) -> str:
    def value(match: re.Match[str]) -> str:
        return values[match[1]].replace("&", "&amp;").replace("<", "&lt;")

    return re.sub(r"\{\{(\w+)\}\}", value, template)


def _sign(text: str, part: str, profile: dict[str, Any], key: SigningKey) -> str:
    """Sign the Response or its Assertion in the provider's own layout."""
    root = etree.fromstring(text)
    signed = root if part == "response" else element(root, "saml:Assertion")
    text = text.replace(f"<!-- signature:{part} -->", _signature(signed, profile), 1)
    root = etree.fromstring(text)
    parent = "." if part == "response" else "saml:Assertion"
    signature = element(root, f"{parent}/ds:Signature")
    xmlsec.tree.add_ids(root, ["ID"])
    context = xmlsec.SignatureContext()
    context.key = xmlsec.Key.from_memory(key.private_pem, xmlsec.KeyFormat.PEM)
    context.sign(signature)
    value = element(signature, "ds:SignatureValue")
    value.text = _wrap("".join((value.text or "").split()), profile["wrap"]["signature"])
    return etree.tostring(root, encoding="unicode").replace("<!--key-info-->", _key_info(part, profile, key))


def _signature(signed: etree._Element, profile: dict[str, Any]) -> str:
    algorithm = signing()["algorithms"][profile["algorithm"]]
    prefix = profile.get("inclusive_namespaces")
    inclusive = (
        f'<ec:InclusiveNamespaces xmlns:ec="http://www.w3.org/2001/10/xml-exc-c14n#" PrefixList="{prefix}"/>'
        if prefix in signed.nsmap
        else ""
    )
    literals = {
        "signature_method": algorithm["signature"],
        "digest_method": algorithm["digest"],
        "id": signed.get("ID", ""),
        "inclusive_namespaces": inclusive,
        "digest_value": "",
        "signature_value": "",
        "key_info": "<!--key-info-->",
    }
    return re.sub(r"\{\{(\w+)\}\}", lambda match: literals[match[1]], signing()["styles"][profile["style"]])


def _key_info(part: str, profile: dict[str, Any], key: SigningKey) -> str:
    kind = profile.get(f"key_info_{part}", profile["key_info"])
    literals = {
        "certificate": _wrap(key.certificate_body, profile["wrap"]["certificate"]),
        "certificate_subject": key.subject,
        "modulus": key.modulus,
        "exponent": key.exponent,
    }
    return re.sub(r"\{\{(\w+)\}\}", lambda match: literals[match[1]], signing()["key_info"][kind])


def _wrap(text: str, width: int) -> str:
    return "\n".join(textwrap.wrap(text, width)) if width else text
