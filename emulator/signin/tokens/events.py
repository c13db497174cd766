"""The trail events of tokens (facts/signin.md §5.7)."""

from collections.abc import Mapping
from typing import Any

from emulator.permissions.instances import Instance
from emulator.signin.events import identity_of_person
from emulator.signin.tokens.issued import Issued
from emulator.store.transaction import Transaction
from emulator.trail.event import HIDDEN, Event, Origin
from emulator.trail.trail import record


def record_create_token_with_iam(
    tx: Transaction,
    instance: Instance,
    issued: Issued,
    *,
    user_identity: Mapping[str, Any],
    request_parameters: Mapping[str, Any],
    region: str,
    origin: Origin,
) -> None:
    """`CreateTokenWithIAM`, which names the person apart from the caller."""
    hidden = dict.fromkeys(("accessToken", "idToken"), HIDDEN)
    if issued.refresh_token is not None:
        hidden["refreshToken"] = HIDDEN
    record(
        tx,
        Event(
            source="sso-oauth.amazonaws.com",
            name="CreateTokenWithIAM",
            account_id=instance.owner_account_id,
            region=region,
            user_identity=user_identity,
            origin=origin,
            details={
                "requestParameters": dict(request_parameters),
                "responseElements": {**hidden, "tokenType": "Bearer", "expiresIn": issued.expires_in},
                "additionalEventData": {
                    "identitystore:UserId": issued.token.user_id,
                    "identitystore:IdentityStoreArn": instance.identity_store_arn,
                    "identitycenter:CredentialId": issued.token.token_id,
                },
            },
        ),
    )


def record_create_token(
    tx: Transaction,
    instance: Instance,
    issued: Issued,
    *,
    request_parameters: Mapping[str, str],
    origin: Origin,
) -> None:
    """`CreateToken`; every token and secret in it is hidden."""
    response: dict[str, Any] = {"accessToken": HIDDEN, "tokenType": "Bearer", "expiresIn": issued.expires_in}
    if issued.refresh_token is not None:
        response["refreshToken"] = HIDDEN
    record(
        tx,
        Event(
            source="sso.amazonaws.com",
            name="CreateToken",
            account_id=instance.owner_account_id,
            region=instance.region,
            user_identity=identity_of_person(instance, issued.token.user_id, issued.token.token_id),
            origin=origin,
            details={
                "requestParameters": dict(request_parameters),
                "responseElements": response,
                "resources": [
                    {
                        "accountId": instance.owner_account_id,
                        "type": "IdentityStoreId",
                        "ARN": instance.identity_store_id,
                    }
                ],
            },
        ),
    )
