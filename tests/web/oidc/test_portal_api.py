"""The API of the access portal over the wire: accounts, roles, credentials, and the end of a session."""

import json

import boto3
import pytest
import requests
from botocore.exceptions import ClientError

from emulator.directory.users import delete_user, set_active, user_by_user_name
from emulator.permissions.access_control_attributes import AccessControlAttribute, create_configuration
from web.oidc.conftest import PRODUCTION, SANDBOX, House
from web.signin.conftest import ANA


def user_id(house: House) -> str:
    with house.site.emulator.context.store.transaction() as tx:
        user = user_by_user_name(tx, house.site.instance.identity_store_id, ANA)
    assert user is not None
    return user.user_id


def test_accounts_and_roles_are_those_assigned(house: House) -> None:
    house.assign("Admin", PRODUCTION)
    house.assign("Reader", PRODUCTION)
    house.assign("Tester", SANDBOX)
    token = house.token()
    accounts = house.portal.list_accounts(accessToken=token)["accountList"]
    assert accounts == [
        {"accountId": PRODUCTION, "accountName": "Production", "emailAddress": "production@example.com"},
        {"accountId": SANDBOX, "accountName": "Sandbox", "emailAddress": "sandbox@example.com"},
    ]
    roles = house.portal.list_account_roles(accessToken=token, accountId=PRODUCTION)["roleList"]
    assert roles == [
        {"roleName": "Admin", "accountId": PRODUCTION},
        {"roleName": "Reader", "accountId": PRODUCTION},
    ]


def test_lists_come_in_pages(house: House) -> None:
    for name in ("A", "B", "C"):
        house.assign(name, PRODUCTION)
    token = house.token()
    pages = house.portal.get_paginator("list_account_roles").paginate(
        accessToken=token, accountId=PRODUCTION, PaginationConfig={"PageSize": 2}
    )
    assert [[role["roleName"] for role in page["roleList"]] for page in pages] == [["A", "B"], ["C"]]


def test_page_token_of_another_list_is_refused(house: House) -> None:
    for account in (PRODUCTION, SANDBOX):
        house.assign(f"Of{account}", account)
    token = house.token()
    next_token = house.portal.list_accounts(accessToken=token, maxResults=1)["nextToken"]
    with pytest.raises(ClientError) as refused:
        house.portal.list_account_roles(accessToken=token, accountId=PRODUCTION, nextToken=next_token)
    assert refused.value.response["Error"]["Code"] == "InvalidRequestException"


def test_more_than_a_hundred_a_page_is_refused(house: House) -> None:
    with pytest.raises(ClientError) as refused:
        house.portal.list_accounts(accessToken=house.token(), maxResults=101)
    assert refused.value.response["Error"]["Code"] == "InvalidRequestException"


def test_credentials_work(house: House) -> None:
    house.assign("Admin", PRODUCTION, session_duration="PT2H")
    now = house.site.emulator.context.clock.now()
    given = house.portal.get_role_credentials(accessToken=house.token(), accountId=PRODUCTION, roleName="Admin")
    credentials = given["roleCredentials"]
    assert credentials["expiration"] == int(now.timestamp() * 1000) + 2 * 3600 * 1000
    sts = boto3.client(
        "sts",
        endpoint_url=house.url,
        region_name="us-east-1",
        aws_access_key_id=credentials["accessKeyId"],
        aws_secret_access_key=credentials["secretAccessKey"],
        aws_session_token=credentials["sessionToken"],
    )
    identity = sts.get_caller_identity()
    assert identity["Account"] == PRODUCTION
    assert ":assumed-role/AWSReservedSSO_Admin_" in identity["Arn"]
    assert identity["Arn"].endswith(f"/{ANA}")


