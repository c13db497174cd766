"""Reading the metadata of the application that the test IdP is connected to."""

import pytest

from emulator.saml.check import ServiceProvider
from emulator.saml.document import UnreadableMessage
from emulator.saml.sp_metadata import write_sp_metadata
from emulator.web.test_idp.service_provider import RegisteredApplication, read_application

_TWO_URLS = """<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="urn:app">
  <SPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">
    <AssertionConsumerService index="0" Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Artifact" Location="https://a"/>
    <AssertionConsumerService index="1" Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="https://b"/>
    <AssertionConsumerService index="2" Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="https://c"
      isDefault="true"/>
  </SPSSODescriptor>
</EntityDescriptor>"""


def test_the_metadata_of_the_emulator_is_understood() -> None:
    metadata = write_sp_metadata(ServiceProvider(acs_url="https://example.com/acs", issuer="https://example.com/d-1"))
    assert read_application(metadata) == RegisteredApplication(
        audience="https://example.com/d-1", acs_urls=("https://example.com/acs",)
    )


def test_the_default_acs_url_for_post_comes_first() -> None:
    assert read_application(_TWO_URLS).acs_urls == ("https://c", "https://b")


@pytest.mark.parametrize(
    "document",
    [
        "",
        "no XML",
        "<a/>",
        "<!DOCTYPE a><a/>",
        _TWO_URLS.replace("HTTP-POST", "SOAP"),
        _TWO_URLS.replace("entityID", "id"),
        _TWO_URLS.replace("https://b", "javascript:alert(1)").replace("https://c", "javascript:alert(1)"),
    ],
)
def test_a_document_that_describes_no_application_is_refused(document: str) -> None:
    with pytest.raises(UnreadableMessage):
        read_application(document)
