"""Grants: in which ways an application may get tokens, and what limits each way (service model, Grant)."""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from sqlalchemy import RowMapping, delete, insert, select

from emulator.applications.application import Application
from emulator.applications.trusted_token_issuers import find_trusted_token_issuer
from emulator.guide.refusal import Facts, Refusal
from emulator.store.tables.applications import application_grants
from emulator.store.transaction import Transaction

AUTHORIZATION_CODE = "authorization_code"
REFRESH_TOKEN = "refresh_token"
JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer"
TOKEN_EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange"

_COLUMNS = application_grants.c


@dataclass(frozen=True)
class AuthorizedTokenIssuer:
    """A trusted token issuer whose tokens the application may bring, if they are for one of these audiences."""

    trusted_token_issuer_arn: str
    audiences: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Grant:
    """One way. `redirect_uris` belong to authorization_code, `authorized_token_issuers` to jwt-bearer."""

    grant_type: str
    redirect_uris: tuple[str, ...] = ()
    authorized_token_issuers: tuple[AuthorizedTokenIssuer, ...] = ()


def put_grant(tx: Transaction, application: Application, grant: Grant) -> None:
    """Allow the application this way, or replace its limits.

    Raises ValidationException for limits that are missing or no URIs, ResourceNotFoundException for a trusted token
    issuer that the instance does not have.
    """
    if grant.grant_type == AUTHORIZATION_CODE:
        _check_redirect_uris(grant.redirect_uris)
    if grant.grant_type == JWT_BEARER:
        _check_token_issuers(tx, application, grant.authorized_token_issuers)
    delete_grant(tx, application.application_arn, grant.grant_type)
    tx.execute(
        insert(application_grants).values(
            application_arn=application.application_arn,
            grant_type=grant.grant_type,
            redirect_uris=list(grant.redirect_uris),
            authorized_token_issuers=[vars(issuer) for issuer in grant.authorized_token_issuers],
        )
    )


def grant_of(tx: Transaction, application_arn: str, grant_type: str) -> Grant | None:
    """The grant of that type; None where the application does not have it."""
    of_type = (_COLUMNS.application_arn == application_arn) & (_COLUMNS.grant_type == grant_type)
    row = tx.row(select(application_grants).where(of_type))
    return None if row is None else _grant(row)


def find_grant(tx: Transaction, application_arn: str, grant_type: str) -> Grant:
    """The grant of that type. Raises ResourceNotFoundException where the application does not have it."""
    grant = grant_of(tx, application_arn, grant_type)
    if grant is None:
        # unconfirmed: the text.
        raise Refusal(
            "ResourceNotFoundException",
            f"Could not find Grant {grant_type}",
            cause="application.unknown-setting",
            facts=Facts(where="grantType", found=grant_type, expected="a grant that the application has"),
        )
    return grant


def delete_grant(tx: Transaction, application_arn: str, grant_type: str) -> None:
    """Take the way away; done as well when the application never had it."""
    of_type = (_COLUMNS.application_arn == application_arn) & (_COLUMNS.grant_type == grant_type)
    tx.execute(delete(application_grants).where(of_type))


def list_grants(tx: Transaction, application_arn: str) -> tuple[Grant, ...]:
    """Every grant of the application, by type."""
    of_application = select(application_grants).where(_COLUMNS.application_arn == application_arn)
    return tuple(_grant(row) for row in tx.rows(of_application.order_by(_COLUMNS.grant_type)))


def _check_redirect_uris(redirect_uris: Iterable[str]) -> None:
    uris = tuple(redirect_uris)
    if not uris:
        raise _invalid(
            "RedirectUris is required for the authorization_code grant", "redirectUris", "no value", "URIs"
        )
    for uri in uris:
        # As OAuth wants them (RFC 6749 §3.1.2); unconfirmed: what exactly AWS checks.
        if not urlsplit(uri).scheme or "#" in uri:
            raise _invalid(
                f"{uri} is not a valid redirect URI", "redirectUris", uri, "an absolute URI without fragment"
            )


def _check_token_issuers(
    tx: Transaction, application: Application, issuers: tuple[AuthorizedTokenIssuer, ...]
) -> None:
    if not issuers:
        message = "AuthorizedTokenIssuers is required for the jwt-bearer grant"
        raise _invalid(message, "authorizedTokenIssuers", "no value", "a trusted token issuer")
    for issuer in issuers:
        find_trusted_token_issuer(
            tx, issuer.trusted_token_issuer_arn, where="authorizedTokenIssuers", instance_arn=application.instance_arn
        )


def _invalid(message: str, where: str, found: str, expected: str) -> Refusal:
    # unconfirmed: the texts.
    return Refusal(
        "ValidationException",
        message,
        cause="application.grant",
        facts=Facts(where=f"grant.{where}", found=found, expected=expected),
    )


def _grant(row: RowMapping) -> Grant:
    return Grant(
        grant_type=row["grant_type"],
        redirect_uris=tuple(row["redirect_uris"]),
        authorized_token_issuers=tuple(
            AuthorizedTokenIssuer(issuer["trusted_token_issuer_arn"], tuple(issuer["audiences"]))
            for issuer in row["authorized_token_issuers"]
        ),
    )
