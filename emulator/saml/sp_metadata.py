"""Writes the service-provider metadata that administrators download and give to their identity provider."""

from lxml import etree

from emulator.saml import names
from emulator.saml.document import tag
from emulator.saml.expectations import ServiceProvider


def write_sp_metadata(service_provider: ServiceProvider) -> str:
    """The metadata document of a service provider.

    Requests are never signed, encryption and single logout are not supported (facts/signin.md §2.2).
    """
    # unconfirmed: WantAssertionsSigned, index and isDefault; no public sample of the real file exists.
    entity = etree.Element(
        tag(names.METADATA, "EntityDescriptor"), nsmap={"md": names.METADATA}, entityID=service_provider.issuer
    )
    role = etree.SubElement(
        entity,
        tag(names.METADATA, "SPSSODescriptor"),
        AuthnRequestsSigned="false",
        WantAssertionsSigned="true",
        protocolSupportEnumeration=names.PROTOCOL,
    )
    etree.SubElement(role, tag(names.METADATA, "NameIDFormat")).text = names.EMAIL_ADDRESS
    etree.SubElement(
        role,
        tag(names.METADATA, "AssertionConsumerService"),
        Binding=names.HTTP_POST,
        Location=service_provider.acs_url,
        index="0",
        isDefault="true",
    )
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + etree.tostring(entity, pretty_print=True, encoding="unicode")
