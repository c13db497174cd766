"""The links of the identity: is there a user, is it up to date, does the name fit, is the user enabled."""

from emulator.directory.user import User
from emulator.directory.users import user_by_primary_email, users_of_ids
from emulator.guide.refusal import Facts
from emulator.identity_source.active_directory.diagnosis import missing_user, stale_user
from emulator.identity_source.scim_tenants import list_tokens, tenant_of_identity_store
from emulator.identity_source.sources import SourceKind, identity_source
from emulator.permissions.instances import Instance
from emulator.signin.access_chain.history import SCIM, SCIM_USERS, last_refusal
from emulator.signin.access_chain.link import Case, Link, Question
from emulator.signin.directory_password import refused_name, user_of_typed_name
from emulator.store.transaction import Transaction

_PROVISIONED = Question("provisioned", "Is there a user in the identity store?")
_CHANGES = Question("changes", "Did the provider's last change of the user arrive?")
_USER_NAME = Question("user-name", "Is that name the user name, letter by letter?")
_ENABLED = Question("enabled", "Is the user enabled?")

# What keeps everybody's provisioning from arriving, not this person's alone.
_OF_THE_CONNECTION = ("scim.token.", "scim.tenant.", "scim.throttled", "scim.request.unknown-path", "fault.")


def user_meant_by(tx: Transaction, instance: Instance, asked: str) -> User | None:
    """The user of that user name (with a connected directory, in each of its forms), user id or e-mail address."""
    store_id = instance.identity_store_id
    by_id = users_of_ids(tx, store_id, [asked])
    return (
        user_of_typed_name(tx, instance, asked)
        or (by_id[0] if by_id else None)
        or user_by_primary_email(tx, store_id, asked)
    )


def provisioned(case: Case) -> Link:
    """Whether the identity store has the user. What SCIM was refused for this person tells why not."""
    if case.user is not None:
        since = f"{case.user.created_at:%Y-%m-%dT%H:%M:%SZ}"
        return _PROVISIONED.sound(f"{case.user.user_name}, user id {case.user.user_id}, since {since}")
    found = f"no user has the name, id or primary e-mail address {case.asked}"
    source = identity_source(case.tx, case.instance.identity_store_id)
    if source is SourceKind.ACTIVE_DIRECTORY:
        why = missing_user(case.tx, case.instance.identity_store_id, case.asked)
        if why is not None:
            return _PROVISIONED.broken(f"{found}; the directory has {case.asked}", *why)
    if source is not SourceKind.EXTERNAL_IDP:
        facts = Facts(where=f"identity source {source}", found=f"no user {case.asked}", expected="an existing user")
        return _PROVISIONED.broken(found, "sign-in.unknown-user", facts)
    refused = last_refusal(case.tx, SCIM_USERS, names=case.names)
    if refused is not None:
        found += f"; SCIM tried, and was refused at {refused.when}"
        return _PROVISIONED.broken(found, refused.cause, refused.facts)
    everybody = last_refusal(case.tx, SCIM, causes=_OF_THE_CONNECTION)
    if everybody is not None:
        found += f"; at {everybody.when} SCIM was refused, whoever it was about"
        return _PROVISIONED.broken(found, everybody.cause, everybody.facts)
    return _never_provisioned(case, found)


def changes(case: Case, user: User) -> Link:
    """Whether SCIM was refused to change the user since the last change that arrived."""
    refused = last_refusal(case.tx, SCIM_USERS, names=case.names, after=user.updated_at)
    if refused is not None:
        return _CHANGES.broken(f"SCIM was refused at {refused.when}", refused.cause, refused.facts)
    return _CHANGES.sound(f"none was refused since {user.updated_at:%Y-%m-%dT%H:%M:%SZ}")


def named_alike(case: Case, user: User) -> Link:
    """Whether the name that was asked for is one to sign in by: exactly the user name, from an external provider."""
    source = identity_source(case.tx, case.instance.identity_store_id)
    refusal = refused_name(case.tx, case.instance, case.asked) if comes_with_the_source(case) else None
    if refusal is not None:
        return _USER_NAME.refused(f"it is {refusal.facts.found}", refusal)
    if case.asked in (user.user_name, user.user_id) or source is not SourceKind.EXTERNAL_IDP:
        return _USER_NAME.sound(user.user_name)
    return _USER_NAME.broken(
        f"the user name is {user.user_name}; a SAML response with the name identifier {case.asked} is refused",
        "saml.name-id.username-mismatch",
        Facts(where="Subject/NameID", found=case.asked, expected=f"exactly the user name: {user.user_name}"),
    )


def enabled(case: Case, user: User) -> Link:
    """Whether the user may sign in at all."""
    if user.active:
        return _ENABLED.sound("enabled")
    stale = stale_user(case.tx, case.instance.identity_store_id, user)
    if stale is not None:
        return _ENABLED.broken("disabled", *stale)
    external = identity_source(case.tx, case.instance.identity_store_id) is SourceKind.EXTERNAL_IDP
    facts = Facts(
        where="user", found=f"{user.user_name} is disabled", expected="a user with access enabled (active: true)"
    )
    return _ENABLED.broken("disabled", "saml.user-disabled" if external else "sign-in.user-disabled", facts)


def comes_with_the_source(case: Case) -> bool:
    """Whether users are there only because the identity source brings them: a connected directory."""
    return identity_source(case.tx, case.instance.identity_store_id) is SourceKind.ACTIVE_DIRECTORY


def _never_provisioned(case: Case, found: str) -> Link:
    tenant = tenant_of_identity_store(case.tx, case.instance.identity_store_id)
    tokens = [] if tenant is None else list_tokens(case.tx, tenant.tenant_id)
    now = case.tx.now()
    expected, cause = "a user before the first sign-in", "saml.user-not-provisioned"
    if tenant is None:
        how, cause = "not enabled", "saml.no-just-in-time"
    elif not tokens:
        how = "enabled, without an access token"
    elif all(token.expires_at <= now for token in tokens):
        how, cause, expected = "enabled, and every access token has expired", "scim.token.expired", "a valid token"
    else:
        how = "enabled"
    facts = Facts(
        where="identity store",
        found=f"no user {case.asked}",
        expected=expected,
        more={"automatic provisioning": how},
    )
    return _PROVISIONED.broken(found, cause, facts)
