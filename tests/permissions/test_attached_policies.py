"""The policies of a permission set."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulator.guide.refusal import Refusal
from emulator.permissions.attached_policies import (
    attach_managed_policy,
    attach_policy_of_account,
    delete_inline_policy,
    delete_permissions_boundary,
    detach_managed_policy,
    detach_policy_of_account,
    managed_policies,
    permissions_boundary,
    policies_of_account,
    put_inline_policy,
    put_permissions_boundary,
)
from emulator.permissions.inline_policy import check_inline_policy
from emulator.permissions.permission_set import PolicyReference
from tests.permissions.conftest import Refused, World

READ_ONLY = "arn:aws:iam::aws:policy/ReadOnlyAccess"
ALLOW = {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}


def policy(*statements: object) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


@pytest.mark.parametrize(
    "document",
    [
        policy(ALLOW),
        json.dumps({"Statement": ALLOW}),
        policy({"Effect": "Deny", "NotAction": ["iam:*", "s3:*"], "NotResource": ["*"]}),
        policy({**ALLOW, "Sid": "One", "Condition": {"Bool": {"aws:SecureTransport": "true"}}}),
    ],
)
def test_identity_based_policies_are_accepted(document: str) -> None:
    check_inline_policy(document)


@pytest.mark.parametrize(
    "document",
    [
        "no JSON",
        "[]",
        "{}",
        policy(),
        policy("text"),
        json.dumps({"Version": "2020-01-01", "Statement": [ALLOW]}),
        json.dumps({"Statement": [ALLOW], "Statements": []}),
        policy({"Action": "s3:*", "Resource": "*"}),
        policy({"Effect": "allow", "Action": "s3:*", "Resource": "*"}),
        policy({"Effect": "Allow", "Resource": "*"}),
        policy({"Effect": "Allow", "Action": "s3:*"}),
        policy({**ALLOW, "NotAction": "iam:*"}),
        policy({**ALLOW, "Action": []}),
        policy({**ALLOW, "Action": 5}),
        policy({**ALLOW, "Principal": "*"}),
    ],
)
def test_other_documents_are_refused_with_the_document(document: str, refused: Refused) -> None:
    refusal = refused(lambda: check_inline_policy(document))
    assert (refusal.code, refusal.cause) == ("ValidationException", "permission-set.inline-policy")
    assert refusal.message == f"Invalid PermissionsPolicy Document {document}"


def test_inline_policy_may_have_so_much_text_but_any_white_space(refused: Refused) -> None:
    padding = 10_240 - len(policy({**ALLOW, "Sid": ""}).replace(" ", ""))
    largest = policy({**ALLOW, "Sid": "x" * padding})
    check_inline_policy(largest + " " * 10_000)
    refusal = refused(lambda: check_inline_policy(policy({**ALLOW, "Sid": "x" * (padding + 1)})))
    assert refusal.message == (
        "Current size of the non-whitespace characters present in the InlinePolicy Document is 10241 bytes "
        "which has exceeded the maximum limit of 10240 bytes"
    )


@given(
    st.recursive(
        st.none() | st.booleans() | st.text(max_size=8),
        lambda part: (
            st.lists(part)
            | st.dictionaries(st.sampled_from(["Version", "Statement", "Effect", "Action", "Resource", "x"]), part)
        ),
        max_leaves=12,
    )
)
def test_any_json_is_accepted_or_refused(content: object) -> None:
    try:
        check_inline_policy(json.dumps(content))
    except Refusal as refusal:
        assert refusal.code == "ValidationException"  # noqa: PT017


def test_inline_policy_is_replaced_and_deleted(world: World) -> None:
    made = world.permission_set()
    put_inline_policy(world.tx, made, policy(ALLOW))
    assert world.again(made).inline_policy == policy(ALLOW)
    delete_inline_policy(world.tx, world.again(made))
    changed = world.again(made)
    assert (changed.inline_policy, changed.revision) == (None, made.revision + 2)
    delete_inline_policy(world.tx, changed)
    assert world.again(made).revision == changed.revision


def test_managed_policy_is_attached_once(world: World, refused: Refused) -> None:
    made = world.permission_set()
    attach_managed_policy(world.tx, made, READ_ONLY)
    assert list(managed_policies(world.tx, made).items) == [READ_ONLY]
    refusal = refused(lambda: attach_managed_policy(world.tx, made, READ_ONLY))
    assert (refusal.code, refusal.cause) == ("ConflictException", "permission-set.policy-attached")
    assert refusal.message == (
        f"Permission set with id {made.permission_set_arn.rpartition('/')[2]} "
        f"already has a typed link attachment to a manged policy with {READ_ONLY}"
    )
    detach_managed_policy(world.tx, made, READ_ONLY)
    refusal = refused(lambda: detach_managed_policy(world.tx, made, READ_ONLY))
    assert (refusal.code, refusal.cause) == ("ResourceNotFoundException", "permission-set.policy-not-attached")


def test_policy_that_aws_does_not_have_is_refused(world: World, refused: Refused) -> None:
    unknown = "arn:aws:iam::aws:policy/DoesNotExist"
    refusal = refused(lambda: attach_managed_policy(world.tx, world.permission_set(), unknown))
    assert (refusal.code, refusal.cause) == ("ResourceNotFoundException", "permission-set.policy-unknown")


def test_policies_of_the_account_differ_by_path(world: World) -> None:
    made = world.permission_set()
    policies = [PolicyReference("Deploy"), PolicyReference("Deploy", "/operations/")]
    for each in policies:
        attach_policy_of_account(world.tx, made, each)
    assert set(policies_of_account(world.tx, made).items) == set(policies)
    detach_policy_of_account(world.tx, made, policies[0])
    assert list(policies_of_account(world.tx, made).items) == [policies[1]]
    assert list(managed_policies(world.tx, made).items) == []


def test_twenty_five_policies_of_both_kinds_together_are_the_most(world: World, refused: Refused) -> None:
    made = world.permission_set()
    for arn in (READ_ONLY, "arn:aws:iam::aws:policy/AdministratorAccess"):
        attach_managed_policy(world.tx, world.again(made), arn)
    for number in range(23):
        attach_policy_of_account(world.tx, world.again(made), PolicyReference(f"Own{number}"))
    refusal = refused(lambda: attach_policy_of_account(world.tx, made, PolicyReference("One-more")))
    assert refusal.code == "ServiceQuotaExceededException"
    assert refusal.message == (
        "You have exceeded AWS SSO limits. Cannot create ManagedPolicy more than 25 for id "
        f"{made.permission_set_arn.rpartition('/')[2]}. "
        "Please refer to https://docs.aws.amazon.com/singlesignon/latest/userguide/limits.html"
    )


@pytest.mark.parametrize("boundary", [READ_ONLY, PolicyReference("Limits", "/security/")])
def test_permissions_boundary_is_kept_and_deleted(
    world: World, refused: Refused, boundary: str | PolicyReference
) -> None:
    made = world.permission_set()
    put_permissions_boundary(world.tx, made, boundary)
    assert permissions_boundary(world.again(made)) == boundary
    delete_permissions_boundary(world.tx, world.again(made))
    refusal = refused(lambda: permissions_boundary(world.again(made)))
    assert (refusal.code, refusal.cause) == ("ResourceNotFoundException", "permission-set.no-permissions-boundary")
