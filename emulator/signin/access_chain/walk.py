"""Walks the whole chain for one person."""

from emulator.permissions.instances import Instance
from emulator.signin.access_chain import access, identity, signing_in
from emulator.signin.access_chain.link import Case, Link
from emulator.store.transaction import Transaction


def walk(
    tx: Transaction,
    instance: Instance,
    asked: str,
    *,
    account_id: str | None = None,
    permission_set: str | None = None,
) -> tuple[Link, ...]:
    """Every link in order; those that need a user are left out where there is none.

    `asked` is a user name, a user id or a primary e-mail address. `account_id` and `permission_set` (its name) narrow
    the question to what the person cannot reach.
    """
    user = identity.user_meant_by(tx, instance, asked)
    case = Case(tx, instance, asked, user)
    if user is None:
        return identity.provisioned(case), signing_in.provider(case), signing_in.last_sign_in(case, None)
    return (
        identity.provisioned(case),
        identity.named_alike(case, user),
        identity.enabled(user),
        signing_in.provider(case),
        signing_in.last_sign_in(case, user),
        access.groups(case, user),
        access.assignment(case, user, account_id),
        access.roles(case, user, account_id, permission_set),
        signing_in.session(case, user),
    )
