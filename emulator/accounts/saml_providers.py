"""The SAML provider that IAM Identity Center keeps in each account where it has roles.

`AWSSSO_<16 hex>_DO_NOT_DELETE`: unlike the roles it is not protected, hence the name (facts/awsapi.md §4.7). Deleted,
it is made again when an assignment in that account is applied again (facts/signin.md §4.6).
"""

import base64
from dataclasses import dataclass
from typing import Any

from sqlalchemy import RowMapping, Select, delete, insert, select, update

from emulator.permissions.instances import organization_instance
from emulator.saml import names
from emulator.saml.writing import write_idp_metadata
from emulator.store.keys import KeyPair, key_pair
from emulator.store.tables import accounts as tables
from emulator.store.transaction import Transaction

_PROVIDERS = tables.saml_providers.c


@dataclass(frozen=True, kw_only=True)
class SamlProvider:
    """The provider of one account. Each account has an application instance of its own in the issuer's URL."""

    account_id: str
    name: str
    application_instance_id: str

    @property
    def arn(self) -> str:
        """The provider's ARN in IAM."""
        return f"arn:aws:iam::{self.account_id}:saml-provider/{self.name}"


def saml_providers(tx: Transaction) -> tuple[SamlProvider, ...]:
    """All that exist, of every account."""
    return tuple(
        _provider(row) for row in tx.rows(select(tables.saml_providers).where(_PROVIDERS.deleted_at.is_(None)))
    )


def saml_provider(tx: Transaction, account_id: str) -> SamlProvider | None:
    """The account's provider; None where it has none, or somebody deleted it."""
    row = tx.row(_of_account(account_id))
    return None if row is None or row["deleted_at"] is not None else _provider(row)


def create_saml_provider(tx: Transaction, account_id: str, name: str | None = None) -> SamlProvider:
    """Give the account its provider; one that was deleted comes back as it was, unless another name is asked for."""
    row = tx.row(_of_account(account_id))
    made = SamlProvider(
        account_id=account_id,
        name=name or (row["name"] if row else tx.ids.saml_provider_name()),
        application_instance_id=row["application_instance_id"] if row else tx.ids.application_instance_id(),
    )
    tx.execute(delete(tables.saml_providers).where(_PROVIDERS.account_id == account_id))
    tx.execute(insert(tables.saml_providers).values(**vars(made), created_at=tx.now()))
    return made


def mark_deleted(tx: Transaction, account_id: str, name: str) -> None:
    """Note that somebody deleted the provider in IAM."""
    ours = (_PROVIDERS.account_id == account_id, _PROVIDERS.name == name)
    tx.execute(update(tables.saml_providers).where(*ours).values(deleted_at=tx.now()))


def assertion_issuer(tx: Transaction, provider: SamlProvider) -> str:
    """The entity id that assertions for the account are issued under (facts/signin.md §4.1 and §4.6)."""
    instance = organization_instance(tx)
    token = f"{instance.owner_account_id}_{provider.application_instance_id}"
    return f"https://portal.sso.{instance.region}.amazonaws.com/saml/assertion/{base64.b64encode(token.encode()).decode()}"


def assertion_key(tx: Transaction) -> KeyPair:
    """The key that signs assertions for accounts."""
    return key_pair(tx, "aws-accounts", "amazonaws.com")


def saml_provider_metadata(tx: Transaction, provider: SamlProvider) -> str:
    """The metadata that IAM holds for the provider."""
    issuer = assertion_issuer(tx, provider)
    return write_idp_metadata(
        entity_id=issuer,
        sign_in_url=issuer,
        certificates=(assertion_key(tx).certificate_pem,),
        name_id_formats=(names.PERSISTENT,),
    )


def _of_account(account_id: str) -> Select[Any]:
    return select(tables.saml_providers).where(_PROVIDERS.account_id == account_id)


def _provider(row: RowMapping) -> SamlProvider:
    return SamlProvider(**{name: row[name] for name in SamlProvider.__dataclass_fields__})
