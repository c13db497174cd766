"""The AWS CLI (version 1, from PyPI) at the access portal's API."""

import json

from web.oidc.conftest import PRODUCTION, House

from clients.conftest import Run


def test_accounts_credentials_and_logout(house: House, aws: Run) -> None:
    house.assign("Admin", PRODUCTION)
    token = house.token()
    listed = aws("sso", "list-accounts", "--access-token", token)
    assert listed.returncode == 0, listed.stderr
    assert [account["accountId"] for account in json.loads(listed.stdout)["accountList"]] == [PRODUCTION]

    role = ("--role-name", "Admin", "--account-id", PRODUCTION, "--access-token", token)
    given = json.loads(aws("sso", "get-role-credentials", *role).stdout)["roleCredentials"]
    caller = aws(
        "sts",
        "get-caller-identity",
        AWS_ACCESS_KEY_ID=given["accessKeyId"],
        AWS_SECRET_ACCESS_KEY=given["secretAccessKey"],
        AWS_SESSION_TOKEN=given["sessionToken"],
    )
    assert caller.returncode == 0, caller.stderr
    assert json.loads(caller.stdout)["Account"] == PRODUCTION

    refused = aws("sso", "get-role-credentials", "--role-name", "Nobody", *role[2:])
    assert (
        "An error occurred (ForbiddenException) when calling the GetRoleCredentials operation: No access"
        in refused.stderr
    )

    assert aws("sso", "logout", "--access-token", token).returncode == 0
    gone = aws("sso", "list-accounts", "--access-token", token)
    assert gone.returncode != 0
    assert "(UnauthorizedException)" in gone.stderr
    assert "Session token not found or invalid" in gone.stderr
