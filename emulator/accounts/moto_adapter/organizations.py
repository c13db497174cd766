"""The organization in moto: filled from the store, and copied back after a change that came through moto."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import RowMapping, Table, delete, insert, select, update

from emulator.accounts import organization
from emulator.store.tables import accounts as tables
from emulator.store.transaction import Transaction

_ACCESS_ROLE = "OrganizationAccountAccessRole"
_ADMINISTRATOR = json.dumps(
    {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
)


def fill(tx: Transaction) -> None:
    """Write the organization of the store into moto, which is empty."""
    from moto.organizations.models import FakeDelegatedAdministrator, organizations_backends

    # moto knows six services that may have delegated administrators; ours is not among them.
    if organization.SERVICE_PRINCIPAL not in FakeDelegatedAdministrator.SUPPORTED_SERVICES:
        FakeDelegatedAdministrator.SUPPORTED_SERVICES.append(organization.SERVICE_PRINCIPAL)
    organizations_backends.master_accounts.clear()
    backend = _backend(tx)
    backend.create_organization("us-east-1", FeatureSet="ALL")
    _discard_scaffolding(backend)
    _fill_root(tx, backend)
    _fill_units(tx, backend)
    for row in tx.rows(select(tables.accounts).order_by(tables.accounts.c.joined_at, tables.accounts.c.account_id)):
        _fill_account(backend, row)
    _fill_policies(tx, backend)
    _fill_services(tx, backend)


def mirror(tx: Transaction) -> None:
    """Make the store's organization equal to moto's."""
    backend = _backend(tx)
    _mirror_root(tx, backend)
    _replace(tx, tables.accounts, [_account_row(account) for account in backend.accounts])
    _replace(
        tx,
        tables.organizational_units,
        [_unit_row(unit, position) for position, unit in enumerate(backend.ou) if unit.type != "ROOT"],
    )
    _replace(tx, tables.organization_policies, [_policy_row(p, n) for n, p in enumerate(backend.policies)])
    _replace(tx, tables.policy_attachments, list(_attachment_rows(backend)))
    _replace(
        tx,
        tables.trusted_services,
        [
            {"service_principal": each["ServicePrincipal"], "enabled_at": _instant(each["DateEnabled"])}
            for each in backend.services
        ],
    )
    _replace(tx, tables.delegated_administrators, list(_administrator_rows(backend)))
    for account in backend.accounts:
        _let_administer(account.id)


def _backend(tx: Transaction) -> Any:
    from moto.organizations.models import organizations_backends

    return organizations_backends[organization.management_account_id(tx)]["aws"]


def _discard_scaffolding(backend: Any) -> None:
    """Take out what moto puts into every new organization; the store has all of that."""
    from moto.iam.models import iam_backends

    # moto makes the management account under an invented number first, and leaves that number's IAM behind.
    iam_backends.clear()
    backend.accounts.clear()
    backend.policies.clear()
    for unit in backend.ou:
        unit.attached_policies.clear()


def _fill_root(tx: Transaction, backend: Any) -> None:
    row = tx.row(select(tables.organization))
    assert row is not None
    backend.org.id = row["organization_id"]
    backend.org.root_id = row["root_id"]
    management = organization.account(tx, row["management_account_id"])
    if management is not None:
        backend.org.master_account_email = management.email
    [root] = backend.ou
    root.id, root.organization_id = row["root_id"], row["organization_id"]
    root.policy_types, root.tags = [dict(each) for each in row["policy_types"]], dict(row["root_tags"])


def _fill_units(tx: Transaction, backend: Any) -> None:
    from moto.organizations.models import FakeOrganizationalUnit

    for row in tx.rows(select(tables.organizational_units).order_by(tables.organizational_units.c.position)):
        unit = FakeOrganizationalUnit(backend.org, Name=row["name"], ParentId=row["parent_id"])
        unit.id, unit.tags = row["organizational_unit_id"], dict(row["tags"])
        backend.ou.append(unit)


def _fill_account(backend: Any, row: RowMapping) -> None:
    from moto.iam.models import iam_backends
    from moto.organizations.models import FakeAccount, organizations_backends

    account = FakeAccount(backend.org, AccountName=row["name"], Email=row["email"])
    # As with the management account: moto has made a role in an account of an invented number.
    made = iam_backends.pop(account.id)["aws"]
    account.id = row["account_id"]
    account.status = account.state = row["status"]
    account.joined_method, account.create_time = row["joined_method"], row["joined_at"].replace(tzinfo=None)
    account.parent_id, account.tags = row["parent_id"], dict(row["tags"])
    account.create_account_status_id = row["create_request_id"]
    backend.accounts.append(account)
    if account.id != backend.org.master_account_id:
        organizations_backends.master_accounts[account.id] = (backend.account_id, "aws")
        _move_access_role(made, account.id)


def _move_access_role(made: Any, account_id: str) -> None:
    """Give the account the role that lets the management account in."""
    from moto.iam.models import iam_backends

    role = made.get_role(_ACCESS_ROLE)
    role.account_id = account_id
    iam_backends[account_id]["aws"].roles[role.id] = role
    _let_administer(account_id)


def _let_administer(account_id: str) -> None:
    """AWS gives that role every permission, moto none."""
    from moto.iam.models import iam_backends

    for role in iam_backends[account_id]["aws"].roles.values():
        if role.name == _ACCESS_ROLE and not role.policies:
            role.put_policy("AdministratorAccess", _ADMINISTRATOR)


def _fill_policies(tx: Transaction, backend: Any) -> None:
    from moto.organizations.models import FakePolicy

    for row in tx.rows(select(tables.organization_policies).order_by(tables.organization_policies.c.position)):
        policy = FakePolicy(
            backend.org,
            Content=row["content"],
            Description=row["description"],
            Name=row["name"],
            Type=row["type"],
        )
        policy.id, policy.aws_managed, policy.tags = row["policy_id"], row["aws_managed"], dict(row["tags"])
        backend.policies.append(policy)
    attached = tables.policy_attachments
    for row in tx.rows(select(attached).order_by(attached.c.target_id, attached.c.position)):
        backend.attach_policy(PolicyId=row["policy_id"], TargetId=row["target_id"])


def _fill_services(tx: Transaction, backend: Any) -> None:
    for row in tx.rows(select(tables.trusted_services)):
        enabled = {"ServicePrincipal": row["service_principal"], "DateEnabled": row["enabled_at"].timestamp()}
        backend.services.append(enabled)
    members = {account.id for account in backend.accounts}
    for row in tx.rows(select(tables.delegated_administrators)):
        if row["account_id"] not in members:
            continue
        backend.register_delegated_administrator(
            AccountId=row["account_id"], ServicePrincipal=row["service_principal"]
        )
        [admin] = [each for each in backend.admins if each.account.id == row["account_id"]]
        admin.enabled_date = row["enabled_at"].replace(tzinfo=None)
        admin.services[row["service_principal"]]["DelegationEnabledDate"] = row["enabled_at"].timestamp()


def _mirror_root(tx: Transaction, backend: Any) -> None:
    [root] = [unit for unit in backend.ou if unit.type == "ROOT"]
    tx.execute(update(tables.organization).values(policy_types=root.policy_types, root_tags=root.tags))


def _account_row(account: Any) -> dict[str, Any]:
    return {
        "account_id": account.id,
        "name": account.name,
        "email": account.email,
        "status": account.status,
        "joined_method": account.joined_method,
        "joined_at": _aware(account.create_time),
        "parent_id": account.parent_id,
        "create_request_id": account.create_account_status_id,
        "tags": dict(account.tags),
    }


def _unit_row(unit: Any, position: int) -> dict[str, Any]:
    return {
        "organizational_unit_id": unit.id,
        "name": unit.name,
        "parent_id": unit.parent_id,
        "tags": dict(unit.tags),
        "position": position,
    }


def _policy_row(policy: Any, position: int) -> dict[str, Any]:
    return {
        "policy_id": policy.id,
        "name": policy.name,
        "description": policy.description or "",
        "type": policy.type,
        "content": policy.content,
        "aws_managed": policy.aws_managed,
        "tags": dict(policy.tags),
        "position": position,
    }


def _attachment_rows(backend: Any) -> Iterable[dict[str, Any]]:
    for target in (*backend.ou, *backend.accounts):
        for position, policy in enumerate(target.attached_policies):
            yield {"target_id": target.id, "policy_id": policy.id, "position": position}


def _administrator_rows(backend: Any) -> Iterable[dict[str, Any]]:
    for admin in backend.admins:
        for principal, service in admin.services.items():
            yield {
                "account_id": admin.account.id,
                "service_principal": principal,
                "enabled_at": _instant(service["DelegationEnabledDate"]),
            }


def _replace(tx: Transaction, table: Table, rows: list[dict[str, Any]]) -> None:
    """Make the table hold exactly `rows`, and touch only those that differ."""
    keys = [column.name for column in table.primary_key]
    wanted = {tuple(row[key] for key in keys): row for row in rows}
    for kept in tx.rows(select(table)):
        key = tuple(kept[name] for name in keys)
        if wanted.get(key) == dict(kept):
            del wanted[key]
        else:
            tx.execute(delete(table).where(*(table.c[name] == kept[name] for name in keys)))
    for row in wanted.values():
        tx.execute(insert(table).values(row))


def _aware(naive: datetime) -> datetime:
    return naive.replace(tzinfo=UTC)


def _instant(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
