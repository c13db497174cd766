"""The trail events of signing in and out (facts/signin.md §5.3 to §5.7)."""

from collections.abc import Mapping, Sequence
from typing import Any

from emulator.permissions.instances import Instance
from emulator.signin.sessions import Session
from emulator.store.transaction import Transaction
from emulator.trail.event import Event, Origin
from emulator.trail.trail import record

_SIGN_IN = "signin.amazonaws.com"
_PORTAL = "sso.amazonaws.com"


def record_saml_sign_in(
    tx: Transaction,
    instance: Instance,
    *,
    user_id: str,
    user_name: str,
    workflow_id: str,
    destination: str,
    origin: Origin,
) -> None:
    """`UserAuthentication`, the only event of a successful sign-in with an external provider (§5.3, §5.6)."""
    record(
        tx,
        Event(
            source=_SIGN_IN,
            name="UserAuthentication",
            account_id=instance.owner_account_id,
            region=instance.region,
            # The credential of a sign-in event is internal; it is not the id of the portal session (§5.4).
            user_identity=identity_of_person(instance, user_id, tx.ids.uuid(), arn="", accessKeyId=""),
            origin=origin,
            type="AwsServiceEvent",
            user_name=user_name,
            details={
                "requestParameters": None,
                "responseElements": None,
                "additionalEventData": {
                    "AuthWorkflowID": workflow_id,
                    "UserName": user_name,
                    "LoginTo": destination,
                    "CredentialType": "EXTERNAL_IDP",
                },
                "serviceEventDetails": {"UserAuthentication": "Success"},
            },
        ),
    )


def record_failed_saml_sign_in(tx: Transaction, instance: Instance, *, message: str, origin: Origin) -> None:
    """`ExternalIdPDirectoryLogin`, which differs from the other sign-in events in type and shape (§5.6).

    unconfirmed: whether AWS records it for an unknown user too; recorded here.
    """
    record(
        tx,
        Event(
            source=_SIGN_IN,
            name="ExternalIdPDirectoryLogin",
            account_id=instance.owner_account_id,
            region=instance.region,
            user_identity={
                "type": "Unknown",
                "arn": "",
                "accountId": instance.owner_account_id,
                "accessKeyId": "",
                "credentialId": tx.ids.uuid(),
            },
            origin=origin,
            type="AwsConsoleSignIn",
            details={
                "errorMessage": message,
                "requestParameters": None,
                "responseElements": {"ExternalIdPDirectoryLogin": "Failure"},
            },
        ),
    )


def record_sign_out(tx: Transaction, instance: Instance, session: Session, *, origin: Origin) -> None:
    """`Logout` of the access portal. unconfirmed: its fields; those of the other portal events (§5.7)."""
    record(
        tx,
        Event(
            source=_PORTAL,
            name="Logout",
            account_id=instance.owner_account_id,
            region=instance.region,
            user_identity=identity_of_person(instance, session.user_id, session.session_id),
            origin=origin,
            type="AwsServiceEvent",
            details={"requestParameters": None, "responseElements": None},
        ),
    )


def record_ended_sessions(
    tx: Transaction, instance: Instance, by: Session, session_ids: Sequence[str], *, origin: Origin
) -> None:
    """`BatchDeleteSession`: a person ended sessions of their own in the portal.

    unconfirmed: that it is named as the console's operation is (§3.5), and its parameters.
    """
    record(
        tx,
        Event(
            source=_PORTAL,
            name="BatchDeleteSession",
            account_id=instance.owner_account_id,
            region=instance.region,
            user_identity=identity_of_person(instance, by.user_id, by.session_id),
            origin=origin,
            type="AwsServiceEvent",
            details={
                "requestParameters": {"userId": by.user_id, "sessionIds": list(session_ids)},
                "responseElements": None,
            },
        ),
    )


def record_portal_call(
    tx: Transaction,
    instance: Instance,
    *,
    name: str,
    user_id: str,
    user_name: str,
    credential_id: str,
    service_event_details: Mapping[str, str] | None,
    origin: Origin,
) -> None:
    """What a person did in the access portal, by its API or its pages (§5.7)."""
    details: dict[str, Any] = {"requestParameters": None, "responseElements": None}
    if service_event_details is not None:
        details["serviceEventDetails"] = dict(service_event_details)
    record(
        tx,
        Event(
            source=_PORTAL,
            name=name,
            account_id=instance.owner_account_id,
            region=instance.region,
            user_identity=identity_of_person(instance, user_id, credential_id),
            origin=origin,
            type="AwsServiceEvent",
            read_only=True,
            user_name=user_name,
            details=details,
        ),
    )


def identity_of_person(instance: Instance, user_id: str, credential_id: str, **further: str) -> Mapping[str, Any]:
    """The person as CloudTrail's `userIdentity` (§5.4); `credential_id` is the id of the session or the token."""
    return {
        "type": "IdentityCenterUser",
        **further,
        "accountId": instance.owner_account_id,
        "onBehalfOf": {"userId": user_id, "identityStoreArn": instance.identity_store_arn},
        "credentialId": credential_id,
    }
