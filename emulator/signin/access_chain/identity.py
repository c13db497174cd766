"""The links of the identity: is there a user, does the name fit, is the user enabled."""

from emulator.directory.user import User
from emulator.directory.users import user_by_primary_email, user_by_user_name, users_of_ids
from emulator.guide.refusal import Facts
from emulator.identity_source.scim_tenants import list_tokens, tenant_of_identity_store
from emulator.identity_source.sources import SourceKind, identity_source
from emulator.permissions.instances import Instance
from emulator.signin.access_chain.history import last_refusal
from emulator.signin.access_chain.link import Case, Link, State
from emulator.store.transaction import Transaction


def user_meant_by(tx: Transaction, instance: Instance, asked: str) -> User | None:
    """The user of that user name, user id or primary e-mail address."""
    store_id = instance.identity_store_id
    by_id = users_of_ids(tx, store_id, [asked])
    return (
        user_by_user_name(tx, store_id, asked)
        or (by_id[0] if by_id else None)
        or user_by_primary_email(tx, store_id, asked)
    )


def provisioned(case: Case) -> Link:
    """Whether the identity store has the user. What SCIM was refused for this person tells why not."""
    question = "Is there a user in the identity store?"
    if case.user is not None:
        since = f"{case.user.created_at:%Y-%m-%dT%H:%M:%SZ}"
        found = f"{case.user.user_name}, user id {case.user.user_id}, since {since}"
        return Link(name="provisioned", question=question, state=State.SOUND, found=found)
    found = f"no user has the name, id or primary e-mail address {case.asked}"
    refused = last_refusal(case.tx, "/scim/v2/Users", names=case.names)
    if refused is not None:
        found += f"; SCIM tried, and was refused at {refused.at:%Y-%m-%dT%H:%M:%SZ}"
        return Link(
            name="provisioned",
            question=question,
            state=State.BROKEN,
            found=found,
            cause=refused.cause,
            facts=refused.facts,
        )
    scim = _scim(case)
    return Link(
        name="provisioned",
        question=question,
        state=State.BROKEN,
        found=found,
        cause="saml.no-just-in-time" if scim is None else "saml.user-not-provisioned",
        facts=Facts(
            where="identity store",
            found=f"no user {case.asked}",
            expected="a user before the first sign-in",
            more={"automatic provisioning": scim or "not enabled"},
        ),
    )


def named_alike(case: Case, user: User) -> Link:
    """Whether the name that was asked for is the user name; an external provider has to send exactly that."""
    question = "Is that name the user name, letter by letter?"
    external = identity_source(case.tx, case.instance.identity_store_id) is SourceKind.EXTERNAL_IDP
    if case.asked in (user.user_name, user.user_id) or not external:
        return Link(name="user-name", question=question, state=State.SOUND, found=user.user_name)
    return Link(
        name="user-name",
        question=question,
        state=State.BROKEN,
        found=f"the user name is {user.user_name}; a SAML response with the name identifier {case.asked} is refused",
        cause="saml.name-id.username-mismatch",
        facts=Facts(where="Subject/NameID", found=case.asked, expected=f"exactly the user name: {user.user_name}"),
    )


def enabled(user: User) -> Link:
    """Whether the user may sign in at all."""
    question = "Is the user enabled?"
    if user.active:
        return Link(name="enabled", question=question, state=State.SOUND, found="enabled")
    return Link(
        name="enabled",
        question=question,
        state=State.BROKEN,
        found="disabled",
        cause="saml.user-disabled",
        facts=Facts(
            where="user", found=f"{user.user_name} is disabled", expected="a user with access enabled (active: true)"
        ),
    )


def _scim(case: Case) -> str | None:
    """How automatic provisioning stands; None where it is not enabled."""
    tenant = tenant_of_identity_store(case.tx, case.instance.identity_store_id)
    if tenant is None:
        return None
    tokens = list_tokens(case.tx, tenant.tenant_id)
    if not tokens:
        return "enabled, without an access token"
    alive = [token for token in tokens if token.expires_at > case.tx.now()]
    return "enabled" if alive else "enabled, and every access token has expired"
