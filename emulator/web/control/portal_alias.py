"""The alias in the AWS access portal URL."""

from pydantic import Field

from emulator.identity_source.portal_alias import portal_alias, set_portal_alias
from emulator.permissions.instances import organization_instance
from emulator.trail.administrator import account_root
from emulator.web.control.route import Answer, Body, Control
from emulator.web.journal import origin


class PortalAlias(Answer):
    """The alias; null while the portal has none."""

    alias: str | None


class NewPortalAlias(Body):
    """The alias that the portal is given for good."""

    alias: str = Field(min_length=1, max_length=100, description="Small letters, digits and hyphens.")


def read_portal_alias(control: Control) -> PortalAlias:
    """The alias in the portal URL."""
    with control.context.store.transaction() as tx:
        return PortalAlias(alias=portal_alias(tx, organization_instance(tx)))


def create_portal_alias(control: Control, *, body: NewPortalAlias) -> PortalAlias:
    """Customize the portal URL; an alias cannot be changed afterwards."""
    with control.context.store.transaction() as tx:
        instance = organization_instance(tx)
        set_portal_alias(tx, instance, body.alias, by=account_root(instance.owner_account_id, origin()))
    return PortalAlias(alias=body.alias)
