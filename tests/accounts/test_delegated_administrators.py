"""Who may administer IAM Identity Center for the organization, and who may call Organizations."""

import pytest
from sqlalchemy import delete, update

from emulator.accounts.delegated_administrators import account_for_organizations, check_registration, check_removal
from emulator.accounts.organization import add_delegated_administrator
from emulator.guide.refusal import Refusal
from emulator.store.tables import accounts as tables
from emulator.store.transaction import Transaction
from tests.accounts.given import MANAGEMENT, MEMBER, OTHER


def reason(tx: Transaction, account_id: str) -> str:
    with pytest.raises(Refusal) as caught:
        check_registration(tx, account_id)
    assert caught.value.code == "ConstraintViolationException"
    return caught.value.members["Reason"]


def test_a_member_account_may_become_the_administrator(tx: Transaction) -> None:
    check_registration(tx, MEMBER)


def test_there_is_one_administrator_at_a_time(tx: Transaction) -> None:
    add_delegated_administrator(tx, MEMBER)
    assert reason(tx, OTHER) == "MAX_DELEGATED_ADMINISTRATORS_FOR_SERVICE_LIMIT_EXCEEDED"
    check_registration(tx, MEMBER)


def test_trusted_access_comes_first(tx: Transaction) -> None:
    tx.execute(delete(tables.trusted_services))
    assert reason(tx, MEMBER) == "SERVICE_ACCESS_NOT_ENABLED"


def test_a_suspended_account_cannot_become_the_administrator(tx: Transaction) -> None:
    tx.execute(update(tables.accounts).where(tables.accounts.c.account_id == MEMBER).values(status="SUSPENDED"))
    assert reason(tx, MEMBER) == "CANNOT_REGISTER_SUSPENDED_ACCOUNT_AS_DELEGATED_ADMINISTRATOR"


def test_an_administrator_stays_in_the_organization(tx: Transaction) -> None:
    check_removal(tx, MEMBER)
    add_delegated_administrator(tx, MEMBER)
    with pytest.raises(Refusal) as caught:
        check_removal(tx, MEMBER)
    assert caught.value.members["Reason"] == "CANNOT_REMOVE_DELEGATED_ADMINISTRATOR_FROM_ORG"


def test_the_management_account_may_call_everything(tx: Transaction) -> None:
    for operation in ("ListAccounts", "CreateAccount", "DescribeOrganization"):
        assert account_for_organizations(tx, MANAGEMENT, operation) == MANAGEMENT


def test_a_member_account_may_only_ask_for_its_organization(tx: Transaction) -> None:
    assert account_for_organizations(tx, MEMBER, "DescribeOrganization") == MEMBER
    for operation in ("ListAccounts", "CreateAccount"):
        with pytest.raises(Refusal, match="You don't have permissions to access this resource"):
            account_for_organizations(tx, MEMBER, operation)


def test_a_delegated_administrator_may_read(tx: Transaction) -> None:
    add_delegated_administrator(tx, MEMBER)
    assert account_for_organizations(tx, MEMBER, "ListAccounts") == MANAGEMENT
    with pytest.raises(Refusal) as caught:
        account_for_organizations(tx, MEMBER, "CreateAccount")
    assert caught.value.cause == "organizations.member-account"
