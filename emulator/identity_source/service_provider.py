"""The URLs under which IAM Identity Center is a SAML service provider, on our port (facts/signin.md §2.1)."""

from emulator.permissions.instances import Instance
from emulator.saml.expectations import ServiceProvider


def service_provider(instance: Instance, public_url: str) -> ServiceProvider:
    """ACS URL and issuer (entity id, audience) of an instance; `public_url` has no trailing slash."""
    return ServiceProvider(
        acs_url=f"{public_url}/platform/saml/acs/{instance.saml_tenant_id}",
        issuer=f"{public_url}/platform/saml/{instance.identity_store_id}",
    )


def metadata_url(instance: Instance, public_url: str) -> str:
    """Where the service-provider metadata can be downloaded."""
    return f"{public_url}/platform/saml/metadata/{instance.saml_tenant_id}"


def portal_url(public_url: str) -> str:
    """The AWS access portal."""
    return f"{public_url}/start"
