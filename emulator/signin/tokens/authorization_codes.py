"""The authorization code flow with PKCE (RFC 7636): the browser carries a code to a program that proves it asked."""

import base64
import hashlib
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlencode

from sqlalchemy import RowMapping, delete, insert, select, update

from emulator.guide.refusal import Refusal
from emulator.signin.tokens import grant_types
from emulator.signin.tokens.refusals import (
    ACCESS_DENIED,
    INVALID_CALLBACK,
    INVALID_REQUEST,
    client_not_registered_for,
    invalid_grant,
    missing,
    refused,
)
from emulator.signin.tokens.requesters import Requester, find_requester
from emulator.signin.tokens.scopes import granted_scopes
from emulator.signin.tokens.secrets import sha256
from emulator.store.tables.tokens import authorization_codes
from emulator.store.transaction import Transaction

# unconfirmed: how long a code lives; the longest that OAuth recommends.
LIFETIME = timedelta(minutes=10)

_REMEMBERED = timedelta(days=1)
_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")
_COLUMNS = authorization_codes.c


class RefusedAtClient(Exception):
    """The request is refused, and the client is told so: the browser goes to `url`."""

    def __init__(self, refusal: Refusal, url: str) -> None:
        super().__init__(refusal.message)
        self.refusal = refusal
        self.url = url


@dataclass(frozen=True, kw_only=True)
class AuthorizationRequest:
    """What a program asks the person for, by way of the browser."""

    requester: Requester
    redirect_uri: str
    state: str | None
    scopes: tuple[str, ...]
    code_challenge: str | None

    def answer(self, **parameters: str) -> str:
        """The URL that brings the answer to the program."""
        return _answer(self.redirect_uri, self.state, parameters)


@dataclass(frozen=True, kw_only=True)
class RedeemedCode:
    """What the person had allowed, for the program that holds the code."""

    session_id: str
    scopes: tuple[str, ...]


def read_authorization_request(tx: Transaction, query: Mapping[str, str]) -> AuthorizationRequest:
    """The request in the query of `/authorize`. Note `scopes`, where OAuth says `scope` (facts/awsapi.md §4.4).

    Raises a Refusal where the client is not to be trusted with an answer, else RefusedAtClient.
    """
    requester = find_requester(tx, query.get("client_id", ""))
    redirect_uri, state = query.get("redirect_uri", ""), query.get("state")
    if not requester.is_sent_to(redirect_uri):
        raise _foreign_redirect(redirect_uri, requester)
    try:
        scopes = _checked(query, requester)
    except Refusal as refusal:
        error = _ERRORS.get(refusal.code, "invalid_request")
        answer = {"error": error, "error_description": refusal.message}
        raise RefusedAtClient(refusal, _answer(redirect_uri, state, answer)) from refusal
    return AuthorizationRequest(
        requester=requester,
        redirect_uri=redirect_uri,
        state=state,
        scopes=scopes,
        code_challenge=query.get("code_challenge"),
    )


def issue_authorization_code(tx: Transaction, request: AuthorizationRequest, session_id: str) -> str:
    """The person of that session has allowed the request: the URL that carries the code to the program."""
    code = tx.ids.secret(64)
    tx.execute(delete(authorization_codes).where(_COLUMNS.expires_at < tx.now() - _REMEMBERED))
    tx.execute(
        insert(authorization_codes).values(
            code_sha256=sha256(code),
            client_id=request.requester.client_id,
            session_id=session_id,
            redirect_uri=request.redirect_uri,
            scopes=list(request.scopes),
            code_challenge=request.code_challenge,
            created_at=tx.now(),
            expires_at=tx.now() + LIFETIME,
        )
    )
    return request.answer(code=code)


def denial(request: AuthorizationRequest) -> RefusedAtClient:
    """The person has denied the request: what is told to the program, and where."""
    refusal = refused(
        "AccessDeniedException",
        ACCESS_DENIED,
        "token.access-denied",
        where="/authorize",
        found=f"the person denied the request of {request.requester.name}",
        expected="a request that the person allows",
    )
    return RefusedAtClient(refusal, request.answer(error="access_denied", error_description=ACCESS_DENIED))


