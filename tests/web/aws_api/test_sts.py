"""STS and the services that credentials are for: whose account a call is in, and AssumeRoleWithSAML over the wire."""

import json
from datetime import timedelta
from typing import Any

import boto3
import pytest
from botocore import UNSIGNED
from botocore.config import Config
from botocore.exceptions import ClientError

from emulator.accounts.saml_providers import assertion_issuer, assertion_key, saml_provider
from emulator.saml.signing import SigningKey
from tests.accounts.assertions import metadata, posted
from tests.web.aws_api.conftest import RefusedCall, Surroundings
from tests.web.aws_api.roles import MANAGEMENT, MEMBER, ROLE_NAME, credentials, provisioned


def identity(client: Any) -> tuple[str, str, str]:
    answer = client.get_caller_identity()
    return answer["Account"], answer["Arn"], answer["UserId"]


def test_any_credentials_are_the_management_account(surroundings: Surroundings) -> None:
    assert identity(surroundings.client("sts")) == (MANAGEMENT, f"arn:aws:iam::{MANAGEMENT}:root", MANAGEMENT)


def test_the_number_of_an_account_speaks_for_it(surroundings: Surroundings) -> None:
    assert identity(surroundings.client("sts", key=MEMBER))[0] == MEMBER


def test_credentials_of_a_protected_role_are_its_session(surroundings: Surroundings) -> None:
    account, arn, user_id = identity(surroundings.client("sts", credentials(surroundings.emulator)))
    assert account == MEMBER
    assert arn == f"arn:aws:sts::{MEMBER}:assumed-role/{ROLE_NAME}/ana@example.com"
    role = surroundings.client("iam", key=MEMBER).get_role(RoleName=ROLE_NAME)["Role"]
    assert user_id == f"{role['RoleId']}:ana@example.com"


def test_a_bucket_made_with_the_roles_credentials_is_in_its_account(surroundings: Surroundings) -> None:
    s3 = surroundings.client("s3", credentials(surroundings.emulator))
    s3.create_bucket(Bucket="reports")
    s3.put_object(Bucket="reports", Key="2026/ü b.txt", Body=b"x" * 5_000_000)
    assert s3.head_object(Bucket="reports", Key="2026/ü b.txt")["ContentLength"] == 5_000_000
    assert s3.get_object(Bucket="reports", Key="2026/ü b.txt")["Body"].read() == b"x" * 5_000_000
    assert [bucket["Name"] for bucket in s3.list_buckets()["Buckets"]] == ["reports"]
    assert surroundings.client("s3").list_buckets()["Buckets"] == []


def test_a_queue_is_reached_under_the_emulators_address(surroundings: Surroundings) -> None:
    sqs = surroundings.client("sqs", credentials(surroundings.emulator))
    url = sqs.create_queue(QueueName="jobs")["QueueUrl"]
    assert url == f"{surroundings.emulator.url}/{MEMBER}/jobs"
    sqs.send_message(QueueUrl=url, MessageBody="hello")
    assert sqs.receive_message(QueueUrl=url)["Messages"][0]["Body"] == "hello"


def test_expired_credentials_are_refused_everywhere(surroundings: Surroundings) -> None:
    known = credentials(surroundings.emulator)
    surroundings.emulator.context.clock.advance(timedelta(hours=1))
    for service, operation, code, status in (
        ("sts", "get_caller_identity", "ExpiredToken", 403),
        ("s3", "list_buckets", "ExpiredToken", 403),
        ("organizations", "list_accounts", "ExpiredTokenException", 400),
        ("identitystore", "list_identity_stores", "ExpiredTokenException", 400),
    ):
        with pytest.raises(ClientError) as caught:
            getattr(surroundings.client(service, known), operation)()
        refused = RefusedCall.of(caught.value)
        assert (refused.code, refused.status, refused.cause) == (code, status, "credentials.expired"), service


def test_the_management_account_takes_a_role_in_a_member_account(surroundings: Surroundings) -> None:
    sts = surroundings.client("sts")
    role_arn = f"arn:aws:iam::{MEMBER}:role/OrganizationAccountAccessRole"
    got = sts.assume_role(RoleArn=role_arn, RoleSessionName="admin")["Credentials"]
    chained = boto3.session.Session(got["AccessKeyId"], got["SecretAccessKey"], got["SessionToken"])
    client = chained.client("sts", region_name="us-east-1", endpoint_url=surroundings.emulator.url)
    assert identity(client)[1] == f"arn:aws:sts::{MEMBER}:assumed-role/OrganizationAccountAccessRole/admin"


def test_a_user_of_iam_is_who_calls(surroundings: Surroundings) -> None:
    iam = surroundings.client("iam")
    iam.create_user(UserName="bob")
    key = iam.create_access_key(UserName="bob")["AccessKey"]
    assert identity(surroundings.client("sts", key=key["AccessKeyId"]))[1] == f"arn:aws:iam::{MANAGEMENT}:user/bob"


