"""SAML applications and who may use them."""

from emulator.applications.application import ENABLED
from emulator.applications.assignments import assignments_of_application
from emulator.applications.saml_application import SamlApplication
from emulator.applications.saml_applications import saml_applications_of
from emulator.permissions.assignments import USER
from emulator.permissions.instances import Instance
from emulator.seed.export.left_out import LeftOut
from emulator.seed.export.people import People
from emulator.seed.model import SeedApplication, SeedAttributeMapping
from emulator.store.transaction import Transaction

_ALL = 1_000_000


def exported_applications(
    tx: Transaction, instance: Instance, people: People, left_out: LeftOut
) -> tuple[SeedApplication, ...]:
    """The SAML applications by name; their certificates are made anew where the seed is used."""
    exported = [_application(tx, each, people, left_out) for each in saml_applications_of(tx, instance)]
    return tuple(sorted(exported, key=lambda each: (each.name, each.acs_url, each.audience)))


def _application(tx: Transaction, application: SamlApplication, people: People, left_out: LeftOut) -> SeedApplication:
    found, configured = application.application, application.configuration
    if found.status != ENABLED:
        left_out.add(f"that the application {found.name} is disabled")
    if not found.assignment_required:
        left_out.add(f"that the application {found.name} needs no assignment")
    users: list[str] = []
    groups: list[str] = []
    for assignment in assignments_of_application(tx, found.application_arn, limit=_ALL).items:
        principal = assignment.principal
        is_user = principal.type == USER
        name = people.user_name(principal.id) if is_user else people.group_name(principal.id)
        if name is None:
            left_out.add(f"an assignment of {found.name} to a {principal.type.lower()} who was deleted")
        else:
            (users if is_user else groups).append(name)
    return SeedApplication(
        name=found.name,
        description=found.description,
        acs_url=configured.acs_url,
        audience=configured.audience,
        start_url=configured.start_url,
        relay_state=configured.relay_state,
        session_minutes=configured.session_minutes,
        attribute_mappings={
            row.name: SeedAttributeMapping(value=row.value, format=row.format)
            for row in configured.attribute_mappings
        },
        users=tuple(sorted(users)),
        groups=tuple(sorted(groups)),
    )