def test_attributes_for_access_control_become_session_tags(house: House) -> None:
    house.assign("Admin", PRODUCTION)
    with house.site.emulator.context.store.transaction() as tx:
        create_configuration(
            tx, house.site.instance.instance_arn, [AccessControlAttribute("Family", "${path:name.familyName}")]
        )
    house.portal.get_role_credentials(accessToken=house.token(), accountId=PRODUCTION, roleName="Admin")
    [event] = house.site.events("AssumeRoleWithSAML")
    assert event["requestParameters"]["principalTags"] == {"Family": "Lopes"}


def test_role_that_is_not_assigned_gives_no_access(house: House) -> None:
    house.assign("Admin", PRODUCTION)
    token = house.token()
    with pytest.raises(ClientError) as refused:
        house.portal.get_role_credentials(accessToken=token, accountId=PRODUCTION, roleName="Reader")
    assert str(refused.value) == (
        "An error occurred (ForbiddenException) when calling the GetRoleCredentials operation: No access"
    )
    assert refused.value.response["ResponseMetadata"]["HTTPStatusCode"] == 403
    assert house.cause() == "portal.role-not-assigned"


def test_name_of_the_iam_role_gives_no_access(house: House) -> None:
    house.assign("Admin", PRODUCTION)
    with pytest.raises(ClientError) as refused:
        house.portal.get_role_credentials(
            accessToken=house.token(), accountId=PRODUCTION, roleName="AWSReservedSSO_Admin_0123456789abcdef"
        )
    assert refused.value.response["Error"]["Message"] == "No access"
    assert house.cause() == "portal.role-name"


def test_account_that_is_not_assigned_gives_no_access(house: House) -> None:
    with pytest.raises(ClientError) as refused:
        house.portal.list_account_roles(accessToken=house.token(), accountId=SANDBOX)
    assert refused.value.response["Error"]["Message"] == "No access"
    assert house.cause() == "portal.account-not-assigned"


def test_body_of_an_error_is_that_of_the_portal(house: House) -> None:
    answer = requests.get(
        f"{house.url}/assignment/accounts", headers={"x-amz-sso_bearer_token": "made up"}, timeout=5
    )
    assert answer.status_code == 401
    assert answer.json() == {
        "message": "Session token not found or invalid",
        "__type": "com.amazonaws.switchboard.portal#UnauthorizedException",
    }
    assert answer.headers["x-amzn-ErrorType"].startswith("UnauthorizedException")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/federation/credentials"),
        ("POST", "/assignment/accounts"),
        ("DELETE", "/assignment/roles"),
        ("GET", "/logout"),
    ],
)
def test_wrong_method_is_answered_with_405(house: House, method: str, path: str) -> None:
    answer = requests.request(method, house.url + path, timeout=5)
    assert answer.status_code == 405
    assert answer.json()["__type"] == "com.amazonaws.switchboard.portal#MethodNotAllowedException"
    assert house.cause() == "portal.method-not-allowed"


def assert_session_is_gone(house: House, token: str, cause: str) -> None:
    with pytest.raises(ClientError) as refused:
        house.portal.list_accounts(accessToken=token)
    assert refused.value.response["ResponseMetadata"]["HTTPStatusCode"] == 401
    assert refused.value.response["Error"]["Code"] == "UnauthorizedException"
    assert refused.value.response["Error"]["Message"] == "Session token not found or invalid"
    assert house.cause() == cause


def test_logout_ends_token_and_portal(house: House) -> None:
    token, other = house.token(), house.token()
    house.portal.logout(accessToken=token)
    assert_session_is_gone(house, token, "session.signed-out")
    assert_session_is_gone(house, other, "session.signed-out")
    assert house.site.get("/start").status_code == 302
    [event] = house.site.events("Logout")
    assert event["userIdentity"]["onBehalfOf"]["userId"] == user_id(house)


def test_second_logout_is_refused(house: House) -> None:
    token = house.token()
    house.portal.logout(accessToken=token)
    with pytest.raises(ClientError) as refused:
        house.portal.logout(accessToken=token)
    assert refused.value.response["Error"]["Code"] == "UnauthorizedException"


