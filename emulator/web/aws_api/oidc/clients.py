"""The operations that registered clients call, unsigned (facts/awsapi.md §4.3)."""

from emulator.authorization.authorize import AuthorizationRequest
from emulator.permissions.instances import instance_of_arn, organization_instance
from emulator.signin.tokens import create_token as tokens
from emulator.signin.tokens import grant_types
from emulator.signin.tokens.clients import ClientDraft, authenticated_client, register_client
from emulator.signin.tokens.device_authorizations import INTERVAL, note_poll, start_device_authorization
from emulator.signin.tokens.events import record_create_token
from emulator.signin.tokens.start_urls import instance_of_start_url
from emulator.store.database import Store
from emulator.trail.event import HIDDEN
from emulator.web.aws_api.call import Call, Json
from emulator.web.aws_api.called_region import called_region

_SHOWN_IN_EVENTS = ("clientId", "grantType", "deviceCode", "redirectUri")
_HIDDEN_IN_EVENTS = ("clientSecret", "refreshToken", "code", "codeVerifier")


def register(call: Call) -> Json:
    """RegisterClient"""
    issuer_url = call.input.get("issuerUrl")
    instance = instance_of_start_url(call.tx, issuer_url, call.public_url, where="issuerUrl") if issuer_url else None
    made = register_client(
        call.tx,
        ClientDraft(
            name=call.input["clientName"],
            type=call.input["clientType"],
            scopes=tuple(call.input.get("scopes", ())),
            redirect_uris=tuple(call.input.get("redirectUris", ())),
            grant_types=tuple(call.input.get("grantTypes", ())),
            instance=instance,
            region=_region(call),
        ),
    )
    return {
        "clientId": made.client.client_id,
        "clientSecret": made.secret,
        "clientIdIssuedAt": int(made.client.issued_at.timestamp()),
        "clientSecretExpiresAt": int(made.client.expires_at.timestamp()),
        "authorizationEndpoint": f"{call.public_url}/authorize",
        "tokenEndpoint": f"{call.public_url}/token",
    }


def start_device_flow(call: Call) -> Json:
    """StartDeviceAuthorization"""
    client = authenticated_client(call.tx, call.input["clientId"], call.input["clientSecret"])
    instance = instance_of_start_url(call.tx, call.input["startUrl"], call.public_url)
    started = start_device_authorization(call.tx, client, instance, region=_region(call))
    user_code = started.authorization.user_code
    lifetime = started.authorization.expires_at - started.authorization.created_at
    return {
        "deviceCode": started.device_code,
        "userCode": user_code,
        "verificationUri": f"{call.public_url}/device",
        "verificationUriComplete": f"{call.public_url}/device?user_code={user_code}",
        "expiresIn": int(lifetime.total_seconds()),
        "interval": int(INTERVAL.total_seconds()),
    }


def poll_counted(store: Store, asked: AuthorizationRequest) -> bool:
    """Whether a device code is asked about too soon; runs before CreateToken, see `note_poll`."""
    device_code = asked.input.get("deviceCode")
    if asked.input.get("grantType") != grant_types.DEVICE_CODE or not device_code:
        return False
    with store.transaction() as tx:
        return note_poll(tx, device_code)


def create_token(call: Call) -> Json:
    """CreateToken; `scope` in the request has no effect."""
    issued = tokens.create_token(
        call.tx,
        tokens.TokenRequest(
            client_id=call.input["clientId"],
            client_secret=call.input["clientSecret"],
            grant_type=call.input["grantType"],
            device_code=call.input.get("deviceCode"),
            code=call.input.get("code"),
            redirect_uri=call.input.get("redirectUri"),
            code_verifier=call.input.get("codeVerifier"),
            refresh_token=call.input.get("refreshToken"),
            too_soon=bool(call.prepared),
        ),
    )
    instance = instance_of_arn(call.tx, issued.token.instance_arn)
    shown = {name: call.input[name] for name in _SHOWN_IN_EVENTS if name in call.input}
    hidden = {name: HIDDEN for name in _HIDDEN_IN_EVENTS if name in call.input}
    record_create_token(call.tx, instance, issued, request_parameters=shown | hidden, origin=call.origin)
    return {
        "accessToken": issued.access_token,
        "tokenType": "Bearer",
        "expiresIn": issued.expires_in,
        "refreshToken": issued.refresh_token,
    }


def _region(call: Call) -> str:
    return called_region(call.origin.host) or organization_instance(call.tx).region
