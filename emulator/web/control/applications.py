"""SAML applications, as an administrator sets them up in the console."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from emulator.applications.assignments import assignments_of_application
from emulator.applications.providers import CUSTOM_SAML
from emulator.applications.saml_administration import SamlAdministration
from emulator.applications.saml_application import (
    DEFAULT_SESSION_MINUTES,
    AttributeMapping,
    SamlApplication,
    SamlConfiguration,
    addresses,
)
from emulator.applications.saml_applications import find_saml_application, saml_applications_of
from emulator.applications.saml_certificates import ApplicationCertificate, HashAlgorithm, certificates_of
from emulator.applications.saml_configuration import of_metadata, wrong
from emulator.permissions.assignments import Principal
from emulator.permissions.instances import Instance, organization_instance
from emulator.seed.applications import configuration_of
from emulator.seed.model import SeedAttributeMapping
from emulator.store.transaction import Transaction
from emulator.trail.administrator import account_root
from emulator.web.context import Context
from emulator.web.control.route import Answer, Body, Control
from emulator.web.journal import origin

Text = Annotated[str, StringConstraints(min_length=1)]


class ApplicationCertificateInfo(Answer):
    """A certificate that signs assertions (`active`), or waits for rotation."""

    certificate_id: str
    active: bool
    algorithm: HashAlgorithm
    expires_at: datetime
    certificate: str


class Assigned(Answer):
    """A user or group assigned to an application; it may have been deleted since."""

    principal_type: Literal["USER", "GROUP"]
    principal_id: str


class SamlApplicationInfo(Answer):
    """A SAML application, with the addresses that it is to be configured with."""

    application_id: str
    application_arn: str
    name: str
    description: str | None
    acs_url: str
    audience: str
    start_url: str | None
    relay_state: str | None
    session_minutes: int
    attribute_mappings: dict[str, SeedAttributeMapping]
    sign_in_url: str
    sign_out_url: str
    metadata_url: str
    portal_url: str
    certificates: list[ApplicationCertificateInfo]
    assignments: list[Assigned]


class SamlApplicationList(Answer):
    """Every SAML application, oldest first."""

    applications: list[SamlApplicationInfo]


class Nothing(Answer):
    """Done; there is nothing to tell."""


class SamlSettings(Body):
    """The configuration: metadata of the application, or ACS URL and audience. `/…` is a path of the emulator."""

    metadata: Text | None = Field(None, description="The application's SAML metadata, instead of URL and audience.")
    acs_url: Text | None = None
    audience: Text | None = None
    start_url: Text | None = Field(
        None, description="Where the tile leads, for sign-ins that the application starts."
    )
    relay_state: Text | None = None
    session_minutes: int = Field(DEFAULT_SESSION_MINUTES, ge=1)
    attribute_mappings: dict[Text, SeedAttributeMapping] | None = Field(
        None, description="Rows by the application's name for them; `Subject` is the name identifier."
    )


class NewSamlApplication(SamlSettings):
    """A customer managed SAML application, or with `provider_arn` one of the catalogue."""

    name: Text = Field(max_length=100)
    description: Text | None = Field(None, max_length=128)
    provider_arn: Text = CUSTOM_SAML.provider_arn


class ApplicationStatus(Body):
    """Whether anybody may use the application."""

    status: Literal["ENABLED", "DISABLED"]


class NewCertificate(Body):
    """A certificate to generate."""

    months: int = Field(60, ge=1, le=120)
    key_size: Literal[1024, 2048] = 2048
    algorithm: HashAlgorithm = Field(HashAlgorithm.SHA256, description="Signs the certificate and the assertions.")


class AssignmentRequest(Body):
    """The user or group to assign, by its id."""

    principal_type: Literal["USER", "GROUP"]
    principal_id: Text


def read_saml_applications(control: Control) -> SamlApplicationList:
    """The SAML applications with their configuration."""
    with control.context.store.transaction() as tx:
        instance = organization_instance(tx)
        found = [_describe(tx, instance, each, control.context) for each in saml_applications_of(tx, instance)]
    return SamlApplicationList(applications=found)


def add_saml_application(control: Control, *, body: NewSamlApplication) -> SamlApplicationInfo:
    """Add a SAML application, customer managed or of the catalogue."""
    with control.context.store.transaction() as tx:
        instance = organization_instance(tx)
        made = _administration(tx, instance).add(
            body.name, _configuration(body), description=body.description, provider_arn=body.provider_arn
        )
        return _describe(tx, instance, made, control.context)


def read_saml_application(control: Control, application_id: str) -> SamlApplicationInfo:
    """One SAML application."""
    with control.context.store.transaction() as tx:
        instance = organization_instance(tx)
        return _describe(tx, instance, find_saml_application(tx, instance, application_id), control.context)


def configure_saml_application(control: Control, application_id: str, *, body: SamlSettings) -> SamlApplicationInfo:
    """Replace the configuration of a SAML application; what is left out has its default."""
    with control.context.store.transaction() as tx:
        instance = organization_instance(tx)
        application = find_saml_application(tx, instance, application_id)
        uploaded = body.metadata is not None
        changed = _administration(tx, instance).configure(application, _configuration(body), from_metadata=uploaded)
        return _describe(tx, instance, changed, control.context)


def remove_saml_application(control: Control, application_id: str) -> Nothing:
    """Remove a SAML application with its assignments."""
    with control.context.store.transaction() as tx:
        instance = organization_instance(tx)
        _administration(tx, instance).remove(find_saml_application(tx, instance, application_id))
    return Nothing()


def switch_saml_application(control: Control, application_id: str, *, body: ApplicationStatus) -> Nothing:
    """Enable or disable a SAML application."""
    with control.context.store.transaction() as tx:
        instance = organization_instance(tx)
        application = find_saml_application(tx, instance, application_id)
        _administration(tx, instance).switch(application, body.status)
    return Nothing()


def add_application_certificate(
    control: Control, application_id: str, *, body: NewCertificate
) -> ApplicationCertificateInfo:
    """Generate a second certificate, which waits until it is activated."""
    with control.context.store.transaction() as tx:
        instance = organization_instance(tx)
        application = find_saml_application(tx, instance, application_id)
        made = _administration(tx, instance).add_certificate(
            application, months=body.months, key_size=body.key_size, algorithm=body.algorithm
        )
    return _certificate(made)


def activate_application_certificate(control: Control, application_id: str, certificate_id: str) -> Nothing:
    """Sign with this certificate from now on."""
    with control.context.store.transaction() as tx:
        instance = organization_instance(tx)
        application = find_saml_application(tx, instance, application_id)
        _administration(tx, instance).activate_certificate(application, certificate_id)
    return Nothing()


def remove_application_certificate(control: Control, application_id: str, certificate_id: str) -> Nothing:
    """Delete the certificate that does not sign."""
    with control.context.store.transaction() as tx:
        instance = organization_instance(tx)
        application = find_saml_application(tx, instance, application_id)
        _administration(tx, instance).remove_certificate(application, certificate_id)
    return Nothing()


def assign_application(control: Control, application_id: str, *, body: AssignmentRequest) -> Nothing:
    """Let a user or group use a SAML application."""
    with control.context.store.transaction() as tx:
        instance = organization_instance(tx)
        application = find_saml_application(tx, instance, application_id)
        _administration(tx, instance).assign(application, Principal(body.principal_type, body.principal_id))
    return Nothing()


def unassign_application(control: Control, application_id: str, *, body: AssignmentRequest) -> Nothing:
    """Take a user's or group's right to use a SAML application away."""
    with control.context.store.transaction() as tx:
        instance = organization_instance(tx)
        application = find_saml_application(tx, instance, application_id)
        _administration(tx, instance).unassign(application, Principal(body.principal_type, body.principal_id))
    return Nothing()


def _administration(tx: Transaction, instance: Instance) -> SamlAdministration:
    return SamlAdministration(tx, instance, account_root(instance.owner_account_id, origin()))


def _certificate(certificate: ApplicationCertificate) -> ApplicationCertificateInfo:
    return ApplicationCertificateInfo(
        certificate_id=certificate.certificate_id,
        active=certificate.is_active,
        algorithm=certificate.algorithm,
        expires_at=certificate.expires_at,
        certificate=certificate.certificate_pem,
    )


def _configuration(body: SamlSettings) -> SamlConfiguration:
    acs_url, audience = body.acs_url, body.audience
    if body.metadata is not None:
        acs_url, audience = of_metadata(body.metadata)
    if acs_url is None or audience is None:
        raise wrong("Application metadata", "(absent)", "metadata, or both acs_url and audience")
    return configuration_of(
        acs_url=acs_url,
        audience=audience,
        start_url=body.start_url,
        relay_state=body.relay_state,
        session_minutes=body.session_minutes,
        attribute_mappings=body.attribute_mappings,
    )


def _describe(
    tx: Transaction, instance: Instance, application: SamlApplication, context: Context
) -> SamlApplicationInfo:
    of_application, public_url = application.application, context.public_url
    configuration = application.configuration.at(public_url)
    assigned = assignments_of_application(tx, of_application.application_arn, limit=10_000).items
    return SamlApplicationInfo(
        application_id=application.application_instance_id,
        application_arn=of_application.application_arn,
        name=of_application.name,
        description=of_application.description,
        **{name: getattr(configuration, name) for name in _SHOWN},
        attribute_mappings={row.name: _row(row) for row in configuration.attribute_mappings},
        **vars(addresses(application.application_instance_id, instance.owner_account_id, public_url)),
        certificates=[_certificate(each) for each in certificates_of(tx, of_application.application_arn)],
        assignments=[
            Assigned.model_validate({"principal_type": each.principal.type, "principal_id": each.principal.id})
            for each in assigned
        ],
    )


_SHOWN = ("acs_url", "audience", "start_url", "relay_state", "session_minutes")


def _row(mapping: AttributeMapping) -> SeedAttributeMapping:
    return SeedAttributeMapping(value=mapping.value, format=mapping.format)
