"""The organization goes from the store into moto and back without loss."""

from typing import Any

from moto.organizations.models import organizations_backends
from sqlalchemy import Table, select

from emulator.accounts.moto_adapter import organizations, process
from emulator.accounts.organization import SERVICE_PRINCIPAL, accounts, add_delegated_administrator
from emulator.accounts.service_control_policies import path_from_root, service_control_policies
from emulator.store.tables import accounts as tables
from emulator.store.transaction import Transaction
from tests.accounts.given import MANAGEMENT, MEMBER, OTHER, iam

TABLES: tuple[Table, ...] = (
    tables.organization,
    tables.accounts,
    tables.organizational_units,
    tables.organization_policies,
    tables.policy_attachments,
    tables.trusted_services,
    tables.delegated_administrators,
)
DENY = '{"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "sso:*", "Resource": "*"}]}'


def stored(tx: Transaction) -> dict[str, list[dict[str, Any]]]:
    return {
        table.name: [dict(row) for row in tx.rows(select(table).order_by(*table.primary_key))] for table in TABLES
    }


def backend(tx: Transaction) -> Any:
    with process.filled(tx):
        return organizations_backends[MANAGEMENT]["aws"]


def mirrored(tx: Transaction) -> None:
    with process.changing(tx) as in_moto:
        assert in_moto
        organizations.mirror(tx)


def changed(tx: Transaction) -> Any:
    """moto's organization after one change of every kind."""
    moto = backend(tx)
    root_id = moto.org.root_id
    unit = moto.create_organizational_unit(Name="Workloads", ParentId=root_id)["OrganizationalUnit"]["Id"]
    moto.move_account(AccountId=MEMBER, SourceParentId=root_id, DestinationParentId=unit)
    policy = moto.create_policy(Name="No sso", Description="d", Type="SERVICE_CONTROL_POLICY", Content=DENY)
    moto.attach_policy(PolicyId=policy["Policy"]["PolicySummary"]["Id"], TargetId=unit)
    moto.create_account(AccountName="New", Email="new@example.com", Tags=[{"Key": "team", "Value": "blue"}])
    moto.close_account(AccountId=OTHER)
    moto.enable_aws_service_access(ServicePrincipal="guardduty.amazonaws.com")
    moto.register_delegated_administrator(AccountId=MEMBER, ServicePrincipal=SERVICE_PRINCIPAL)
    moto.register_delegated_administrator(AccountId=MEMBER, ServicePrincipal="guardduty.amazonaws.com")
    moto.tag_resource(ResourceId=root_id, Tags=[{"Key": "a", "Value": "b"}])
    mirrored(tx)
    return moto


def test_filling_and_mirroring_changes_nothing(tx: Transaction) -> None:
    add_delegated_administrator(tx, MEMBER)
    before = stored(tx)
    backend(tx)
    mirrored(tx)
    after = stored(tx)
    for organization in (before["organization"][0], after["organization"][0]):
        del organization["revision"]
    assert after == before


def test_ids_in_moto_are_those_of_the_store(tx: Transaction) -> None:
    moto = backend(tx)
    known = stored(tx)
    assert moto.org.id == known["organization"][0]["organization_id"]
    assert moto.list_roots()["Roots"][0]["Id"] == known["organization"][0]["root_id"]
    assert [account.id for account in moto.accounts] == [MANAGEMENT, MEMBER, OTHER]
    assert moto.describe_organization()["Organization"]["MasterAccountEmail"] == "management@example.com"
    member = organizations_backends[MEMBER]["aws"]
    assert member.describe_organization()["Organization"]["Id"] == moto.org.id


def test_changes_are_seen_in_the_store(tx: Transaction) -> None:
    moto = changed(tx)
    found = {account.account_id: account for account in accounts(tx)}
    new = moto.accounts[-1].id
    assert (found[new].name, found[OTHER].status) == ("New", "SUSPENDED")
    assert [DENY in level for level in service_control_policies(tx, MEMBER)] == [False, True, False]
    assert len(path_from_root(tx, MEMBER)) == 3


def test_changes_are_there_again_after_moto_was_filled_anew(tx: Transaction) -> None:
    changed(tx)
    before = stored(tx)
    process.forget()
    moto = backend(tx)
    mirrored(tx)
    after = stored(tx)
    for state in (before, after):
        del state["organization"][0]["revision"]
        for row in state["delegated_administrators"] + state["trusted_services"]:
            row["enabled_at"] = row["enabled_at"].replace(microsecond=0)
    assert after == before
    [administrator] = moto.list_delegated_administrators(ServicePrincipal=SERVICE_PRINCIPAL)[
        "DelegatedAdministrators"
    ]
    assert administrator["Id"] == MEMBER


def test_a_removed_account_is_removed(tx: Transaction) -> None:
    backend(tx).remove_account_from_organization(AccountId=OTHER)
    mirrored(tx)
    assert [account.account_id for account in accounts(tx)] == [MANAGEMENT, MEMBER]


def test_member_accounts_let_the_management_account_in(tx: Transaction) -> None:
    role = iam(tx).get_role("OrganizationAccountAccessRole")
    assert role.arn == f"arn:aws:iam::{MEMBER}:role/OrganizationAccountAccessRole"
    assert '"Action": "*"' in role.policies["AdministratorAccess"]
    assert not iam(tx, MANAGEMENT).roles
    new = changed(tx).accounts[-1].id
    assert iam(tx, new).get_role("OrganizationAccountAccessRole").policies
