"""Protected roles: written into accounts as AWS writes them (facts/awsapi.md §4.7)."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import update

from emulator.accounts.moto_adapter import process
from emulator.accounts.role_specification import as_json, from_json
from emulator.accounts.roles import (
    CustomerManagedPolicy,
    ProvisioningFailed,
    provision_role,
    remove_role,
    reserved_role_path,
    role_specification,
)
from emulator.accounts.saml_providers import mark_deleted, saml_provider
from emulator.store.tables import accounts as tables
from emulator.store.transaction import Transaction
from tests.accounts.given import ADMINISTRATOR, ALLOW_LISTING, MEMBER, OTHER, iam, provisioned, specification


def test_path_has_the_region_only_outside_us_east_1() -> None:
    assert reserved_role_path("us-east-1") == "/aws-reserved/sso.amazonaws.com/"
    assert reserved_role_path("eu-west-1") == "/aws-reserved/sso.amazonaws.com/eu-west-1/"


def test_role_is_written_as_aws_writes_it(tx: Transaction) -> None:
    wanted = provisioned(
        tx,
        description="Everything",
        inline_policy=ALLOW_LISTING,
        session_duration=timedelta(hours=4),
        tags={"team": "blue"},
    )
    provider = saml_provider(tx, MEMBER)
    assert provider is not None
    role = iam(tx).get_role(wanted.role_name)
    assert role.arn == f"arn:aws:iam::{MEMBER}:role/aws-reserved/sso.amazonaws.com/{wanted.role_name}"
    assert role.description == "Everything"
    assert int(role.max_session_duration) == 43200
    assert role.policies == {"AwsSSOInlinePolicy": ALLOW_LISTING}
    assert list(role.managed_policies) == [ADMINISTRATOR]
    assert role.tags == [{"Key": "team", "Value": "blue"}]
    assert json.loads(role.assume_role_policy_document) == {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"Federated": f"arn:aws:iam::{MEMBER}:saml-provider/{provider.name}"},
                "Action": ["sts:AssumeRoleWithSAML", "sts:TagSession"],
                "Condition": {"StringEquals": {"SAML:aud": "https://signin.aws.amazon.com/saml"}},
            }
        ],
    }


def test_each_account_has_one_saml_provider_of_its_own(tx: Transaction) -> None:
    provisioned(tx)
    provisioned(tx, role_name="AWSReservedSSO_Reader_0123456789abcdef")
    provisioned(tx, OTHER)
    [first] = iam(tx).saml_providers.values()
    [second] = iam(tx, OTHER).saml_providers.values()
    assert first.name != second.name
    assert first.name.startswith("AWSSSO_")
    assert first.name.endswith("_DO_NOT_DELETE")
    assert "portal.sso.us-east-1.amazonaws.com/saml/assertion/" in first.saml_metadata_document


@pytest.mark.parametrize("filled_before", [True, False])
def test_provisioning_again_changes_the_role_and_keeps_its_id(tx: Transaction, filled_before: bool) -> None:
    wanted = provisioned(tx)
    role_id = iam(tx).get_role(wanted.role_name).id if filled_before else None
    provisioned(tx, managed_policy_arns=(), inline_policy=ALLOW_LISTING, description="Lists only")
    role = iam(tx).get_role(wanted.role_name)
    assert role_id in (None, role.id)
    assert (list(role.managed_policies), role.policies, role.description) == (
        [],
        {"AwsSSOInlinePolicy": ALLOW_LISTING},
        "Lists only",
    )


@pytest.mark.parametrize("filled_before", [True, False])
def test_a_removed_role_is_gone_and_the_provider_stays(tx: Transaction, filled_before: bool) -> None:
    wanted = provisioned(tx)
    if filled_before:
        iam(tx)
    remove_role(tx, MEMBER, wanted.role_name)
    assert role_specification(tx, MEMBER, wanted.role_name) is None
    backend = iam(tx)
    assert [role.name for role in backend.get_roles()] == ["OrganizationAccountAccessRole"]
    assert len(backend.saml_providers) == 1
    remove_role(tx, MEMBER, wanted.role_name)


def test_a_customer_managed_policy_must_exist_in_the_account(tx: Transaction) -> None:
    policy = CustomerManagedPolicy(name="Team", path="/teams/")
    with pytest.raises(ProvisioningFailed) as caught:
        provisioned(tx, customer_managed_policies=(policy,))
    assert f"arn:aws:iam::{MEMBER}:policy/teams/Team" in caught.value.reason
    assert role_specification(tx, MEMBER, specification().role_name) is None
    iam(tx).create_policy("", "/teams/", ALLOW_LISTING, "Team", [])
    wanted = provisioned(tx, customer_managed_policies=(policy,))
    attached = iam(tx).get_role(wanted.role_name).managed_policies
    assert list(attached) == [ADMINISTRATOR, f"arn:aws:iam::{MEMBER}:policy/teams/Team"]


def test_a_failed_attempt_leaves_what_lives_in_moto_only(tx: Transaction) -> None:
    iam(tx).create_policy("", "/", ALLOW_LISTING, "Mine", [])
    with pytest.raises(ProvisioningFailed):
        provisioned(tx, customer_managed_policies=(CustomerManagedPolicy(name="Theirs"),))
    assert f"arn:aws:iam::{MEMBER}:policy/Mine" in iam(tx).managed_policies


def test_an_aws_managed_policy_must_exist(tx: Transaction) -> None:
    with pytest.raises(ProvisioningFailed, match="arn:aws:iam::aws:policy/NoSuchPolicy"):
        provisioned(tx, managed_policy_arns=("arn:aws:iam::aws:policy/NoSuchPolicy",))


def test_a_permissions_boundary_is_set(tx: Transaction) -> None:
    wanted = provisioned(tx, permissions_boundary="arn:aws:iam::aws:policy/job-function/Billing")
    boundary = iam(tx).get_role(wanted.role_name).permissions_boundary_arn
    assert boundary == "arn:aws:iam::aws:policy/job-function/Billing"
    with pytest.raises(ProvisioningFailed):
        provisioned(tx, permissions_boundary=CustomerManagedPolicy(name="None"))


@pytest.mark.parametrize("account_id", ["999988887777", MEMBER])
def test_unknown_and_suspended_accounts_cannot_be_reached(tx: Transaction, account_id: str) -> None:
    tx.execute(update(tables.accounts).where(tables.accounts.c.account_id == MEMBER).values(status="SUSPENDED"))
    with pytest.raises(ProvisioningFailed) as caught:
        provisioned(tx, account_id)
    assert caught.value.reason == (
        "AWS SSO is unable to complete your request at this time. Obtaining permissions to manage your AWS account "
        f"'{account_id}' takes longer than usual. Please try again in a few minutes. If this problem continues, "
        "contact AWS Support."
    )


def test_a_deleted_saml_provider_comes_back_with_the_next_provisioning(tx: Transaction) -> None:
    provisioned(tx)
    before = saml_provider(tx, MEMBER)
    assert before is not None
    mark_deleted(tx, MEMBER, before.name)
    assert saml_provider(tx, MEMBER) is None
    provisioned(tx)
    assert saml_provider(tx, MEMBER) == before
    assert list(iam(tx).saml_providers) == [before.name]


def test_a_saml_provider_can_be_named(tx: Transaction) -> None:
    name = "AWSSSO_aaaaaaaaaaaaaaaa_DO_NOT_DELETE"
    wanted = provisioned(tx, saml_provider_name=name)
    assert f"saml-provider/{name}" in iam(tx).get_role(wanted.role_name).assume_role_policy_document


def test_specification_survives_the_store(tx: Transaction) -> None:
    del tx
    wanted = specification(
        customer_managed_policies=(CustomerManagedPolicy(name="Team"),),
        permissions_boundary=CustomerManagedPolicy(name="Limit", path="/x/"),
        session_duration=timedelta(minutes=90),
        tags={"a": "b"},
    )
    assert from_json(json.loads(json.dumps(as_json(wanted)))) == wanted


def test_provisioning_waits_for_somebody_to_look(tx: Transaction) -> None:
    provisioned(tx)
    provision_role(tx, OTHER, specification())
    assert not process.is_filled(tx)
    iam(tx)
    provisioned(tx, role_name="AWSReservedSSO_Reader_0123456789abcdef")
    assert process.is_filled(tx)