def redeem_authorization_code(
    tx: Transaction, client_id: str, *, code: str, redirect_uri: str, code_verifier: str | None
) -> RedeemedCode:
    """What the code stands for, for the program that asked; it is used up. Raises InvalidGrantException."""
    digest = sha256(code)
    row = tx.row(select(authorization_codes).where(_COLUMNS.code_sha256 == digest))
    if row is None or row["client_id"] != client_id:
        raise _unusable("a code that was never given out" if row is None else "the code of another client")
    _check_use(tx, row, redirect_uri, code_verifier)
    unused = _COLUMNS.redeemed_at.is_(None)
    statement = update(authorization_codes).where(_COLUMNS.code_sha256 == digest, unused)
    if not tx.execute(statement.values(redeemed_at=tx.now())):
        raise _unusable("a code that was used before")
    return RedeemedCode(session_id=row["session_id"], scopes=tuple(row["scopes"]))


def challenge_of(code_verifier: str) -> str:
    """The S256 challenge of a verifier: base64url of its SHA-256, without padding."""
    digest = hashlib.sha256(code_verifier.encode("utf-8", "surrogatepass")).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


_ERRORS = {"InvalidScopeException": "invalid_scope", "UnauthorizedClientException": "unauthorized_client"}


def _checked(query: Mapping[str, str], requester: Requester) -> tuple[str, ...]:
    """The scopes of a request that is well-formed."""
    if not requester.may_use_codes:
        raise client_not_registered_for(grant_types.AUTHORIZATION_CODE, ())
    if query.get("response_type") != "code":
        raise _invalid("response_type", query.get("response_type"), "code")
    if requester.is_public or "code_challenge" in query:
        _check_challenge(query)
    return granted_scopes(query.get("scopes", query.get("scope", "")).split(), requester.scopes)


def _check_challenge(query: Mapping[str, str]) -> None:
    if query.get("code_challenge_method") != "S256":
        raise _invalid("code_challenge_method", query.get("code_challenge_method"), "S256")
    challenge = query.get("code_challenge")
    if challenge is None:
        raise missing("code_challenge", grant_types.AUTHORIZATION_CODE)
    if not _CHALLENGE.fullmatch(challenge):
        raise _invalid("code_challenge", challenge, "base64url of the SHA-256 of the verifier, 43 characters")


def _check_use(tx: Transaction, row: RowMapping, redirect_uri: str, code_verifier: str | None) -> None:
    if row["redeemed_at"] is not None:
        raise _unusable("a code that was used before")
    if row["expires_at"] <= tx.now():
        raise _unusable(f"a code that ended at {row['expires_at']:%Y-%m-%dT%H:%M:%SZ}")
    if row["redirect_uri"] != redirect_uri:
        raise invalid_grant(
            "token.authorization-code", where="redirectUri", found=redirect_uri, expected=row["redirect_uri"]
        )
    proof = challenge_of(code_verifier) if code_verifier is not None else ""
    if row["code_challenge"] is not None and not hmac.compare_digest(row["code_challenge"], proof):
        raise invalid_grant(
            "token.code-verifier",
            where="codeVerifier",
            found="a verifier of another code_challenge",
            expected="the verifier whose SHA-256 the program sent to /authorize",
        )


def _answer(redirect_uri: str, state: str | None, parameters: Mapping[str, str]) -> str:
    known = {**parameters, **({"state": state} if state is not None else {})}
    separator = "&" if "?" in redirect_uri else "?"
    return f"{redirect_uri}{separator}{urlencode(known)}"


def _unusable(found: str) -> Refusal:
    return invalid_grant(
        "token.authorization-code", where="code", found=found, expected="the code that /authorize has sent, once"
    )


def _foreign_redirect(redirect_uri: str, requester: Requester) -> Refusal:
    return refused(
        "InvalidRequestException",
        INVALID_CALLBACK,
        "token.redirect-uri",
        where="redirect_uri",
        found=redirect_uri or "no value",
        expected=" or ".join(requester.redirect_uris) or "a URI that the client registered; it registered none",
        more={"program": requester.name},
    )


def _invalid(where: str, found: str | None, expected: str) -> Refusal:
    return refused(
        "InvalidRequestException",
        INVALID_REQUEST,
        "token.authorize-request",
        where=where,
        found=found or "no value",
        expected=expected,
    )
