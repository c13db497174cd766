"""Credentials of protected roles, and the event of taking the role (facts/signin.md §4.6, §5.7)."""

import base64
import hashlib
from datetime import timedelta

import pytest

from emulator.accounts.caller import CallerType, caller_of, check_credentials
from emulator.accounts.credentials import role_credentials
from emulator.accounts.saml_providers import mark_deleted, saml_provider
from emulator.guide.refusal import Refusal
from emulator.store.transaction import Transaction
from emulator.trail.trail import LookupFilter, lookup
from tests.accounts.given import MEMBER, provisioned

HOUR = timedelta(hours=1)


def test_credentials_have_the_shape_of_temporary_ones(tx: Transaction) -> None:
    wanted = provisioned(tx)
    credentials = role_credentials(tx, MEMBER, wanted.role_name, "ana@example.com", 2 * HOUR, {})
    assert credentials.access_key_id.startswith("ASIA")
    assert len(credentials.access_key_id) == 20
    assert len(credentials.secret_access_key) == 40
    assert timedelta(hours=1, minutes=59) < credentials.expiration - tx.now() <= 2 * HOUR
    assert credentials.secret_access_key not in repr(credentials)
    assert credentials.session_token not in repr(credentials)


def test_the_account_can_be_read_from_the_access_key(tx: Transaction) -> None:
    wanted = provisioned(tx)
    access_key_id = role_credentials(tx, MEMBER, wanted.role_name, "ana", HOUR, {}).access_key_id
    decoded = int.from_bytes(base64.b32decode(access_key_id[4:])[:6])
    assert (decoded & 0x7FFFFFFFFF80) >> 7 == int(MEMBER)


def test_the_caller_is_the_session_of_the_role(tx: Transaction) -> None:
    wanted = provisioned(tx)
    credentials = role_credentials(tx, MEMBER, wanted.role_name, "ana@example.com", HOUR, {"team": "blue"})
    caller = caller_of(tx, credentials.access_key_id)
    assert caller.type is CallerType.ASSUMED_ROLE
    assert caller.account_id == MEMBER
    assert caller.arn == f"arn:aws:sts::{MEMBER}:assumed-role/{wanted.role_name}/ana@example.com"
    assert caller.role_arn == wanted.role_arn(MEMBER)
    assert caller.tags == {"team": "blue"}
    check_credentials(tx, caller)
    tx.clock.advance(HOUR)
    with pytest.raises(Refusal) as caught:
        check_credentials(tx, caller)
    assert caught.value.cause == "credentials.expired"


def test_credentials_outlive_a_change_and_the_removal_of_nothing_else(tx: Transaction) -> None:
    wanted = provisioned(tx)
    first = role_credentials(tx, MEMBER, wanted.role_name, "ana", HOUR, {})
    tx.clock.advance(timedelta(days=1))
    role_credentials(tx, MEMBER, wanted.role_name, "ana", HOUR, {})
    assert caller_of(tx, first.access_key_id).type is CallerType.ASSUMED_ROLE
    tx.clock.advance(timedelta(days=3))
    role_credentials(tx, MEMBER, wanted.role_name, "ana", HOUR, {})
    assert caller_of(tx, first.access_key_id).type is CallerType.ROOT


@pytest.mark.parametrize(
    ("user_name", "session_name"),
    [("Ana Ruiz", "Ana-Ruiz"), ("jörg@example.com", "j-rg@example.com"), ("x" * 128, "x" * 64), ("a", "a-")],
)
def test_user_names_are_made_to_fit_a_session(tx: Transaction, user_name: str, session_name: str) -> None:
    wanted = provisioned(tx)
    credentials = role_credentials(tx, MEMBER, wanted.role_name, user_name, HOUR, {})
    assert caller_of(tx, credentials.access_key_id).arn.endswith(f"/{session_name}")


@pytest.mark.parametrize(
    "tags",
    [{"team": "a,b"}, {"team": "x" * 257}, {"": "x"}, {"k" * 129: "x"}, {f"k{n}": "x" for n in range(51)}],
)
def test_tags_that_sts_does_not_take_are_refused(tx: Transaction, tags: dict[str, str]) -> None:
    wanted = provisioned(tx)
    with pytest.raises(Refusal) as caught:
        role_credentials(tx, MEMBER, wanted.role_name, "ana", HOUR, tags)
    assert caught.value.cause == "role-session.tags"
    assert caught.value.message.startswith(
        "Unable to validate tags (Service: AWSSecurityTokenV20111201; Status Code: 400"
    )


def test_tags_may_hold_letters_of_any_script(tx: Transaction) -> None:
    wanted = provisioned(tx)
    role_credentials(tx, MEMBER, wanted.role_name, "ana", HOUR, {"cost center": "Größe_1.:/=+-@", "none": ""})


def test_a_role_that_is_not_there_gives_no_access(tx: Transaction) -> None:
    with pytest.raises(Refusal) as caught:
        role_credentials(tx, MEMBER, "AWSReservedSSO_None_0123456789abcdef", "ana", HOUR, {})
    assert (caught.value.code, caught.value.message) == ("ForbiddenException", "No access")
    assert caught.value.cause == "role.not-provisioned"


def test_without_the_saml_provider_nobody_takes_the_role(tx: Transaction) -> None:
    wanted = provisioned(tx)
    provider = saml_provider(tx, MEMBER)
    assert provider is not None
    mark_deleted(tx, MEMBER, provider.name)
    with pytest.raises(Refusal) as caught:
        role_credentials(tx, MEMBER, wanted.role_name, "ana", HOUR, {})
    assert caught.value.cause == "role.saml-provider-missing"


def test_taking_the_role_is_an_event_of_the_target_account(tx: Transaction) -> None:
    wanted = provisioned(tx)
    credentials = role_credentials(tx, MEMBER, wanted.role_name, "ana@example.com", 12 * HOUR, {})
    provider = saml_provider(tx, MEMBER)
    assert provider is not None
    [row] = lookup(tx, LookupFilter(event_name="AssumeRoleWithSAML", account_id=MEMBER))
    event = row["event"]
    issuer = event["responseElements"]["issuer"]
    token = issuer.removeprefix("https://portal.sso.us-east-1.amazonaws.com/saml/assertion/")
    assert base64.b64decode(token).decode() == f"111122223333_{provider.application_instance_id}"
    digest = hashlib.sha1(f"{issuer}{MEMBER}/{provider.name}".encode()).digest()
    qualifier = base64.b64encode(digest).decode()
    assert event["userIdentity"] == {
        "type": "SAMLUser",
        "principalId": f"{qualifier}:ana@example.com",
        "userName": "ana@example.com",
        "identityProvider": qualifier,
    }
    assert event["requestParameters"]["durationSeconds"] == 43200
    assert event["responseElements"]["subjectType"] == "persistent"
    assert event["responseElements"]["audience"] == "https://signin.aws.amazon.com/saml"
    assert event["responseElements"]["credentials"]["accessKeyId"] == credentials.access_key_id
    assert credentials.secret_access_key not in str(event)
    assert {resource["ARN"] for resource in event["resources"]} == {wanted.role_arn(MEMBER), provider.arn}
