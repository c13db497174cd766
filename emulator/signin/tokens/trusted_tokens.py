"""Tokens of a trusted token issuer: whom they stand for (facts/awsapi.md §4.5, TrustedTokenIssuer)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import jmespath
from jmespath.exceptions import JMESPathError
from sqlalchemy import select

from emulator.applications.application import Application
from emulator.applications.grants import JWT_BEARER, Grant, grant_of
from emulator.applications.trusted_token_issuers import TrustedTokenIssuer, issuer_of_url
from emulator.directory.external_ids import USER
from emulator.directory.user import User
from emulator.directory.users import user_by_primary_email, user_by_user_name, users_of_ids
from emulator.guide.refusal import Refusal
from emulator.permissions.instances import instance_of_arn
from emulator.signin.tokens.json_web_tokens import NotValid, WebToken, read_web_token, verify_signature
from emulator.signin.tokens.refusals import client_not_registered_for, invalid_grant
from emulator.store.tables.directory import external_ids
from emulator.store.transaction import Transaction

# unconfirmed: how far the clocks of issuer and AWS may differ.
_LEEWAY_SECONDS = 0


@dataclass(frozen=True)
class Assertion:
    """A token that an application brings, and the issuer of the application's that it names; not verified yet."""

    token: WebToken
    issuer: TrustedTokenIssuer
    audiences: tuple[str, ...]


def read_assertion(tx: Transaction, application: Application, text: str) -> Assertion:
    """The token, with the issuer that the application may use.

    Raises InvalidGrantException for a token that is none or of another issuer, UnauthorizedClientException where the
    application lacks the grant.
    """
    grant = grant_of(tx, application.application_arn, JWT_BEARER)
    if grant is None:
        raise client_not_registered_for(JWT_BEARER, ())
    try:
        token = read_web_token(text)
    except NotValid as problem:
        raise _refused("token.assertion", "assertion", str(problem), "a signed JSON Web Token") from problem
    url = str(token.claims.get("iss"))
    issuer = issuer_of_url(tx, application.instance_arn, url)
    audiences = _audiences(grant, issuer)
    if issuer is None or audiences is None:
        raise _refused("token.assertion-issuer", "iss", url, "a trusted token issuer of the application")
    return Assertion(token, issuer, audiences)


def user_of_assertion(
    tx: Transaction, application: Application, assertion: Assertion, keys: Sequence[Mapping[str, Any]]
) -> User:
    """The user that a valid token names. Raises InvalidGrantException."""
    try:
        verify_signature(assertion.token, keys)
    except NotValid as problem:
        expected = f"a signature of {assertion.issuer.issuer_url}"
        raise _refused("token.assertion-signature", "assertion", str(problem), expected) from problem
    _check_times(tx, assertion.token.claims)
    _check_audience(assertion)
    return _user(tx, application, assertion)


def _audiences(grant: Grant, issuer: TrustedTokenIssuer | None) -> tuple[str, ...] | None:
    for authorized in grant.authorized_token_issuers:
        if issuer is not None and authorized.trusted_token_issuer_arn == issuer.trusted_token_issuer_arn:
            return authorized.audiences
    return None


def _check_times(tx: Transaction, claims: Mapping[str, Any]) -> None:
    now = tx.now().timestamp()
    expires, begins = claims.get("exp"), claims.get("nbf", 0)
    if not isinstance(expires, int | float) or now >= expires + _LEEWAY_SECONDS:
        raise _refused("token.assertion-expired", "exp", _instant(expires), f"later than {_instant(now)}")
    if not isinstance(begins, int | float) or now < begins - _LEEWAY_SECONDS:
        raise _refused("token.assertion-expired", "nbf", _instant(begins), f"not later than {_instant(now)}")


def _check_audience(assertion: Assertion) -> None:
    named = assertion.token.claims.get("aud")
    audiences = named if isinstance(named, list) else [named]
    if not set(map(str, audiences)) & set(assertion.audiences):
        expected = f"one of {', '.join(assertion.audiences)}"
        raise _refused("token.assertion-audience", "aud", ", ".join(map(str, audiences)), expected)


def _user(tx: Transaction, application: Application, assertion: Assertion) -> User:
    issuer = assertion.issuer
    store_id = instance_of_arn(tx, application.instance_arn).identity_store_id
    try:
        value = jmespath.search(issuer.claim_attribute_path, dict(assertion.token.claims))
    except JMESPathError:
        value = None
    if not isinstance(value, str) or not value:
        raise _refused(
            "token.assertion-user", issuer.claim_attribute_path, "no text", "the claim that names the user"
        )
    find = _ATTRIBUTES.get(issuer.identity_store_attribute_path.lower())
    user = find(tx, store_id, value) if find is not None else None
    if user is None:
        expected = f"the {issuer.identity_store_attribute_path} of a user"
        raise _refused("token.assertion-user", issuer.claim_attribute_path, value, expected)
    return user


def _user_by_id_of_any_issuer(tx: Transaction, store_id: str, value: str) -> User | None:
    columns = external_ids.c
    ours = (columns.identity_store_id == store_id, columns.resource_type == USER, columns.id == value)
    found = [row["resource_id"] for row in tx.rows(select(columns.resource_id).where(*ours))]
    users = users_of_ids(tx, store_id, found) if len(set(found)) == 1 else ()
    return users[0] if users else None


# unconfirmed: which attributes AWS compares with beside these.
_ATTRIBUTES: Mapping[str, Callable[[Transaction, str, str], User | None]] = {
    "username": user_by_user_name,
    "emails.value": user_by_primary_email,
    "externalids.id": _user_by_id_of_any_issuer,
}


def _instant(seconds: Any) -> str:
    try:
        return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%dT%H:%M:%SZ}"
    except (TypeError, ValueError, OverflowError, OSError):
        return str(seconds)


def _refused(cause: str, where: str, found: str, expected: str) -> Refusal:
    return invalid_grant(cause, where=where, found=found, expected=expected)
