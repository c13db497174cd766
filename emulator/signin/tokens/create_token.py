"""CreateToken: one function per grant type of a registered client (facts/awsapi.md §4.3)."""

from dataclasses import dataclass, field

from emulator.signin.tokens import grant_types
from emulator.signin.tokens.authorization_codes import redeem_authorization_code
from emulator.signin.tokens.clients import Client, authenticated_client
from emulator.signin.tokens.device_authorizations import redeem_device_code
from emulator.signin.tokens.issued import Issued, grant_of_session, issue, renew
from emulator.signin.tokens.refusals import client_not_registered_for, missing, unsupported_grant_type
from emulator.store.transaction import Transaction


@dataclass(frozen=True, kw_only=True)
class TokenRequest:
    """The input of CreateToken. `too_soon` tells that a device code was asked about before its interval was over."""

    client_id: str
    client_secret: str = field(repr=False)
    grant_type: str
    device_code: str | None = field(default=None, repr=False)
    code: str | None = field(default=None, repr=False)
    redirect_uri: str | None = None
    code_verifier: str | None = field(default=None, repr=False)
    refresh_token: str | None = field(default=None, repr=False)
    too_soon: bool = False


def create_token(tx: Transaction, request: TokenRequest) -> Issued:
    """The tokens that the request is entitled to. Raises a Refusal with one of the exceptions of CreateToken."""
    client = authenticated_client(tx, request.client_id, request.client_secret)
    grant = _GRANTS.get(request.grant_type)
    if grant is None:
        raise unsupported_grant_type(request.grant_type, grant_types.OF_CLIENTS)
    if not client.may_use(request.grant_type):
        raise client_not_registered_for(request.grant_type, client.grant_types)
    return grant(tx, client, request)


def _for_device_code(tx: Transaction, client: Client, request: TokenRequest) -> Issued:
    code = _given(request.device_code, "deviceCode", request)
    allowed = redeem_device_code(tx, client, code, too_soon=request.too_soon)
    assert allowed.session_id is not None, "who allowed it had a session"
    return issue(tx, grant_of_session(tx, client, allowed.session_id, client.scopes))


def _for_authorization_code(tx: Transaction, client: Client, request: TokenRequest) -> Issued:
    redeemed = redeem_authorization_code(
        tx,
        client.client_id,
        code=_given(request.code, "code", request),
        redirect_uri=_given(request.redirect_uri, "redirectUri", request),
        code_verifier=_given(request.code_verifier, "codeVerifier", request),
    )
    return issue(tx, grant_of_session(tx, client, redeemed.session_id, redeemed.scopes))


def _for_refresh_token(tx: Transaction, client: Client, request: TokenRequest) -> Issued:
    return renew(tx, client, _given(request.refresh_token, "refreshToken", request))


_GRANTS = {
    grant_types.DEVICE_CODE: _for_device_code,
    grant_types.AUTHORIZATION_CODE: _for_authorization_code,
    grant_types.REFRESH_TOKEN: _for_refresh_token,
}


def _given(value: str | None, parameter: str, request: TokenRequest) -> str:
    if not value:
        raise missing(parameter, request.grant_type)
    return value
