"""The SAML applications of an instance, as an administrator makes and changes them (facts/signin.md §4.4).

Every function raises Refusal where a rule forbids; configurations are checked in `saml_configuration`.
"""

from dataclasses import asdict, replace

from sqlalchemy import RowMapping, Select, insert, select, update

from emulator.applications.application import Application, ApplicationDraft
from emulator.applications.applications import create_application, delete_application, find_application
from emulator.applications.providers import CUSTOM_SAML, SAML, find_provider
from emulator.applications.saml_application import AttributeMapping, SamlApplication, SamlConfiguration, read_token
from emulator.applications.saml_certificates import add_certificate
from emulator.applications.saml_configuration import check_configuration, wrong
from emulator.guide.refusal import Facts, Refusal
from emulator.permissions.instances import Instance
from emulator.store.tables import applications as tables
from emulator.store.tables.saml_applications import saml_applications
from emulator.store.transaction import Transaction

_COLUMNS = saml_applications.c


def create_saml_application(
    tx: Transaction,
    instance: Instance,
    *,
    name: str,
    description: str | None,
    configuration: SamlConfiguration,
    provider_arn: str = CUSTOM_SAML.provider_arn,
) -> SamlApplication:
    """Make a customer managed application, or one of the catalogue, with a certificate that is active."""
    if find_provider(provider_arn).federation_protocol != SAML:
        raise wrong("application provider", provider_arn, "one whose federation protocol is SAML")
    check_configuration(configuration)
    draft = ApplicationDraft(provider_arn=provider_arn, name=name, description=description)
    application = create_application(
        tx, instance, draft, account_id=instance.owner_account_id, region=instance.region
    )
    made = SamlApplication(
        application=application,
        application_instance_id=tx.ids.application_instance_id(),
        configuration=configuration,
    )
    tx.execute(insert(saml_applications).values(_values(made)))
    add_certificate(tx, application.application_arn)
    return made


def configure(tx: Transaction, application: SamlApplication, configuration: SamlConfiguration) -> SamlApplication:
    """Replace the configuration; it counts for the next sign-in."""
    check_configuration(configuration)
    changed = replace(application, configuration=configuration)
    tx.execute(
        update(saml_applications)
        .where(_COLUMNS.application_arn == application.application.application_arn)
        .values(_values(changed))
    )
    return changed


def delete_saml_application(tx: Transaction, application: SamlApplication) -> None:
    """Remove the application with everything about it."""
    delete_application(tx, application.application.application_arn)


def saml_applications_of(tx: Transaction, instance: Instance) -> tuple[SamlApplication, ...]:
    """All of an instance, oldest first."""
    return tuple(_application(tx, row) for row in tx.rows(_of_instance(instance)))


def find_saml_application(tx: Transaction, instance: Instance, application_instance_id: str) -> SamlApplication:
    """The application of that id. Raises ResourceNotFoundException."""
    # PostgreSQL has no text with a NUL in it, so none can be looked up.
    wanted = application_instance_id.replace("\0", " ")
    row = tx.row(_of_instance(instance).where(_COLUMNS.application_instance_id == wanted))
    if row is None:
        raise _unknown("application instance id", application_instance_id, "the id of a SAML application")
    return _application(tx, row)


def application_of_token(tx: Transaction, instance: Instance, token: str) -> SamlApplication:
    """The application whose addresses end in that token. Raises ResourceNotFoundException."""
    account_and_id = read_token(token)
    if account_and_id is None or account_and_id[0] != instance.owner_account_id:
        raise _unknown("last part of the URL", token[:200], "as in the application's IAM Identity Center metadata")
    return find_saml_application(tx, instance, account_and_id[1])


def _of_instance(instance: Instance) -> Select[tuple[object, ...]]:
    same = tables.applications.c.application_arn == _COLUMNS.application_arn
    return (
        select(*saml_applications.c)
        .join(tables.applications, same)
        .where(tables.applications.c.instance_arn == instance.instance_arn)
        .order_by(tables.applications.c.created_at, _COLUMNS.application_arn)
    )


def _values(application: SamlApplication) -> dict[str, object]:
    return asdict(application.configuration) | {
        "application_arn": application.application.application_arn,
        "application_instance_id": application.application_instance_id,
    }


def _application(tx: Transaction, row: RowMapping) -> SamlApplication:
    application: Application = find_application(tx, row["application_arn"])
    mappings = tuple(AttributeMapping(**mapping) for mapping in row["attribute_mappings"])
    names = ("acs_url", "audience", "start_url", "relay_state", "session_minutes")
    return SamlApplication(
        application=application,
        application_instance_id=row["application_instance_id"],
        configuration=SamlConfiguration(**{name: row[name] for name in names}, attribute_mappings=mappings),
    )


def _unknown(where: str, found: str, expected: str) -> Refusal:
    # unconfirmed: the text.
    return Refusal(
        "ResourceNotFoundException",
        "Application not found",
        cause="application.unknown-saml-application",
        facts=Facts(where=where, found=found, expected=expected),
    )
