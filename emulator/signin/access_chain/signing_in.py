"""The links of signing in: the identity source, the last sign-in, the session."""

from sqlalchemy import func, select

from emulator.authorization.customer_managed_keys import check_portal_can_decrypt
from emulator.directory.user import User
from emulator.guide.refusal import Facts, Refusal
from emulator.identity_source.active_directory.diagnosis import unusable_directory
from emulator.identity_source.external_idp import external_idp
from emulator.identity_source.sources import SourceKind, identity_source
from emulator.signin.access_chain.history import SAML_ACS, SIGN_IN, last_refusal
from emulator.signin.access_chain.link import Case, Link, Question
from emulator.signin.sessions import Standing, latest_standing_of_user
from emulator.store.tables.signin import sessions

_SOURCE = Question("identity-source", "Can the identity source sign people in?")
_SIGNED_IN = Question("sign-in", "Did the last sign-in succeed?")
_KEY = Question("key", "Can IAM Identity Center decrypt what it stores?")
_SESSION = Question("session", "Is there a session?")

# Refused responses that are about the connection, so that nobody can sign in.
_OF_EVERYBODY = (
    "saml.certificate-",
    "saml.signature.",
    "saml.issuer-",
    "saml.audience-",
    "saml.acs-url-",
    "saml.clock-skew",
    "idp-metadata.",
)
# Refused responses that name nobody, so that they may be this person's.
_OF_ANYBODY = (
    "saml.response.",
    "saml.assertion.",
    "saml.status.",
    "saml.name-id.missing",
    "saml.name-id.not-rfc2822",
)


def provider(case: Case) -> Link:
    """Whether the identity source can vouch for anybody now."""
    store_id = case.instance.identity_store_id
    connected = external_idp(case.tx, store_id)
    if connected is None:
        source = identity_source(case.tx, store_id)
        why = unusable_directory(case.tx, store_id, case.asked) if source is SourceKind.ACTIVE_DIRECTORY else None
        if why is not None:
            return _SOURCE.broken("the directory cannot be asked, or was not synchronized", *why)
        return _SOURCE.sound(f"the identity source is {source}")
    ends = [imported.certificate.not_after for imported in connected.certificates]
    if any(end > case.tx.now() for end in ends):
        until = f"{max(ends):%Y-%m-%d}"
        return _SOURCE.sound(f"external provider {connected.issuer}, certificate valid until {until}")
    return _SOURCE.broken(
        f"no certificate of {connected.issuer} is valid any more",
        "saml.certificate-expired",
        Facts(
            where="certificates of the identity provider",
            found=f"the last one ended on {max(ends):%Y-%m-%d}",
            expected="a valid certificate, that of the provider's signing key",
        ),
    )


def last_sign_in(case: Case, user: User | None) -> Link:
    """Whether the newest attempt to sign in, with SAML or with a password, succeeded."""
    standing = _newest(case, user)
    since = standing.session.started_at if standing else None
    for path, names in ((SAML_ACS, case.names), (SIGN_IN, (*case.workflows, *case.names))):
        refused = last_refusal(case.tx, path, names=names, after=since)
        if refused is not None:
            return _SIGNED_IN.broken(f"refused at {refused.when}", refused.cause, refused.facts)
    if since is not None:
        return _SIGNED_IN.sound(f"yes, at {since:%Y-%m-%dT%H:%M:%SZ}")
    found = "nobody has tried in this name"
    # Once anybody has signed in, what was refused before is put right.
    newest = select(func.max(sessions.c.started_at)).where(sessions.c.instance_arn == case.instance.instance_arn)
    of_somebody = last_refusal(case.tx, SAML_ACS, after=case.tx.value(newest))
    if of_somebody is None:
        return _SIGNED_IN.open(found)
    for causes, told in (
        (_OF_EVERYBODY, "a response was refused, whoever it was for"),
        (_OF_ANYBODY, "a response was refused that names nobody: perhaps this person's"),
    ):
        if of_somebody.cause.startswith(causes):
            return _SIGNED_IN.broken(f"{found}; at {of_somebody.when} {told}", of_somebody.cause, of_somebody.facts)
    told = f"{found}; the last refused response names somebody else or nobody ({of_somebody.cause})"
    return _SIGNED_IN.open(told)


def key(case: Case) -> Link:
    """Whether the customer's key, where there is one, can be used."""
    if case.instance.kms_key_arn is None:
        return _KEY.sound("with AWS's own key")
    try:
        check_portal_can_decrypt(case.tx, case.instance)
    except Refusal as refusal:
        return _KEY.refused(f"not with {case.instance.kms_key_arn}", refusal)
    return _KEY.sound(f"with {case.instance.kms_key_arn}")


def session(case: Case, user: User) -> Link:
    """Whether the person has a session of the access portal."""
    standing = _newest(case, user)
    if standing is None:
        return _SESSION.open("none yet")
    if standing.over is None:
        return _SESSION.sound(f"alive until {standing.session.expires_at:%Y-%m-%dT%H:%M:%SZ}")
    found = f"the last one is {standing.over}, since {standing.over_since:%Y-%m-%dT%H:%M:%SZ}"
    facts = Facts(where="session of the access portal", found=found, expected="a session that is alive")
    return _SESSION.broken(found, f"session.{standing.over}", facts)


def _newest(case: Case, user: User | None) -> Standing | None:
    return latest_standing_of_user(case.tx, case.instance.instance_arn, user.user_id) if user else None
