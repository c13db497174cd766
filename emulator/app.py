"""The composition root: settings in, WSGI application out; nothing else wires things together."""

from dataclasses import dataclass

from flask import Flask
from sqlalchemy import select

from emulator.applications.saml_identity_provider import metadata_for
from emulator.clock import Clock
from emulator.directory.users import list_users
from emulator.guide.refusal import Facts, Refusal
from emulator.identity_source.service_provider import service_provider
from emulator.ids import Identifiers
from emulator.permissions.instances import organization_instance
from emulator.saml.signing import SigningKey
from emulator.seed.model import Seed
from emulator.seed.plant import Planted, plant
from emulator.settings import Settings
from emulator.store.database import Store, clear, database_url
from emulator.store.keys import KeyPair, key_pair
from emulator.store.tables.keys import key_pairs
from emulator.store.tables.permissions import instances
from emulator.web.assets.routes import assets_blueprint
from emulator.web.aws_api.access_portal.other_methods import portal_api_methods_blueprint
from emulator.web.aws_api.blueprint import aws_api_blueprint
from emulator.web.aws_sign_in.routes import aws_sign_in_blueprint
from emulator.web.console.blueprint import console_blueprint
from emulator.web.context import Context
from emulator.web.control.blueprint import control_blueprint, control_of
from emulator.web.directory_sync import keep_synchronized
from emulator.web.fault_injection import lose_answers
from emulator.web.journal import keep_journal, note_refusal
from emulator.web.mail_delivery import deliver_mail
from emulator.web.oidc.blueprint import oidc_blueprint
from emulator.web.page_filters import install_page_filters
from emulator.web.portal.routes import portal_blueprint
from emulator.web.saml_applications.routes import saml_applications_blueprint
from emulator.web.sample_sp.blueprint import sample_sp_blueprint
from emulator.web.sample_sp.service_provider import SampleServiceProvider
from emulator.web.scim.blueprint import scim_blueprint
from emulator.web.signin.routes import signin_blueprint
from emulator.web.surroundings.gateway import Surroundings
from emulator.web.test_idp.blueprint import test_idp_blueprint
from emulator.web.test_idp.issuing import Keys
from emulator.web.test_idp.provider import TestIdp
from emulator.web.test_idp.service_provider import RegisteredApplication

_LARGEST_BODY = 4 * 1024 * 1024
_SUGGESTED_PEOPLE = 50


@dataclass(frozen=True)
class Emulator:
    """A built emulator: its WSGI application, and its parts for those who run in the same process."""

    wsgi: Flask
    context: Context
    test_idp: TestIdp
    sample_sp: SampleServiceProvider

    @property
    def planted(self) -> bool:
        """Whether the store holds an instance; false only before the first seed."""
        with self.context.store.transaction() as tx:
            return tx.row(select(instances.c.instance_arn)) is not None

    def reset(self, seed: Seed) -> Planted:
        """Forget everything but the keys, and start again from `seed`. Raises Refusal; then nothing has changed."""
        clock, ids = self.context.clock, self.context.ids
        before = clock.state()
        clock.resume()
        ids.restart()
        if seed.clock is not None:
            clock.freeze(seed.clock)
        try:
            with self.context.store.transaction() as tx:
                clear(tx, keep=[key_pairs])
                planted = plant(tx, seed, self.context.settings, self.test_idp.metadata())
        except BaseException:
            clock.set_state(before)
            raise
        self.test_idp.forget()
        self.sample_sp.forget()
        return planted


