"""The service-provider metadata that administrators give to their identity provider."""

from emulator.saml import names
from emulator.saml.check import ServiceProvider
from emulator.saml.document import find, find_all, read_xml
from emulator.saml.sp_metadata import write_sp_metadata
from saml.provider_responses import ACS_URL, AUDIENCE


def test_metadata_names_entity_acs_url_and_name_id_format() -> None:
    root = read_xml(write_sp_metadata(ServiceProvider(acs_url=ACS_URL, issuer=AUDIENCE)))
    [role] = find_all(root, "md:SPSSODescriptor")
    [service] = find_all(role, "md:AssertionConsumerService")
    [name_id_format] = find_all(role, "md:NameIDFormat")
    assert root.get("entityID") == AUDIENCE
    assert (service.get("Binding"), service.get("Location")) == (names.HTTP_POST, ACS_URL)
    assert name_id_format.text == names.EMAIL_ADDRESS


def test_requests_are_unsigned_and_there_is_neither_encryption_nor_single_logout() -> None:
    root = read_xml(write_sp_metadata(ServiceProvider(acs_url=ACS_URL, issuer=AUDIENCE)))
    role = find(root, "md:SPSSODescriptor")
    assert role is not None
    assert role.get("AuthnRequestsSigned") == "false"
    assert find(role, "md:KeyDescriptor") is None
    assert find(role, "md:SingleLogoutService") is None
