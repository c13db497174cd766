"""The composition root: settings in, WSGI application out; nothing else wires things together."""

from dataclasses import dataclass
from typing import Any

from flask import Flask
from sqlalchemy import select

from emulator.clock import Clock
from emulator.ids import Identifiers
from emulator.seed.document import read_document
from emulator.seed.model import Seed
from emulator.seed.plant import Planted, plant
from emulator.settings import Settings
from emulator.store.database import Store, clear, database_url
from emulator.store.tables.keys import key_pairs
from emulator.store.tables.permissions import instances
from emulator.web.assets.routes import assets_blueprint
from emulator.web.context import Context
from emulator.web.control.blueprint import control_blueprint
from emulator.web.control.info import describe_instance
from emulator.web.journal import keep_journal
from emulator.web.page_filters import install_page_filters
from emulator.web.portal.routes import portal_blueprint
from emulator.web.signin.routes import signin_blueprint

_LARGEST_BODY = 4 * 1024 * 1024


@dataclass(frozen=True)
class Emulator:
    """A built emulator: its WSGI application, and its parts for those who run in the same process."""

    wsgi: Flask
    context: Context

    def reset(self, seed: Seed) -> Planted:
        """Forget everything but the keys, and start again from `seed`."""
        self.context.clock.resume()
        self.context.ids.restart()
        if seed.clock is not None:
            self.context.clock.freeze(seed.clock)
        with self.context.store.transaction() as tx:
            clear(tx, keep=[key_pairs])
            return plant(tx, seed, self.context.settings)

    def reset_and_describe(self, seed: Seed) -> dict[str, Any]:
        """As `reset`; tells what was made, in the words of the control API."""
        planted = self.reset(seed)
        instance = describe_instance(planted.instance, self.context.public_url)
        return {"instance": instance.model_dump(mode="json"), "scim": None, "test_idp": None}


def build(settings: Settings, *, public_url: str) -> Emulator:
    """Open the store, fill it if it is empty, and assemble every surface.

    Raises StoreUnusable, and DocumentUnreadable for the seed file.
    """
    seed = read_document(settings.seed, Seed) if settings.seed else Seed()
    clock, ids = Clock(), Identifiers(settings.seed_random)
    secret_url = settings.database_url.get_secret_value() if settings.database_url else None
    store = Store(clock, ids, database_url(settings.data, secret_url))
    context = Context(settings=settings, store=store, clock=clock, ids=ids, public_url=public_url.rstrip("/"))
    emulator = Emulator(wsgi=_application(context), context=context)
    emulator.wsgi.register_blueprint(control_blueprint(context, emulator.reset_and_describe, str))
    if not _planted(store):
        emulator.reset(seed)
    return emulator


def _planted(store: Store) -> bool:
    with store.transaction() as tx:
        return tx.row(select(instances.c.instance_arn)) is not None


def _application(context: Context) -> Flask:
    app = Flask("emulator", static_folder=None, template_folder="web/templates")
    app.config["MAX_CONTENT_LENGTH"] = _LARGEST_BODY
    app.url_map.strict_slashes = False
    app.json.sort_keys = False  # type: ignore[attr-defined]
    keep_journal(app, context)
    install_page_filters(app)
    app.register_blueprint(assets_blueprint())
    app.register_blueprint(signin_blueprint(context))
    app.register_blueprint(portal_blueprint(context))
    return app