def build(settings: Settings, *, public_url: str) -> Emulator:
    """Open the store and assemble every surface. The store still waits for its first seed. Raises StoreUnusable."""
    clock, ids = Clock(), Identifiers(settings.seed_random)
    secret_url = settings.database_url.get_secret_value() if settings.database_url else None
    store = Store(clock, ids, database_url(settings.data, secret_url))
    context = Context(settings=settings, store=store, clock=clock, ids=ids, public_url=public_url.rstrip("/"))
    test_idp = _test_idp(context)
    sample_sp = _sample_service_provider(context)
    wsgi = _application(context, test_idp, sample_sp)
    emulator = Emulator(wsgi=wsgi, context=context, test_idp=test_idp, sample_sp=sample_sp)
    control = control_of(context, emulator.reset, test_idp.metadata)
    wsgi.register_blueprint(control_blueprint(control))
    wsgi.register_blueprint(console_blueprint(control))
    if emulator.planted:
        # A kept state already holds the first identifiers of the repeatable sequence; used again they would collide.
        ids.restart(salt=clock.now().isoformat())
    return emulator


def _test_idp(context: Context) -> TestIdp:
    """The foreign product, given what its administrator would enter: our ACS URL and issuer."""
    with context.store.transaction() as tx:
        current = key_pair(tx, "test-idp", "Test identity provider")
        other = key_pair(tx, "test-idp-other", "Somebody else's identity provider")
        expired = key_pair(tx, "test-idp-expired", "Test identity provider (old)", expired=True)

    def application() -> RegisteredApplication:
        with context.store.transaction() as tx:
            provider = service_provider(organization_instance(tx), context.public_url)
        return RegisteredApplication(audience=provider.issuer, acs_urls=(provider.acs_url,))

    def people() -> tuple[str, ...]:
        with context.store.transaction() as tx:
            users = list_users(tx, organization_instance(tx).identity_store_id, limit=_SUGGESTED_PEOPLE).items
        return tuple(sorted(user.user_name for user in users))

    return TestIdp(
        base_url=context.public_url,
        keys=Keys(current=_signing_key(current), other=_signing_key(other), expired=_signing_key(expired)),
        clock=context.clock,
        ids=context.ids,
        default_application=application,
        suggestions=people,
    )


def _sample_service_provider(context: Context) -> SampleServiceProvider:
    """The foreign application; it trusts what is configured here for it, until somebody tells it otherwise."""

    def default_metadata() -> str | None:
        with context.store.transaction() as tx:
            instance = organization_instance(tx)
            return metadata_for(tx, instance, sample.entity_id, sample.acs_url, context.public_url)

    def on_rejection(reason: str, attributes: str) -> None:
        facts = Facts(where="SAML assertion", found=attributes or "no attributes", expected=reason)
        note_refusal(Refusal("Rejected", reason, cause="assertion-debug.administrator-mode", facts=facts))

    sample = SampleServiceProvider(context.public_url, default_metadata, context.clock.now, on_rejection)
    return sample


def _signing_key(pair: KeyPair) -> SigningKey:
    return SigningKey(private_key_pem=pair.private_key_pem, certificate_pem=pair.certificate_pem)


def _application(context: Context, test_idp: TestIdp, sample_sp: SampleServiceProvider) -> Flask:
    app = Flask("emulator", static_folder=None, template_folder="web/templates")
    app.config["MAX_CONTENT_LENGTH"] = _LARGEST_BODY
    app.url_map.strict_slashes = False
    app.json.sort_keys = False  # type: ignore[attr-defined]
    # The journal is the last to see an answer, before it gets lost.
    lose_answers(app)
    keep_journal(app, context)
    deliver_mail(app, context)
    keep_synchronized(app, context)
    install_page_filters(app)
    app.register_blueprint(assets_blueprint())
    app.register_blueprint(signin_blueprint(context))
    app.register_blueprint(portal_blueprint(context))
    app.register_blueprint(scim_blueprint(context))
    app.register_blueprint(oidc_blueprint(context))
    app.register_blueprint(portal_api_methods_blueprint())
    app.register_blueprint(aws_api_blueprint(context, fallback=Surroundings(context)))
    app.register_blueprint(test_idp_blueprint(test_idp))
    app.register_blueprint(saml_applications_blueprint(context))
    app.register_blueprint(aws_sign_in_blueprint(context))
    app.register_blueprint(sample_sp_blueprint(sample_sp))
    return app