def test_an_assertion_of_identity_center_gives_working_credentials(surroundings: Surroundings) -> None:
    role_arn, provider_arn, assertion = given_assertion(surroundings)
    got = unsigned(surroundings).assume_role_with_saml(
        RoleArn=role_arn, PrincipalArn=provider_arn, SAMLAssertion=assertion, DurationSeconds=900
    )
    assert got["AssumedRoleUser"]["Arn"] == f"arn:aws:sts::{MEMBER}:assumed-role/{ROLE_NAME}/ana@example.com"
    assert (got["Subject"], got["SubjectType"]) == ("ana", "persistent")
    assert got["Audience"] == "https://signin.aws.amazon.com/saml"
    assert got["Issuer"].startswith("https://portal.sso.us-east-1.amazonaws.com/saml/assertion/")
    assert got["NameQualifier"]
    key = got["Credentials"]["AccessKeyId"]
    assert identity(surroundings.client("sts", key=key))[1] == got["AssumedRoleUser"]["Arn"]
    trail = surroundings.client("cloudtrail", key=MEMBER)
    wanted = [{"AttributeKey": "EventName", "AttributeValue": "AssumeRoleWithSAML"}]
    [event] = trail.lookup_events(LookupAttributes=wanted)["Events"]
    assert json.loads(event["CloudTrailEvent"])["responseElements"]["credentials"]["accessKeyId"] == key
    assert assertion not in event["CloudTrailEvent"]
    assert got["Credentials"]["SecretAccessKey"] not in event["CloudTrailEvent"]


@pytest.mark.parametrize(
    ("spoil", "code", "status", "message"),
    [
        (
            {"PrincipalArn": f"arn:aws:iam::{MEMBER}:saml-provider/none"},
            "InvalidIdentityToken",
            400,
            "Specified prov",
        ),
        (
            {"RoleArn": f"arn:aws:iam::{MEMBER}:role/none"},
            "AccessDenied",
            403,
            "Not authorized to perform sts:Assume",
        ),
        ({"SAMLAssertion": "nonsense"}, "InvalidIdentityToken", 400, "Invalid base64 SAMLResponse"),
        ({"DurationSeconds": 43200, "Policy": "{"}, "MalformedPolicyDocument", 400, "This policy contains invalid"),
        (
            {"DurationSeconds": 60},
            "ValidationError",
            400,
            "1 validation error detected: Value '60' at 'durationSeconds",
        ),
    ],
)
def test_an_assertion_that_does_not_hold_is_refused(
    surroundings: Surroundings, spoil: dict[str, Any], code: str, status: int, message: str
) -> None:
    role_arn, provider_arn, assertion = given_assertion(surroundings)
    sound = {"RoleArn": role_arn, "PrincipalArn": provider_arn, "SAMLAssertion": assertion}
    with pytest.raises(ClientError) as caught:
        unsigned(surroundings, check=False).assume_role_with_saml(**{**sound, **spoil})
    refused = RefusedCall.of(caught.value)
    assert (refused.code, refused.status) == (code, status)
    assert refused.message.startswith(message)


def test_a_late_assertion_is_refused_and_told_in_the_trail(surroundings: Surroundings) -> None:
    role_arn, provider_arn, assertion = given_assertion(surroundings)
    surroundings.emulator.context.clock.advance(timedelta(minutes=20))
    with pytest.raises(ClientError) as caught:
        unsigned(surroundings).assume_role_with_saml(
            RoleArn=role_arn, PrincipalArn=provider_arn, SAMLAssertion=assertion
        )
    assert RefusedCall.of(caught.value).code == "ExpiredTokenException"
    trail = surroundings.client("cloudtrail", key=MEMBER)
    [event] = trail.lookup_events()["Events"]
    assert json.loads(event["CloudTrailEvent"])["errorCode"] == "ExpiredTokenException"


def test_a_provider_of_the_accounts_own_is_taken_too(surroundings: Surroundings) -> None:
    iam = surroundings.client("iam", key=MEMBER)
    provider_arn = iam.create_saml_provider(Name="okta", SAMLMetadataDocument=metadata())["SAMLProviderArn"]
    statement = {
        "Effect": "Allow",
        "Principal": {"Federated": provider_arn},
        "Action": "sts:AssumeRoleWithSAML",
        "Condition": {"StringEquals": {"SAML:aud": "https://signin.aws.amazon.com/saml"}},
    }
    trust = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    role_arn = iam.create_role(RoleName="own", AssumeRolePolicyDocument=trust)["Role"]["Arn"]
    assertion = posted(surroundings.emulator.context.clock.now(), (f"{role_arn},{provider_arn}",))
    got = unsigned(surroundings).assume_role_with_saml(
        RoleArn=role_arn, PrincipalArn=provider_arn, SAMLAssertion=assertion
    )
    assert got["AssumedRoleUser"]["Arn"].endswith("assumed-role/own/ana@example.com")


def given_assertion(surroundings: Surroundings) -> tuple[str, str, str]:
    """Role, provider and an assertion as IAM Identity Center issues it for them."""
    emulator = surroundings.emulator
    wanted = provisioned(emulator)
    with emulator.context.store.transaction() as tx:
        provider, pair = saml_provider(tx, MEMBER), assertion_key(tx)
        assert provider is not None
        role_arn = wanted.role_arn(MEMBER)
        text = posted(
            tx.now(),
            (f"{role_arn},{provider.arn}",),
            signed_by=SigningKey(private_key_pem=pair.private_key_pem, certificate_pem=pair.certificate_pem),
            issuer=assertion_issuer(tx, provider),
        )
        return role_arn, provider.arn, text


def unsigned(surroundings: Surroundings, *, check: bool = True) -> Any:
    """A client without any credentials, as federation tools are."""
    return boto3.session.Session().client(
        "sts",
        region_name="us-east-1",
        endpoint_url=surroundings.emulator.url,
        config=Config(signature_version=UNSIGNED, retries={"total_max_attempts": 1}, parameter_validation=check),
    )
