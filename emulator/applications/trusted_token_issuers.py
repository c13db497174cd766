"""Trusted token issuers: OpenID providers outside AWS whose tokens stand for users of the instance."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import RowMapping, Select, delete, func, insert, select, update

from emulator.directory.paging import Page, page_of_rows
from emulator.guide.refusal import Facts, Refusal
from emulator.permissions.instances import Instance
from emulator.permissions.quotas import quota_exceeded
from emulator.permissions.tags import delete_tags
from emulator.store.tables.applications import trusted_token_issuers
from emulator.store.transaction import Transaction

# facts/signin.md §6
MOST_ISSUERS = 10

_COLUMNS = trusted_token_issuers.c


@dataclass(frozen=True, kw_only=True)
class TokenIssuerDraft:
    """What somebody wants a trusted token issuer to be.

    The claim at `claim_attribute_path` of a token names the user whose attribute at `identity_store_attribute_path`
    is equal to it. Both are JMESPath expressions.
    """

    name: str
    issuer_url: str
    claim_attribute_path: str
    identity_store_attribute_path: str
    jwks_retrieval_option: str = "OPEN_ID_DISCOVERY"


@dataclass(frozen=True, kw_only=True)
class TrustedTokenIssuer(TokenIssuerDraft):
    """A trusted token issuer of an instance."""

    trusted_token_issuer_arn: str
    instance_arn: str
    created_at: datetime


@dataclass(frozen=True, kw_only=True)
class TokenIssuerChange:
    """What is to be different; the issuer's URL cannot be (facts/awsapi.md §4.5). None leaves a value as it is."""

    name: str | None = None
    claim_attribute_path: str | None = None
    identity_store_attribute_path: str | None = None
    jwks_retrieval_option: str | None = None


def create_trusted_token_issuer(
    tx: Transaction, instance: Instance, draft: TokenIssuerDraft, *, account_id: str
) -> TrustedTokenIssuer:
    """Trust an issuer. Raises ServiceQuotaExceededException for one too many, ConflictException for a known one.

    unconfirmed: that an issuer URL can be trusted once only, and that two issuers may have the same name.
    """
    of_instance = _COLUMNS.instance_arn == instance.instance_arn
    if tx.row(select(_COLUMNS.name).where(of_instance, _COLUMNS.issuer_url == draft.issuer_url)) is not None:
        raise _trusted_already(draft.issuer_url)
    if tx.value(select(func.count()).where(of_instance)) >= MOST_ISSUERS:
        raise quota_exceeded("TrustedTokenIssuer", MOST_ISSUERS, instance.instance_arn)
    issuer = TrustedTokenIssuer(
        **vars(draft),
        trusted_token_issuer_arn=tx.ids.trusted_token_issuer_arn(account_id, instance.instance_arn),
        instance_arn=instance.instance_arn,
        created_at=tx.now(),
    )
    tx.execute(insert(trusted_token_issuers).values(**vars(issuer)))
    return issuer


def find_trusted_token_issuer(
    tx: Transaction, issuer_arn: str, *, where: str = "trustedTokenIssuerArn", instance_arn: str | None = None
) -> TrustedTokenIssuer:
    """The issuer of that ARN, in that instance if one is given. Raises ResourceNotFoundException.

    `where` is the member of the request that names it.
    """
    statement = select(trusted_token_issuers).where(_COLUMNS.trusted_token_issuer_arn == issuer_arn)
    if instance_arn is not None:
        statement = statement.where(_COLUMNS.instance_arn == instance_arn)
    issuer = _first(tx, statement)
    if issuer is None:
        # unconfirmed: the text.
        raise Refusal(
            "ResourceNotFoundException",
            f"Could not find TrustedTokenIssuer with id {issuer_arn.rpartition('/')[2]}",
            cause="trusted-token-issuer.unknown",
            facts=Facts(where=where, found=issuer_arn, expected="the ARN of a trusted token issuer"),
        )
    return issuer


def issuer_of_url(tx: Transaction, instance_arn: str, issuer_url: str) -> TrustedTokenIssuer | None:
    """The trusted token issuer that signs as `issuer_url`, the `iss` of its tokens; None where nobody trusts it."""
    statement = select(trusted_token_issuers).where(_COLUMNS.instance_arn == instance_arn)
    return _first(tx, statement.where(_COLUMNS.issuer_url == issuer_url))


def change_trusted_token_issuer(tx: Transaction, issuer_arn: str, change: TokenIssuerChange) -> TrustedTokenIssuer:
    """Change what can be changed. Raises ResourceNotFoundException."""
    before = find_trusted_token_issuer(tx, issuer_arn)
    after = replace(before, **{name: value for name, value in vars(change).items() if value is not None})
    tx.execute(
        update(trusted_token_issuers).where(_COLUMNS.trusted_token_issuer_arn == issuer_arn).values(**vars(after))
    )
    return after


def delete_trusted_token_issuer(tx: Transaction, issuer_arn: str) -> None:
    """Trust the issuer no longer. Grants that name it stay, and give no token any more (service model).

    Raises ResourceNotFoundException.
    """
    find_trusted_token_issuer(tx, issuer_arn)
    delete_tags(tx, issuer_arn)
    tx.execute(delete(trusted_token_issuers).where(_COLUMNS.trusted_token_issuer_arn == issuer_arn))


def list_trusted_token_issuers(
    tx: Transaction, instance: Instance, *, after: str | None = None, limit: int = MOST_ISSUERS
) -> Page[TrustedTokenIssuer]:
    """A page of the instance's issuers, oldest first. Raises UnknownPosition."""
    statement = select(trusted_token_issuers).where(_COLUMNS.instance_arn == instance.instance_arn)
    keys = (_COLUMNS.created_at, _COLUMNS.trusted_token_issuer_arn)
    page = page_of_rows(tx, statement, keys, after=after, limit=limit)
    return Page([_issuer(row) for row in page.items], page.after)


def _trusted_already(issuer_url: str) -> Refusal:
    return Refusal(
        "ConflictException",
        f"TrustedTokenIssuer with issuer URL {issuer_url} already exists.",
        cause="trusted-token-issuer.duplicate",
        facts=Facts(
            where="trustedTokenIssuerConfiguration.oidcJwtConfiguration.issuerUrl",
            found=f"{issuer_url}, trusted already",
            expected="an issuer that the instance does not trust yet",
        ),
    )


def _first(tx: Transaction, statement: Select[tuple[object, ...]]) -> TrustedTokenIssuer | None:
    row = tx.row(statement)
    return None if row is None else _issuer(row)


def _issuer(row: RowMapping) -> TrustedTokenIssuer:
    return TrustedTokenIssuer(**{name: row[name] for name in TrustedTokenIssuer.__dataclass_fields__})
