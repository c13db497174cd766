"""The event AssumeRoleWithSAML in the account of the role (facts/signin.md §4.6 and §5.7)."""

import base64
import hashlib
from dataclasses import dataclass

from emulator.accounts.role_sessions import RoleSession
from emulator.guide.refusal import Refusal
from emulator.store.transaction import Transaction
from emulator.trail.event import Event, Origin
from emulator.trail.trail import record

SIGNIN_AUDIENCE = "https://signin.aws.amazon.com/saml"


@dataclass(frozen=True, kw_only=True)
class Federation:
    """What an assertion said about the person: who issued it, for whom, and the SAML provider that vouches for it."""

    provider_arn: str
    issuer: str
    subject: str
    subject_type: str
    audience: str = SIGNIN_AUDIENCE

    @property
    def account_id(self) -> str:
        """The account of the provider."""
        return self.provider_arn.split(":")[4]

    @property
    def name_qualifier(self) -> str:
        """`BASE64(SHA1(issuer + account + "/" + provider name))`, as the STS API defines it."""
        text = f"{self.issuer}{self.account_id}/{self.provider_arn.rpartition('/')[2]}"
        return base64.b64encode(hashlib.sha1(text.encode(), usedforsecurity=False).digest()).decode()


def record_assumed_role(
    tx: Transaction, session: RoleSession, federation: Federation, *, region: str, origin: Origin
) -> None:
    """Write the event of a role that was taken with a SAML assertion."""
    qualifier = federation.name_qualifier
    duration = session.expires_at - session.issued_at
    tags = {"principalTags": dict(session.tags)} if session.tags else {}
    record(
        tx,
        Event(
            source="sts.amazonaws.com",
            name="AssumeRoleWithSAML",
            account_id=session.account_id,
            region=region,
            user_identity={
                "type": "SAMLUser",
                "principalId": f"{qualifier}:{federation.subject}",
                "userName": federation.subject,
                "identityProvider": qualifier,
            },
            origin=origin,
            user_name=federation.subject,
            read_only=True,
            details={
                "requestParameters": {
                    "roleArn": session.role_arn,
                    "principalArn": federation.provider_arn,
                    "roleSessionName": session.session_name,
                    "durationSeconds": int(duration.total_seconds()),
                    **tags,
                },
                "responseElements": {
                    "credentials": {
                        "accessKeyId": session.access_key_id,
                        "expiration": f"{session.expires_at:%b} {session.expires_at.day}, {session.expires_at:%Y}, "
                        f"{session.expires_at.hour % 12 or 12}:{session.expires_at:%M:%S %p}",
                    },
                    "assumedRoleUser": {"assumedRoleId": session.assumed_role_id, "arn": session.arn},
                    "subject": federation.subject,
                    "subjectType": federation.subject_type,
                    "issuer": federation.issuer,
                    "audience": federation.audience,
                    "nameQualifier": qualifier,
                },
                "resources": [
                    {"accountId": session.account_id, "type": "AWS::IAM::Role", "ARN": session.role_arn},
                    {
                        "accountId": federation.account_id,
                        "type": "AWS::IAM::SAMLProvider",
                        "ARN": federation.provider_arn,
                    },
                ],
            },
        ),
    )


def record_refused_role(tx: Transaction, role_arn: str, provider_arn: str, refusal: Refusal, origin: Origin) -> None:
    """Write the event of an assertion that got no role; whom it was about is not told, since it was not believed."""
    parts = role_arn.split(":")
    account_id = parts[4] if len(parts) > 5 else ""
    record(
        tx,
        Event(
            source="sts.amazonaws.com",
            name="AssumeRoleWithSAML",
            account_id=account_id,
            region="us-east-1",
            # unconfirmed: the identity in the event of a refused assertion.
            user_identity={"type": "SAMLUser", "accountId": account_id},
            origin=origin,
            read_only=True,
            details={
                "errorCode": refusal.code,
                "errorMessage": refusal.message,
                "requestParameters": {"roleArn": role_arn, "principalArn": provider_arn},
                "responseElements": None,
            },
        ),
    )
