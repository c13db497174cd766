"""Verbs of an administrator: the control API, and the identity provider's metadata and certificates."""

import re

from emulator.scenario.client import Answer
from emulator.scenario.steps import ControlStep, ImportCertificateStep, UploadIdpMetadataStep
from emulator.scenario.world import World

_NAME_ID_FORMAT = re.compile(r"(<(?:\w+:)?NameIDFormat>)[^<]*(</)")
_CERTIFICATE = re.compile(r"<(?:\w+:)?X509Certificate>([^<]*)<")


def control(world: World, step: ControlStep) -> list[Answer]:
    """One request to the control API."""
    answer = world.client.control(step.method, world.values.fill(step.path), world.values.fill(step.body))
    world.values.save(step.save, answer.json)
    return [answer]


def upload_idp_metadata(world: World, step: UploadIdpMetadataStep) -> list[Answer]:
    """Connect the test IdP by its metadata, changed as asked."""
    metadata = _metadata(world)
    if step.name_id_format is not None:
        name_id_format = world.values.fill(step.name_id_format)
        metadata = _NAME_ID_FORMAT.sub(lambda found: found[1] + name_id_format + found[2], metadata)
    for old, new in world.values.fill(step.replace).items():
        metadata = metadata.replace(old, new)
    if step.padded_to is not None:
        metadata += f"<!--{'x' * max(0, step.padded_to - len(metadata) - len('<!---->'))}-->"
    return [world.client.control("PUT", "identity-source", {"kind": "external-idp", "idp": {"metadata": metadata}})]


def import_certificate(world: World, step: ImportCertificateStep) -> list[Answer]:
    """Import one more certificate of the identity provider."""
    certificate = _certificate(world) if step.certificate is None else world.values.fill(step.certificate)
    if step.padded_to is not None:
        certificate = certificate.ljust(step.padded_to, "\n")
    answer = world.client.control("POST", "identity-source/certificates", {"certificate": certificate})
    world.values.save(step.save, answer.json)
    return [answer]


def _metadata(world: World) -> str:
    return world.client.send("GET", world.values.fill("${test_idp.metadata_url}"), world.program)[-1].text


def _certificate(world: World) -> str:
    found = _CERTIFICATE.search(_metadata(world))
    body = re.sub(r"\s", "", found[1]) if found else ""
    lines = "\n".join(body[start : start + 64] for start in range(0, len(body), 64))
    return f"-----BEGIN CERTIFICATE-----\n{lines}\n-----END CERTIFICATE-----\n"
