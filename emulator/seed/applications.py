"""Puts a seed's SAML applications and their assignments into the store."""

from collections.abc import Mapping

from emulator.applications.assignments import ApplicationAssignment, assign
from emulator.applications.saml_application import DEFAULT_MAPPINGS, AttributeMapping, SamlConfiguration
from emulator.applications.saml_applications import create_saml_application
from emulator.permissions.instances import Instance
from emulator.seed.model import Seed, SeedApplication, SeedAttributeMapping
from emulator.seed.permissions import principals_of
from emulator.store.transaction import Transaction


def plant_applications(
    tx: Transaction, instance: Instance, seed: Seed, user_ids: Mapping[str, str], group_ids: Mapping[str, str]
) -> None:
    """Make the applications; the ids are those of the users and groups that they name. Raises Refusal."""
    for wanted in seed.applications:
        application_arn = plant_application(tx, instance, wanted)
        for principal in principals_of(wanted.users, wanted.groups, user_ids, group_ids):
            assign(tx, instance, ApplicationAssignment(application_arn=application_arn, principal=principal))


def plant_application(tx: Transaction, instance: Instance, wanted: SeedApplication) -> str:
    """Make one application, to which nobody is assigned yet; its ARN. Raises Refusal."""
    made = create_saml_application(
        tx,
        instance,
        name=wanted.name,
        description=wanted.description,
        configuration=configuration_of(
            acs_url=wanted.acs_url,
            audience=wanted.audience,
            start_url=wanted.start_url,
            relay_state=wanted.relay_state,
            session_minutes=wanted.session_minutes,
            attribute_mappings=wanted.attribute_mappings,
        ),
    )
    return made.application.application_arn


def configuration_of(
    *,
    acs_url: str,
    audience: str,
    start_url: str | None,
    relay_state: str | None,
    session_minutes: int,
    attribute_mappings: Mapping[str, SeedAttributeMapping] | None,
) -> SamlConfiguration:
    """The configuration that was asked for; without mappings, with the Subject that the console proposes."""
    rows = None
    if attribute_mappings is not None:
        rows = tuple(
            AttributeMapping(name=name, value=row.value, format=row.format)
            for name, row in attribute_mappings.items()
        )
    return SamlConfiguration(
        acs_url=acs_url,
        audience=audience,
        start_url=start_url,
        relay_state=relay_state,
        session_minutes=session_minutes,
        attribute_mappings=DEFAULT_MAPPINGS if rows is None else rows,
    )
