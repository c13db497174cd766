"""The three trail events of a sign-in with credentials (facts/signin.md §5.3 to §5.5).

Every credential is asked for (`CredentialChallenge`) and answered (`CredentialVerification`); a sign-in that succeeds
ends with `UserAuthentication`. A failed answer is followed by a new challenge.
"""

from collections.abc import Mapping

from emulator.directory.user import User
from emulator.identity_source.sources import SourceKind, identity_source
from emulator.permissions.instances import Instance
from emulator.signin.credential_type import CredentialType
from emulator.signin.events import identity_of_person
from emulator.signin.workflow import Workflow
from emulator.store.transaction import Transaction
from emulator.trail.event import HIDDEN, Event, Origin
from emulator.trail.trail import record

# Once in a sequence, the challenge of the first credential tells who signs in; a second factor is no such one.
_NAME_THE_USER = (CredentialType.PASSWORD, CredentialType.EMAIL_OTP)


def record_challenge(
    tx: Transaction,
    instance: Instance,
    workflow: Workflow,
    user: User | None,
    credential: CredentialType,
    *,
    origin: Origin,
) -> None:
    """`CredentialChallenge`: the person is asked for a credential. A wrong user name is hidden."""
    further = {}
    if not workflow.credentials and credential in _NAME_THE_USER:
        further["UserName"] = _name(tx, instance, workflow, user)
    _record(tx, instance, workflow, user, "CredentialChallenge", credential, further, origin, succeeded=True)


def _name(tx: Transaction, instance: Instance, workflow: Workflow, user: User | None) -> str:
    """The user name; with a connected directory what was typed (facts/signin.md §3.7); nobody's is hidden."""
    if user is None:
        return HIDDEN
    typed = identity_source(tx, instance.identity_store_id) is SourceKind.ACTIVE_DIRECTORY
    return workflow.user_name or user.user_name if typed else user.user_name


def record_verification(
    tx: Transaction,
    instance: Instance,
    workflow: Workflow,
    user: User | None,
    credential: CredentialType,
    *,
    succeeded: bool,
    origin: Origin,
) -> None:
    """`CredentialVerification`: the credential was right or wrong."""
    _record(tx, instance, workflow, user, "CredentialVerification", credential, {}, origin, succeeded=succeeded)


def record_authentication(
    tx: Transaction, instance: Instance, workflow: Workflow, user: User, *, origin: Origin
) -> None:
    """`UserAuthentication`: the person is signed in. A device that had to be registered is no credential of it."""
    further = {"LoginTo": workflow.destination}
    if workflow.device_enrolled:
        further["DeviceEnrollmentRequired"] = "true"
    credentials = ",".join(workflow.credentials)
    _record(tx, instance, workflow, user, "UserAuthentication", credentials, further, origin, succeeded=True)


def _record(
    tx: Transaction,
    instance: Instance,
    workflow: Workflow,
    user: User | None,
    name: str,
    credential: str,
    further: Mapping[str, str],
    origin: Origin,
    *,
    succeeded: bool,
) -> None:
    record(
        tx,
        Event(
            source="signin.amazonaws.com",
            name=name,
            account_id=instance.owner_account_id,
            region=instance.region,
            user_identity=_identity(tx, instance, user),
            origin=origin,
            type="AwsServiceEvent",
            user_name=user.user_name if user else None,
            details={
                "requestParameters": None,
                "responseElements": None,
                "additionalEventData": {
                    "AuthWorkflowID": workflow.workflow_id,
                    "CredentialType": credential,
                    **further,
                },
                "serviceEventDetails": {name: "Success" if succeeded else "Failure"},
            },
        ),
    )


def _identity(tx: Transaction, instance: Instance, user: User | None) -> Mapping[str, object]:
    """unconfirmed: the identity for a user name that nobody has; that of a failed SAML sign-in (§5.6)."""
    # The credential of a sign-in event is internal; it is not the id of the portal session (§5.4).
    if user is not None:
        return identity_of_person(instance, user.user_id, tx.ids.uuid(), arn="", accessKeyId="")
    return {
        "type": "Unknown",
        "arn": "",
        "accountId": instance.owner_account_id,
        "accessKeyId": "",
        "credentialId": tx.ids.uuid(),
    }
