"""Who may ask for tokens in the name of an application: its actor policy, and the caller's own policies."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from emulator.accounts.caller import Caller, CallerType, root_of
from emulator.accounts.organization import add_account, create_organization
from emulator.applications.application import Application, ApplicationDraft
from emulator.applications.applications import create_application
from emulator.applications.authentication_methods import put_actor_policy
from emulator.applications.providers import CUSTOM_OAUTH
from emulator.authorization.switch import enforce
from emulator.guide.refusal import Refusal
from emulator.permissions.instances import create_organization_instance
from emulator.signin.tokens.actors import Actor, check_may_ask
from emulator.store.database import Store
from emulator.store.transaction import Transaction
from emulator.trail.event import Origin

MANAGEMENT, MEMBER = "111122223333", "222233334444"
ROLE = f"arn:aws:iam::{MANAGEMENT}:role/notebook"
SESSION = f"arn:aws:sts::{MANAGEMENT}:assumed-role/notebook/server-1"
ORIGIN = Origin(request_id="request", source_ip="192.0.2.7", user_agent="test", host="oidc.us-east-1.amazonaws.com")


def role(account_id: str = MANAGEMENT, name: str = "notebook") -> Caller:
    return Caller(
        type=CallerType.ASSUMED_ROLE,
        account_id=account_id,
        arn=f"arn:aws:sts::{account_id}:assumed-role/{name}/server-1",
        principal_id="AROAEXAMPLE:server-1",
        role_arn=f"arn:aws:iam::{account_id}:role/{name}",
    )


@dataclass(frozen=True)
class House:
    """An application of the management account."""

    tx: Transaction
    application: Application

    def says(self, *statements: dict[str, Any]) -> None:
        policy = {"Version": "2012-10-17", "Statement": list(statements)}
        put_actor_policy(self.tx, self.application.application_arn, policy)

    def ask(self, caller: Caller) -> None:
        check_may_ask(self.tx, self.application, Actor(caller=caller, region="us-east-1", origin=ORIGIN))

    def refusal(self, caller: Caller) -> Refusal:
        with pytest.raises(Refusal) as refused:
            self.ask(caller)
        assert (refused.value.code, refused.value.cause) == ("AccessDeniedException", "token.actor-policy")
        return refused.value


def allow(principal: Any, **changes: Any) -> dict[str, Any]:
    action = "sso-oauth:CreateTokenWithIAM"
    return {"Effect": "Allow", "Principal": principal, "Action": action, "Resource": "*", **changes}


@pytest.fixture
def house(store: Store) -> Iterator[House]:
    with store.transaction() as tx:
        create_organization(tx, MANAGEMENT, name="management", email="management@example.com")
        add_account(tx, MEMBER, name="member", email="member@example.com")
        instance = create_organization_instance(tx, account_id=MANAGEMENT, region="us-east-1")
        draft = ApplicationDraft(provider_arn=CUSTOM_OAUTH.provider_arn, name="Notebook")
        yield House(tx, create_application(tx, instance, draft, account_id=MANAGEMENT, region="us-east-1"))


@pytest.mark.parametrize(
    "principal",
    ["*", {"AWS": ROLE}, {"AWS": [SESSION]}, {"AWS": MANAGEMENT}, {"AWS": f"arn:aws:iam::{MANAGEMENT}:root"}],
)
def test_role_that_is_named_in_any_way_may_ask(house: House, principal: Any) -> None:
    house.says(allow(principal))
    house.ask(role())


@pytest.mark.parametrize(
    "statement",
    [
        allow({"AWS": f"{ROLE}-2"}),
        allow({"AWS": MEMBER}),
        allow({"Service": "ec2.amazonaws.com"}),
        allow({"AWS": ROLE}, Action="sso-oauth:CreateToken"),
        allow({"AWS": ROLE}, Resource="arn:aws:sso::111122223333:application/ssoins-1/apl-1"),
        allow({"AWS": ROLE}, Condition={"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}}),
    ],
)
def test_role_that_no_statement_allows_is_refused(house: House, statement: dict[str, Any]) -> None:
    house.says(statement)
    assert house.refusal(role()).facts.found == f"no Allow for {SESSION}"


def test_conditions_are_about_the_call(house: House) -> None:
    house.says(allow({"AWS": ROLE}, Condition={"IpAddress": {"aws:SourceIp": "192.0.2.0/24"}}))
    house.ask(role())


def test_statement_need_not_name_the_application(house: House) -> None:
    statement = allow({"AWS": ROLE})
    del statement["Resource"]
    house.says(statement)
    house.ask(role())


def test_deny_wins(house: House) -> None:
    house.says(allow("*"), allow({"AWS": ROLE}, Effect="Deny"))
    assert house.refusal(role()).facts.found == f"a Deny for {SESSION}"


def test_policy_with_an_unknown_operator_allows_nothing(house: House) -> None:
    house.says(allow("*", Condition={"StringMatches": {"aws:PrincipalArn": "*"}}))
    assert "cannot be read" in house.refusal(role()).facts.found


def test_made_up_credentials_pass_while_policies_are_not_enforced(house: House) -> None:
    house.says(allow({"AWS": ROLE}))
    house.ask(root_of(MANAGEMENT, "anything"))
    enforce(house.tx, True)
    house.refusal(root_of(MANAGEMENT, "anything"))


def test_root_user_of_another_account_has_to_be_named(house: House) -> None:
    house.says(allow({"AWS": ROLE}))
    house.refusal(root_of(MEMBER, MEMBER))
    house.says(allow({"AWS": MEMBER}))
    house.ask(root_of(MEMBER, MEMBER))


def test_named_root_user_passes_while_policies_are_enforced(house: House) -> None:
    enforce(house.tx, True)
    house.says(allow({"AWS": [MANAGEMENT, MEMBER]}))
    house.ask(root_of(MANAGEMENT, MANAGEMENT))
    house.ask(root_of(MEMBER, MEMBER))