def test_revoked_session(house: House) -> None:
    token = house.token()
    house.site.revoke_sessions(user_id(house))
    assert_session_is_gone(house, token, "session.revoked")


def test_token_that_ended_by_itself(house: House) -> None:
    token = house.token()
    house.advance(hours=1)
    assert_session_is_gone(house, token, "session.expired")


def test_token_outlives_no_session(house: House) -> None:
    """The client's cache still calls the token valid (https://github.com/aws/aws-cli/issues/7340)."""
    house.advance(hours=7, minutes=30)
    token = house.token()
    house.advance(minutes=30)
    assert_session_is_gone(house, token, "session.expired")


def test_unknown_token(house: House) -> None:
    assert_session_is_gone(house, "made up", "session.unknown-token")


def test_disabled_user(house: House) -> None:
    token, ana = house.token(), user_id(house)
    with house.site.emulator.context.store.transaction() as tx:
        set_active(tx, house.site.instance.identity_store_id, ana, False, actor="test")
    assert_session_is_gone(house, token, "session.revoked")


def test_deleted_user(house: House) -> None:
    token, ana = house.token(), user_id(house)
    with house.site.emulator.context.store.transaction() as tx:
        delete_user(tx, house.site.instance.identity_store_id, ana)
    assert_session_is_gone(house, token, "session.revoked")


def test_token_without_the_scope_for_accounts(house: House) -> None:
    assert_session_is_gone(house, house.token(scopes=("codewhisperer:completions",)), "token.scope-missing")


def test_token_in_another_region(house: House) -> None:
    headers = {"x-amz-sso_bearer_token": house.token(), "Host": "portal.sso.eu-west-1.amazonaws.com"}
    answer = requests.get(f"{house.url}/assignment/accounts", headers=headers, timeout=5)
    assert answer.status_code == 401
    assert house.cause() == "session.unknown-token"


def test_secret_of_the_portal_itself_is_a_token(house: House) -> None:
    secret = house.site.browser.cookies["x-amz-sso_authn"]
    assert house.portal.list_accounts(accessToken=secret)["accountList"] == []


def test_portal_calls_are_in_the_trail(house: House) -> None:
    house.assign("Admin", PRODUCTION)
    token = house.token()
    house.portal.list_accounts(accessToken=token)
    house.portal.list_account_roles(accessToken=token, accountId=PRODUCTION)
    house.portal.get_role_credentials(accessToken=token, accountId=PRODUCTION, roleName="Admin")
    [accounts] = house.site.events("ListAccounts")
    [roles] = house.site.events("ListAccountRoles")
    [credentials] = house.site.events("GetRoleCredentials")
    for event in (accounts, roles, credentials):
        assert event["eventSource"] == "sso.amazonaws.com"
        assert event["eventType"] == "AwsServiceEvent"
        assert event["readOnly"] is True
        assert event["requestParameters"] is None
        assert event["responseElements"] is None
        assert event["userIdentity"]["type"] == "IdentityCenterUser"
        assert event["userIdentity"]["credentialId"]
    assert "serviceEventDetails" not in accounts
    assert roles["serviceEventDetails"] == {"account_id": PRODUCTION}
    assert credentials["serviceEventDetails"] == {"role_name": "Admin", "account_id": PRODUCTION}
    assert token not in json.dumps([accounts, roles, credentials])


def test_assignment_of_a_deleted_user_is_named(house: House) -> None:
    house.assign("Admin", PRODUCTION, user_name="bo@corp.example.com")
    with house.site.emulator.context.store.transaction() as tx:
        bo = user_by_user_name(tx, house.site.instance.identity_store_id, "bo@corp.example.com")
        assert bo is not None
        delete_user(tx, house.site.instance.identity_store_id, bo.user_id)
    with pytest.raises(ClientError):
        house.portal.get_role_credentials(accessToken=house.token(), accountId=PRODUCTION, roleName="Admin")
    assert house.cause() == "stale-assignment.user-recreated"
