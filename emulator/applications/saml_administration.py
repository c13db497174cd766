"""What an administrator does to SAML applications in the console, each with its trail event (facts/signin.md §5.2).

A seed makes applications without events: nobody is there to be named.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from emulator.applications.applications import replace_application
from emulator.applications.assignments import ApplicationAssignment, assign, unassign
from emulator.applications.providers import CUSTOM_SAML
from emulator.applications.saml_application import SamlApplication, SamlConfiguration
from emulator.applications.saml_applications import configure, create_saml_application, delete_saml_application
from emulator.applications.saml_certificates import (
    ApplicationCertificate,
    HashAlgorithm,
    KeySize,
    activate,
    add_certificate,
    remove_certificate,
)
from emulator.permissions.assignments import Principal
from emulator.permissions.instances import Instance
from emulator.store.transaction import Transaction
from emulator.trail.administrator import Administrator
from emulator.trail.event import Event
from emulator.trail.trail import record

# The events of a changed configuration, each with the settings that it is about.
# unconfirmed: which setting belongs to which event.
_PARTS = {
    "UpdateApplicationInstanceServiceProviderConfiguration": ("acs_url", "audience", "start_url"),
    "UpdateApplicationInstanceResponseConfiguration": ("relay_state", "session_minutes"),
    "UpdateApplicationInstanceResponseSchemaConfiguration": ("attribute_mappings",),
}
_IMPORT = "ImportApplicationInstanceServiceProviderMetadata"


class SamlAdministration:
    """One administrator at work on the SAML applications of an instance, in one transaction."""

    def __init__(self, tx: Transaction, instance: Instance, by: Administrator) -> None:
        self._tx = tx
        self._instance = instance
        self._by = by

    def add(
        self,
        name: str,
        configuration: SamlConfiguration,
        *,
        description: str | None = None,
        provider_arn: str = CUSTOM_SAML.provider_arn,
    ) -> SamlApplication:
        """Make an application. Raises Refusal as `create_saml_application` does."""
        made = create_saml_application(
            self._tx,
            self._instance,
            name=name,
            description=description,
            configuration=configuration,
            provider_arn=provider_arn,
        )
        self._record("CreateApplicationInstance", made, {"name": name})
        return made

    def configure(
        self, application: SamlApplication, configuration: SamlConfiguration, *, from_metadata: bool
    ) -> SamlApplication:
        """Replace the configuration; `from_metadata` tells that the application's metadata was uploaded."""
        changed = configure(self._tx, application, configuration)
        for name in _changes(application.configuration, configuration, from_metadata=from_metadata):
            self._record(name, application)
        return changed

    def remove(self, application: SamlApplication) -> None:
        """Remove the application with its assignments."""
        delete_saml_application(self._tx, application)
        self._record("DeleteApplicationInstance", application)

    def switch(self, application: SamlApplication, status: str) -> None:
        """Enable or disable the application. unconfirmed: the event's name."""
        replace_application(self._tx, replace(application.application, status=status))
        self._record("UpdateApplicationInstanceStatus", application, {"status": status})

    def add_certificate(
        self, application: SamlApplication, *, months: int, key_size: KeySize, algorithm: HashAlgorithm
    ) -> ApplicationCertificate:
        """Generate a certificate. Raises Refusal for a third one."""
        arn = application.application.application_arn
        made = add_certificate(self._tx, arn, months=months, key_size=key_size, algorithm=algorithm)
        self._record("CreateApplicationInstanceCertificate", application, {"certificateId": made.certificate_id})
        return made

    def activate_certificate(self, application: SamlApplication, certificate_id: str) -> None:
        """Sign with this certificate from now on. Raises Refusal for an unknown one."""
        activate(self._tx, application.application.application_arn, certificate_id)
        known = {"certificateId": certificate_id}
        self._record("UpdateApplicationInstanceActiveCertificate", application, known)

    def remove_certificate(self, application: SamlApplication, certificate_id: str) -> None:
        """Delete an inactive certificate. Raises Refusal for the active one. unconfirmed: the event's name."""
        remove_certificate(self._tx, application.application.application_arn, certificate_id)
        self._record("DeleteApplicationInstanceCertificate", application, {"certificateId": certificate_id})

    def assign(self, application: SamlApplication, principal: Principal) -> None:
        """Let a user or group use the application."""
        arn = application.application.application_arn
        assign(self._tx, self._instance, ApplicationAssignment(application_arn=arn, principal=principal))
        self._record("AssociateProfile", application, _accessor(principal))

    def unassign(self, application: SamlApplication, principal: Principal) -> None:
        """Take that right away again. unconfirmed: the event's name."""
        arn = application.application.application_arn
        unassign(self._tx, ApplicationAssignment(application_arn=arn, principal=principal))
        self._record("DisassociateProfile", application, _accessor(principal))

    def _record(self, name: str, application: SamlApplication, further: Mapping[str, Any] | None = None) -> None:
        """One event of the console. unconfirmed: its parameters."""
        parameters = {"instanceId": application.application_instance_id, **(further or {})}
        record(
            self._tx,
            Event(
                source="sso.amazonaws.com",
                name=name,
                account_id=self._instance.owner_account_id,
                region=self._instance.region,
                user_identity=self._by.user_identity,
                origin=self._by.origin,
                details={"requestParameters": parameters, "responseElements": None},
            ),
        )


def _changes(before: SamlConfiguration, after: SamlConfiguration, *, from_metadata: bool) -> Iterator[str]:
    for name, settings in _PARTS.items():
        if any(getattr(before, setting) != getattr(after, setting) for setting in settings):
            imported = from_metadata and "acs_url" in settings
            yield _IMPORT if imported else name


def _accessor(principal: Principal) -> Mapping[str, str]:
    return {"accessorType": principal.type, "accessorId": principal.id}
