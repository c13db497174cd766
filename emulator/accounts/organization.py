"""The organization: its accounts, and who administers IAM Identity Center in it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import RowMapping, insert, select

from emulator.accounts.service_control_policies import attach_full_access, create_full_access_policies
from emulator.store.tables import accounts as tables
from emulator.store.transaction import Transaction

# The principal that trusted access and delegated administrators of IAM Identity Center go by.
SERVICE_PRINCIPAL = "sso.amazonaws.com"

_ACCOUNTS = tables.accounts.c


@dataclass(frozen=True, kw_only=True)
class Account:
    """An account of the organization; `status` is ACTIVE or SUSPENDED."""

    account_id: str
    name: str
    email: str
    status: str
    is_management: bool
    joined_at: datetime


@dataclass(frozen=True, kw_only=True)
class Organization:
    """The organization itself."""

    organization_id: str
    root_id: str
    management_account_id: str


def create_organization(tx: Transaction, management_account_id: str, *, name: str, email: str) -> Organization:
    """Make the organization with its management account, all features, and trusted access for IAM Identity Center."""
    made = Organization(
        organization_id=tx.ids.organization_id(),
        root_id=tx.ids.organization_root_id(),
        management_account_id=management_account_id,
    )
    values = vars(made) | {"policy_types": _SERVICE_CONTROL_POLICIES, "root_tags": {}, "revision": tx.ids.uuid()}
    tx.execute(insert(tables.organization).values(values))
    tx.execute(insert(tables.trusted_services).values(service_principal=SERVICE_PRINCIPAL, enabled_at=tx.now()))
    create_full_access_policies(tx)
    attach_full_access(tx, made.root_id)
    add_account(tx, management_account_id, name=name, email=email)
    return made


def add_account(tx: Transaction, account_id: str, *, name: str, email: str) -> None:
    """Let an account join the organization below its root."""
    row = organization(tx)
    tx.execute(
        insert(tables.accounts).values(
            account_id=account_id,
            name=name,
            email=email,
            status="ACTIVE",
            joined_method="INVITED" if account_id == row.management_account_id else "CREATED",
            joined_at=tx.now(),
            parent_id=row.root_id,
            create_request_id=tx.ids.create_account_request_id(),
            tags={},
        )
    )
    attach_full_access(tx, account_id)


def add_delegated_administrator(tx: Transaction, account_id: str) -> None:
    """Let a member account administer IAM Identity Center; the rules for it are in `delegated_administrators`."""
    tx.execute(
        insert(tables.delegated_administrators).values(
            account_id=account_id, service_principal=SERVICE_PRINCIPAL, enabled_at=tx.now()
        )
    )


def organization(tx: Transaction) -> Organization:
    """The organization; LookupError before the store was seeded."""
    row = tx.row(select(tables.organization))
    if row is None:
        raise LookupError("the store has no organization")
    return Organization(**{name: row[name] for name in Organization.__dataclass_fields__})


def management_account_id(tx: Transaction) -> str:
    """The account that owns the organization. LookupError before the store was seeded."""
    return organization(tx).management_account_id


def accounts(tx: Transaction) -> tuple[Account, ...]:
    """Every account of the organization, the management account included, in the order in which they joined."""
    rows = tx.rows(select(tables.accounts).order_by(_ACCOUNTS.joined_at, _ACCOUNTS.account_id))
    management = management_account_id(tx)
    return tuple(_account(row, management) for row in rows)


def account(tx: Transaction, account_id: str) -> Account | None:
    """The account of that number, if it belongs to the organization."""
    row = tx.row(select(tables.accounts).where(_ACCOUNTS.account_id == account_id))
    return None if row is None else _account(row, management_account_id(tx))


def is_delegated_administrator(tx: Transaction, account_id: str) -> bool:
    """Whether a member account administers IAM Identity Center for the management account."""
    columns = tables.delegated_administrators.c
    found = tx.value(
        select(columns.account_id).where(
            columns.account_id == account_id, columns.service_principal == SERVICE_PRINCIPAL
        )
    )
    return found is not None


def has_trusted_access(tx: Transaction, service_principal: str = SERVICE_PRINCIPAL) -> bool:
    """Whether a service may act in all accounts of the organization."""
    column = tables.trusted_services.c.service_principal
    return tx.value(select(column).where(column == service_principal)) is not None


_SERVICE_CONTROL_POLICIES = [{"Type": "SERVICE_CONTROL_POLICY", "Status": "ENABLED"}]


def _account(row: RowMapping, management: str) -> Account:
    shared = {name: row[name] for name in ("account_id", "name", "email", "status", "joined_at")}
    return Account(**shared, is_management=row["account_id"] == management)
