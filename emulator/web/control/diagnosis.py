"""Walking the chain from a person to an AWS account."""

from typing import Any

from pydantic import Field

from emulator.permissions.instances import organization_instance
from emulator.signin.access_chain.link import Link, State
from emulator.signin.access_chain.walk import walk, walk_to_role
from emulator.store.transaction import Transaction
from emulator.web.control.happened import Text, explain
from emulator.web.control.route import Answer, Body, Control


class AssignmentQuery(Body):
    """Whom to walk the chain for, and what that person cannot reach."""

    user: Text = Field(description="User name, user id or primary e-mail address.")
    account_id: Text | None = Field(None, description="The account that is not reached.")
    permission_set: Text | None = Field(None, description="The name of the permission set that is missing.")


class ChainQuery(AssignmentQuery):
    """Whom to walk the chain for, and what that person cannot reach: an account, or an application."""

    application: Text | None = Field(None, description="Name or ARN of the application that is not reached.")


class ChainLink(Answer):
    """A link: sound, broken, or open (nothing was tried yet, or it is under way). A broken one has a diagnosis."""

    name: str
    question: str
    state: State
    found: str
    diagnosis: dict[str, Any] | None


class Chain(Answer):
    """Every link in order; `broken` names the first one that is broken, or is null."""

    user: str
    broken: str | None
    links: list[ChainLink]


def diagnose_access(control: Control, *, query: ChainQuery) -> Chain:
    """Walk the chain from a person to an account or an application, and explain every link that is broken."""
    with control.context.store.transaction() as tx:
        links = walk(
            tx,
            organization_instance(tx),
            query.user,
            account_id=query.account_id,
            permission_set=query.permission_set,
            application=query.application,
        )
    return chain_of(query.user, links)


def diagnose_assignment(control: Control, *, query: AssignmentQuery) -> Chain:
    """Walk from a person to a role, whether or not the person can sign in."""
    with control.context.store.transaction() as tx:
        return assignment_chain(tx, query)


def assignment_chain(tx: Transaction, query: AssignmentQuery) -> Chain:
    """The links between a person and a role."""
    instance = organization_instance(tx)
    links = walk_to_role(tx, instance, query.user, account_id=query.account_id, permission_set=query.permission_set)
    return chain_of(query.user, links)


def chain_of(user: str, links: tuple[Link, ...]) -> Chain:
    """The links as the control API, the command line and the console show them."""
    broken = next((link.name for link in links if link.state is State.BROKEN), None)
    return Chain(user=user, broken=broken, links=[_described(link) for link in links])


def _described(link: Link) -> ChainLink:
    return ChainLink(
        name=link.name,
        question=link.question,
        state=link.state,
        found=link.found,
        diagnosis=None if link.cause is None else explain(link.cause, link.facts),
    )
