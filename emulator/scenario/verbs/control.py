"""Verbs of an administrator: the control API, and the identity provider's metadata and certificates."""

import textwrap
from collections.abc import Mapping

from lxml import etree

from emulator.scenario.client import Answer, EmulatorUnusable
from emulator.scenario.http_steps import ControlStep
from emulator.scenario.saml_steps import ImportCertificateStep, UploadIdpMetadataStep
from emulator.scenario.world import World

_NAMES = {"md": "urn:oasis:names:tc:SAML:2.0:metadata", "ds": "http://www.w3.org/2000/09/xmldsig#"}


def control(world: World, step: ControlStep) -> list[Answer]:
    """One request to the control API."""
    answer = world.client.control(step.method, world.values.fill(step.path), world.values.fill(step.body))
    world.values.save(step.save, answer.json)
    return [answer]


def upload_idp_metadata(world: World, step: UploadIdpMetadataStep) -> list[Answer]:
    """Connect the test IdP by its metadata, changed as asked."""
    wishes = {} if step.name_id_format is None else {"name_id_format": world.values.fill(step.name_id_format)}
    metadata = _metadata(world, wishes)
    if step.only_certificate is not None:
        metadata = _with_one_certificate(metadata, step.only_certificate)
    for old, new in world.values.fill(step.replace).items():
        metadata = metadata.replace(old, new)
    if step.padded_to is not None:
        metadata += f"<!--{'x' * (step.padded_to - len(metadata) - len('<!---->'))}-->"
    return [world.client.control("PUT", "identity-source", {"kind": "external-idp", "idp": {"metadata": metadata}})]


def import_certificate(world: World, step: ImportCertificateStep) -> list[Answer]:
    """Import one more certificate of the identity provider."""
    certificate = _certificate(world) if step.certificate is None else world.values.fill(step.certificate)
    if step.padded_to is not None:
        certificate = certificate.ljust(step.padded_to, "\n")
    answer = world.client.control("POST", "identity-source/certificates", {"certificate": certificate})
    world.values.save(step.save, answer.json)
    return [answer]


def _metadata(world: World, wishes: Mapping[str, str]) -> str:
    url = world.values.fill("${test_idp.metadata_url}")
    answer = world.client.send("GET", url, world.program, params=wishes)[-1]
    if answer.status >= 400:
        raise EmulatorUnusable(f"the test identity provider answers {answer.status}: {answer.text[:500]}")
    return answer.text


def _with_one_certificate(metadata: str, place: int) -> str:
    """The metadata with only the certificate at that place; the first is the one in use."""
    document = etree.fromstring(metadata.encode())
    descriptors = document.findall(".//md:KeyDescriptor", _NAMES)
    for number, descriptor in enumerate(descriptors, start=1):
        parent = descriptor.getparent()
        if number != place and parent is not None:
            parent.remove(descriptor)
    return etree.tostring(document, encoding="unicode")


def _certificate(world: World) -> str:
    """The certificate of the test IdP that is in use, as PEM."""
    document = etree.fromstring(_metadata(world, {"certificates": "current"}).encode())
    base64 = "".join(document.findtext(".//ds:X509Certificate", "", _NAMES).split())
    lines = "\n".join(textwrap.wrap(base64, 64))
    return f"-----BEGIN CERTIFICATE-----\n{lines}\n-----END CERTIFICATE-----\n"
