"""IAM Identity Center as seen by an application: the metadata of the identity provider (facts/signin.md §4.2)."""

from emulator.applications.saml_application import SamlApplication, addresses
from emulator.applications.saml_applications import saml_applications_of
from emulator.applications.saml_certificates import active_certificate
from emulator.permissions.instances import Instance
from emulator.saml.application_metadata import write_application_metadata
from emulator.store.transaction import Transaction


def metadata_of(tx: Transaction, instance: Instance, application: SamlApplication, public_url: str) -> str:
    """The metadata for one application, with the certificate that is active."""
    where = addresses(application.application_instance_id, instance.owner_account_id, public_url)
    certificate = active_certificate(tx, application.application.application_arn)
    return write_application_metadata(
        sign_in_url=where.sign_in_url,
        sign_out_url=where.sign_out_url,
        certificate_pem=certificate.certificate_pem,
    )


def metadata_for(tx: Transaction, instance: Instance, audience: str, acs_url: str, public_url: str) -> str | None:
    """The metadata for the newest application with that audience or that ACS URL; None where there is none."""
    for application in reversed(saml_applications_of(tx, instance)):
        configuration = application.configuration.at(public_url)
        if configuration.audience == audience or configuration.acs_url == acs_url:
            return metadata_of(tx, instance, application, public_url)
    return None
