"""The tiles of the access portal's tab Applications."""

from dataclasses import dataclass

from emulator.applications.application import ENABLED, Application
from emulator.applications.applications import list_applications
from emulator.applications.assignments import may_use
from emulator.permissions.instances import Instance
from emulator.store.transaction import Transaction

_PAGE = 100


@dataclass(frozen=True, kw_only=True)
class PortalTile:
    """An application that a person may open, and the address that its tile leads to."""

    application_arn: str
    name: str
    description: str | None
    url: str


def tiles_of_user(tx: Transaction, instance: Instance, user_id: str) -> tuple[PortalTile, ...]:
    """What the portal shows to a user, by name: enabled, visible, and assigned where assignments are required.

    An application without an address of its own has no tile: nothing could be opened.
    """
    tiles = (_tile(each) for each in _visible(tx, instance) if may_use(tx, instance, each, user_id))
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


def _tile(application: Application) -> PortalTile | None:
    url = application.sign_in.application_url if application.sign_in else None
    if not url or not url.startswith(("https://", "http://", "/")):
        return None
    return PortalTile(
        application_arn=application.application_arn,
        name=application.name,
        description=application.description,
        url=url,
    )
