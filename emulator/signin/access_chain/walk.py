"""Walks the whole chain for one person, or the part of it that leads to a role."""

from emulator.permissions.instances import Instance
from emulator.signin.access_chain import access, identity, signing_in
from emulator.signin.access_chain.application import links_to_application
from emulator.signin.access_chain.credentials import credentials
from emulator.signin.access_chain.link import Case, Link
from emulator.store.transaction import Transaction


def walk(
    tx: Transaction,
    instance: Instance,
    asked: str,
    *,
    account_id: str | None = None,
    permission_set: str | None = None,
    application: str | None = None,
) -> tuple[Link, ...]:
    """Every link in order; those that need a user are left out where there is none.

    `asked` is a user name, a user id or a primary e-mail address. `account_id` and `permission_set` (its name) narrow
    the question to what the person cannot reach; with `application` (its name or ARN) it is about that.
    """
    user = identity.user_meant_by(tx, instance, asked)
    case = Case(tx, instance, asked, user)
    if user is None:
        links = (signing_in.provider(case), identity.provisioned(case), signing_in.last_sign_in(case, None))
        # Without the identity source nobody could be there; with it, that somebody is missing is the first thing.
        return links if identity.comes_with_the_source(case) else (links[1], links[0], links[2])
    if application is None:
        target: tuple[Link, ...] = (
            access.groups(case, user),
            access.assignment(case, user, account_id, permission_set),
            access.roles(case, user, account_id, permission_set),
        )
    else:
        target = (access.groups(case, user), *links_to_application(case, user, application))
    return (
        *((signing_in.provider(case),) if identity.comes_with_the_source(case) else ()),
        identity.provisioned(case),
        identity.changes(case, user),
        identity.named_alike(case, user),
        identity.enabled(case, user),
        signing_in.key(case),
        *(() if identity.comes_with_the_source(case) else (signing_in.provider(case),)),
        *credentials(case, user),
        signing_in.last_sign_in(case, user),
        *target,
        signing_in.session(case, user),
    )


def walk_to_role(
    tx: Transaction, instance: Instance, asked: str, *, account_id: str | None, permission_set: str | None
) -> tuple[Link, ...]:
    """The links between a person and a role, without those of signing in."""
    user = identity.user_meant_by(tx, instance, asked)
    case = Case(tx, instance, asked, user)
    named = (
        *((access.account(case, account_id),) if account_id else ()),
        *((access.known_permission_set(case, permission_set),) if permission_set else ()),
    )
    if user is None:
        return (identity.provisioned(case), *named)
    return (
        identity.provisioned(case),
        identity.enabled(case, user),
        *named,
        access.groups(case, user),
        access.assignment(case, user, account_id, permission_set),
        access.roles(case, user, account_id, permission_set),
    )
