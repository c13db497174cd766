"""The policies that bear on users and roles, out of moto's IAM."""

import json

from emulator.accounts.caller import Caller, CallerType, root_of
from emulator.accounts.moto_adapter.identity_policies import boundary_of_role, policies_of_role, policies_of_user
from emulator.accounts.policies import identity_policies, permissions_boundary
from emulator.store.transaction import Transaction
from tests.accounts.given import ADMINISTRATOR, ALLOW_LISTING, MEMBER, iam, provisioned

DENY = json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "*", "Resource": "*"}]})


def managed(backend: object, name: str, document: str) -> str:
    policy = backend.create_policy(  # type: ignore[attr-defined]
        description="", path="/", policy_document=document, policy_name=name, tags=[]
    )
    return str(policy.arn)


def test_a_user_has_its_own_policies_and_those_of_its_groups(tx: Transaction) -> None:
    backend = iam(tx)
    backend.create_user(region_name="us-east-1", user_name="bob")
    backend.create_group("staff")
    backend.add_user_to_group("staff", "bob")
    backend.put_user_policy("bob", "own", ALLOW_LISTING)
    backend.put_group_policy("staff", "shared", DENY)
    backend.attach_user_policy(managed(backend, "one", ALLOW_LISTING), "bob")
    backend.attach_group_policy(managed(backend, "two", DENY), "staff")
    assert sorted(policies_of_user(MEMBER, "bob")) == sorted([ALLOW_LISTING, ALLOW_LISTING, DENY, DENY])
    assert policies_of_user(MEMBER, "nobody") == ()


def test_the_default_version_of_a_managed_policy_counts(tx: Transaction) -> None:
    backend = iam(tx)
    backend.create_user(region_name="us-east-1", user_name="bob")
    arn = managed(backend, "one", ALLOW_LISTING)
    backend.attach_user_policy(arn, "bob")
    backend.create_policy_version(arn, DENY, "true")
    assert policies_of_user(MEMBER, "bob") == (DENY,)


def test_a_role_of_a_permission_set_has_its_policies_and_boundary(tx: Transaction) -> None:
    role = provisioned(tx, inline_policy=ALLOW_LISTING, permissions_boundary=ADMINISTRATOR)
    arn = role.role_arn(MEMBER)
    caller = Caller(type=CallerType.ASSUMED_ROLE, account_id=MEMBER, arn=arn, principal_id="AROA:jane", role_arn=arn)
    found = identity_policies(tx, caller)
    assert found is not None
    assert ALLOW_LISTING in found
    assert len(found) == 2
    boundary = permissions_boundary(tx, caller)
    assert boundary is not None
    assert json.loads(boundary[0])["Statement"][0]["Effect"] == "Allow"


def test_a_role_that_is_gone_has_none(tx: Transaction) -> None:
    iam(tx)
    assert policies_of_role(MEMBER, f"arn:aws:iam::{MEMBER}:role/gone") == ()
    assert boundary_of_role(MEMBER, f"arn:aws:iam::{MEMBER}:role/gone") is None


def test_a_root_user_needs_no_policies(tx: Transaction) -> None:
    assert identity_policies(tx, root_of(MEMBER)) is None
    assert permissions_boundary(tx, root_of(MEMBER)) is None
