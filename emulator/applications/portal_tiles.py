"""The tiles of the access portal's tab Applications."""

from dataclasses import dataclass

from emulator.applications.application import ENABLED, Application
from emulator.applications.applications import list_applications
from emulator.applications.assignments import may_use
from emulator.applications.saml_application import addresses
from emulator.applications.saml_applications import saml_applications_of
from emulator.permissions.instances import Instance
from emulator.store.transaction import Transaction

_PAGE = 100


@dataclass(frozen=True, kw_only=True)
class PortalTile:
    """An application that a person may open, and the address that its tile leads to.

    `administrator_url` shows the assertion instead of sending it; only SAML applications have one.
    """

    application_arn: str
    name: str
    description: str | None
    url: str
    administrator_url: str | None = None


def tiles_of_user(tx: Transaction, instance: Instance, user_id: str, public_url: str) -> tuple[PortalTile, ...]:
    """What the portal shows to a user, by name: enabled, visible, and assigned where assignments are required.

    An application without an address of its own has no tile: nothing could be opened.
    """
    of_saml = {
        each.application.application_arn: addresses(
            each.application_instance_id, instance.owner_account_id, public_url
        ).portal_url
        for each in saml_applications_of(tx, instance)
    }
    usable = (each for each in _visible(tx, instance) if may_use(tx, instance, each, user_id))
    tiles = (_tile(each, of_saml.get(each.application_arn)) for each in usable)
    return tuple(sorted((tile for tile in tiles if tile is not None), key=lambda tile: tile.name.casefold()))


def _visible(tx: Transaction, instance: Instance) -> list[Application]:
    found: list[Application] = []
    after = None
    while True:
        page = list_applications(tx, instance, after=after, limit=_PAGE)
        found += [each for each in page.items if each.status == ENABLED and each.visibility == ENABLED]
        if page.after is None:
            return found
        after = page.after


def _tile(application: Application, of_saml: str | None) -> PortalTile | None:
    url = of_saml or (application.sign_in.application_url if application.sign_in else None)
    if not url or not url.startswith(("https://", "http://", "/")):
        return None
    return PortalTile(
        application_arn=application.application_arn,
        name=application.name,
        description=application.description,
        url=url,
        administrator_url=f"{of_saml}?mode=administrator" if of_saml else None,
    )
