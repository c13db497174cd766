"""CreateTokenWithIAM: tokens for applications that sign their request (facts/awsapi.md §4.3)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from emulator.applications.access_scopes import list_access_scopes
from emulator.applications.application import ENABLED, Application
from emulator.applications.applications import find_application
from emulator.applications.assignments import may_use, stale_principal
from emulator.applications.authentication_methods import actor_policy
from emulator.applications.grants import AUTHORIZATION_CODE, JWT_BEARER, REFRESH_TOKEN, TOKEN_EXCHANGE, grant_of
from emulator.directory.users import users_of_ids
from emulator.guide.refusal import Facts, Refusal
from emulator.permissions.instances import instance_of_arn
from emulator.permissions.regions import is_reachable_in
from emulator.signin.sessions import standing_of_session
from emulator.signin.tokens.actors import Actor, check_may_ask
from emulator.signin.tokens.authorization_codes import redeem_authorization_code
from emulator.signin.tokens.grant_types import OF_APPLICATIONS
from emulator.signin.tokens.issued import (
    LIFETIME_WITH_SCOPES,
    Grant,
    Issued,
    Kind,
    Token,
    find_token,
    issue,
    session_ended,
    why_over,
)
from emulator.signin.tokens.issued import with_access_token as again
from emulator.signin.tokens.refusals import (
    ACCESS_DENIED,
    INVALID_CLIENT,
    INVALID_REFRESH_TOKEN,
    INVALID_REQUEST,
    client_not_registered_for,
    invalid_grant,
    missing,
    refused,
    unsupported_grant_type,
)
from emulator.signin.tokens.requesters import scopes_of_application
from emulator.signin.tokens.scopes import granted_scopes
from emulator.signin.tokens.trusted_tokens import read_assertion, user_of_assertion
from emulator.store.transaction import Transaction

ACCESS_TOKEN_TYPE = "urn:ietf:params:oauth:token-type:access_token"


@dataclass(frozen=True, kw_only=True)
class ApplicationTokenRequest:
    """The input of CreateTokenWithIAM, and who sends it; `keys` are those of the issuer of the assertion."""

    application_arn: str
    actor: Actor
    grant_type: str
    scopes: tuple[str, ...] = ()
    assertion: str | None = field(default=None, repr=False)
    keys: Sequence[Mapping[str, Any]] = ()
    refresh_token: str | None = field(default=None, repr=False)
    code: str | None = field(default=None, repr=False)
    redirect_uri: str | None = None
    code_verifier: str | None = field(default=None, repr=False)
    subject_token: str | None = field(default=None, repr=False)


def create_token_with_iam(tx: Transaction, request: ApplicationTokenRequest) -> Issued:
    """The tokens that the request is entitled to. Raises a Refusal with an exception of CreateTokenWithIAM."""
    application = token_application(tx, request.application_arn, request.actor)
    grant = _GRANTS.get(request.grant_type)
    if grant is None:
        raise unsupported_grant_type(request.grant_type, OF_APPLICATIONS)
    if grant_of(tx, application.application_arn, request.grant_type) is None:
        raise client_not_registered_for(request.grant_type, ())
    return grant(tx, application, request)


def token_application(tx: Transaction, application_arn: str, actor: Actor) -> Application:
    """The application in whose name the actor asks.

    Raises InvalidClientException where it is unknown, disabled, or has no authentication method,
    AccessDeniedException where its actor policy does not allow the actor to.
    """
    try:
        application = find_application(tx, application_arn.replace("\0", " "))
    except Refusal as unknown:
        raise _invalid_client("clientId", application_arn, "the ARN of an application") from unknown
    if application.status != ENABLED:
        raise _invalid_client("application", application.status, ENABLED)
    if actor_policy(tx, application_arn) is None:
        raise _invalid_client("application", "no authentication method", "an actor policy for IAM")
    check_may_ask(tx, application, actor)
    return application


def _for_authorization_code(tx: Transaction, application: Application, request: ApplicationTokenRequest) -> Issued:
    redeemed = redeem_authorization_code(
        tx,
        application.application_arn,
        code=_given(request.code, "code", request),
        redirect_uri=_given(request.redirect_uri, "redirectUri", request),
        code_verifier=request.code_verifier,
    )
    standing = standing_of_session(tx, redeemed.session_id)
    over = why_over(tx, standing)
    if standing is None or over is not None:
        raise session_ended(over)
    _check_region(tx, application, request)
    return issue(
        tx, _grant(tx, application, standing.session.user_id, granted_scopes(request.scopes, redeemed.scopes))
    )


def _for_assertion(tx: Transaction, application: Application, request: ApplicationTokenRequest) -> Issued:
    text = _given(request.assertion, "assertion", request)
    user = user_of_assertion(tx, application, read_assertion(tx, application, text), request.keys)
    return issue(tx, _grant(tx, application, user.user_id, _scopes(tx, application, request)))


def _for_subject_token(tx: Transaction, application: Application, request: ApplicationTokenRequest) -> Issued:
    subject = find_token(tx, _given(request.subject_token, "subjectToken", request))
    problem = _why_no_subject(tx, application, subject)
    if subject is None or problem is not None:
        raise invalid_grant(
            "token.subject-token",
            where="subjectToken",
            found=problem or "an unknown token",
            expected=f"an access token for {application.application_arn}",
        )
    _check_region(tx, application, request)
    return issue(tx, _grant(tx, application, subject.user_id, _scopes(tx, application, request)))


def _for_refresh_token(tx: Transaction, application: Application, request: ApplicationTokenRequest) -> Issued:
    secret = _given(request.refresh_token, "refreshToken", request)
    token = find_token(tx, secret)
    if token is None or token.kind is not Kind.REFRESH or token.client_id != application.application_arn:
        raise refused(
            "InvalidGrantException",
            INVALID_REFRESH_TOKEN,
            "token.refresh-unknown",
            where="refreshToken",
            found="a token that is unknown, or another application's",
            expected="the refresh token that CreateTokenWithIAM has answered",
        )
    _check_region(tx, application, request)
    scopes = granted_scopes(request.scopes, token.scopes)
    return again(tx, _grant(tx, application, token.user_id, scopes), secret)


_GRANTS = {
    AUTHORIZATION_CODE: _for_authorization_code,
    JWT_BEARER: _for_assertion,
    TOKEN_EXCHANGE: _for_subject_token,
    REFRESH_TOKEN: _for_refresh_token,
}


def _grant(tx: Transaction, application: Application, user_id: str, scopes: tuple[str, ...]) -> Grant:
    """What the application gets for the user. Raises AccessDeniedException where the user may not use it."""
    instance = instance_of_arn(tx, application.instance_arn)
    found = users_of_ids(tx, instance.identity_store_id, [user_id])
    problem = "deleted" if not found else "disabled" if not found[0].active else None
    cause = "token.user-without-access"
    if problem is None and not may_use(tx, instance, application, user_id):
        stale = stale_principal(tx, instance, application)
        problem = "not assigned to the application"
        if stale is not None:
            problem += f"; assigned is {stale.type} {stale.id}, who was deleted"
            cause = "stale-assignment.application"
    if problem is not None:
        raise refused(
            "AccessDeniedException",
            ACCESS_DENIED,
            cause,
            where=f"user {user_id}",
            found=problem,
            expected="an enabled user who is assigned to the application",
        )
    return Grant(
        client_id=application.application_arn,
        instance_arn=instance.instance_arn,
        user_id=user_id,
        session_id=None,
        scopes=scopes,
        renewable=grant_of(tx, application.application_arn, REFRESH_TOKEN) is not None,
        lifetime=LIFETIME_WITH_SCOPES,
    )


def _why_no_subject(tx: Transaction, application: Application, token: Token | None) -> str | None:
    """Why a token is no subject for the application: its scopes must name the application as a target."""
    if token is None or token.kind is not Kind.ACCESS:
        return "a token that is no access token of this instance"
    if token.instance_arn != application.instance_arn or token.client_id == application.application_arn:
        return "a token of another instance, or the application's own"
    if token.expires_at is not None and token.expires_at <= tx.now():
        return f"a token that ended at {token.expires_at:%Y-%m-%dT%H:%M:%SZ}"
    if token.session_id is not None:
        over = why_over(tx, standing_of_session(tx, token.session_id))
        if over is not None:
            return f"a token whose session is over: {over}"
    targets = {
        target
        for scope in list_access_scopes(tx, token.client_id).items
        if scope.scope in token.scopes
        for target in scope.authorized_targets
    }
    return None if application.application_arn in targets else "a token whose scopes do not name the application"


def _scopes(tx: Transaction, application: Application, request: ApplicationTokenRequest) -> tuple[str, ...]:
    return granted_scopes(request.scopes, scopes_of_application(tx, application.application_arn))


def _check_region(tx: Transaction, application: Application, request: ApplicationTokenRequest) -> None:
    """Raise InvalidRequestRegionException: the token is one of ours, and usable in another Region only."""
    instance, called = instance_of_arn(tx, application.instance_arn), request.actor.region
    if is_reachable_in(tx, instance, called):
        return
    raise Refusal(
        "InvalidRequestRegionException",
        INVALID_REQUEST,
        cause="token.wrong-region",
        facts=Facts(where="Region of CreateTokenWithIAM", found=called, expected=instance.region),
        # unconfirmed: that the endpoint is a URL.
        members={"endpoint": f"https://oidc.{instance.region}.amazonaws.com", "region": instance.region},
    )


def _given(value: str | None, parameter: str, request: ApplicationTokenRequest) -> str:
    if not value:
        raise missing(parameter, request.grant_type)
    return value


def _invalid_client(where: str, found: str, expected: str) -> Refusal:
    return refused(
        "InvalidClientException",
        INVALID_CLIENT,
        "token.application",
        where=where,
        found=found,
        expected=expected,
    )
