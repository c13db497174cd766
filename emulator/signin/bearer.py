"""Who calls the portal API: the person behind a bearer token (facts/awsapi.md §4.2, guide entry 20)."""

from collections.abc import Mapping
from dataclasses import dataclass

from emulator.directory.user import User
from emulator.directory.users import users_of_ids
from emulator.guide.refusal import Facts, Refusal
from emulator.permissions.instances import Instance
from emulator.permissions.regions import is_reachable_in
from emulator.signin.sessions import EndReason, Session, Standing, standing_of_secret, standing_of_session
from emulator.signin.tokens.issued import Kind, Token, find_token
from emulator.signin.tokens.scopes import ACCOUNT_ACCESS, reach_accounts
from emulator.store.transaction import Transaction

_CAUSES = {
    EndReason.SIGNED_OUT: "session.signed-out",
    EndReason.REVOKED: "session.revoked",
    EndReason.EXPIRED: "session.expired",
}


@dataclass(frozen=True, kw_only=True)
class Bearer:
    """The person behind a token; `session` is None for the token of an application.

    `credential_id` is what events call the credential: that of the token, or of the portal session itself.
    """

    instance: Instance
    session: Session | None
    user: User
    credential_id: str

    @property
    def principal_tags(self) -> Mapping[str, str]:
        """The attributes for access control that the identity provider sent when the session began."""
        return self.session.principal_tags if self.session is not None else {}


def bearer_of(tx: Transaction, instance: Instance, secret: str, *, region: str) -> Bearer:
    """The bearer of an access token, or of the portal's own session secret, at the endpoint of that Region.

    Raises UnauthorizedException; AWS words all of its causes alike.
    """
    if not is_reachable_in(tx, instance, region):
        raise _unauthorized(
            "session.unknown-token",
            f"a token used in {region}",
            f"a call in {instance.region}, the instance's Region",
        )
    token = find_token(tx, secret)
    if token is not None:
        _check_token(tx, token)
        if token.session_id is None:
            user = _enabled_user(tx, instance, token.user_id)
            return Bearer(instance=instance, session=None, user=user, credential_id=token.token_id)
    standing = standing_of_session(tx, str(token.session_id)) if token else standing_of_secret(tx, secret)
    session = _alive(standing, instance)
    return Bearer(
        instance=instance,
        session=session,
        user=_enabled_user(tx, instance, session.user_id),
        credential_id=token.token_id if token else session.session_id,
    )


def _alive(standing: Standing | None, instance: Instance) -> Session:
    if standing is None or standing.session.instance_arn != instance.instance_arn:
        raise _unauthorized("session.unknown-token", "a token that this instance never gave out", "an access token")
    if standing.over is not None:
        raise _unauthorized(
            _CAUSES[standing.over],
            f"{standing.over} at {standing.over_since:%Y-%m-%dT%H:%M:%SZ}",
            "a portal session that is alive",
        )
    return standing.session


def _check_token(tx: Transaction, token: Token) -> None:
    if token.kind is not Kind.ACCESS:
        raise _unauthorized("session.unknown-token", "a refresh token", "an access token")
    if token.expires_at is not None and token.expires_at <= tx.now():
        raise _unauthorized(
            "session.expired",
            f"an access token that ended at {token.expires_at:%Y-%m-%dT%H:%M:%SZ}",
            "one that was renewed, or a new sign-in",
        )
    if not reach_accounts(token.scopes):
        # unconfirmed: how AWS answers a token without the scope.
        raise _unauthorized("token.scope-missing", f"scopes {', '.join(token.scopes)}", ACCOUNT_ACCESS)


def _enabled_user(tx: Transaction, instance: Instance, user_id: str) -> User:
    found = users_of_ids(tx, instance.identity_store_id, [user_id])
    if not found:
        raise _unauthorized("session.revoked", f"user {user_id} was deleted", "a user who exists")
    if not found[0].active:
        raise _unauthorized("session.revoked", f"user {found[0].user_name} was disabled", "a user who is enabled")
    return found[0]


def _unauthorized(cause: str, found: str, expected: str) -> Refusal:
    return Refusal(
        "UnauthorizedException",
        "Session token not found or invalid",
        cause=cause,
        facts=Facts(where="header x-amz-sso_bearer_token", found=found, expected=expected),
    )
