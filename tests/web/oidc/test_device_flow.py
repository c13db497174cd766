"""The device flow over the wire: a program polls with boto3, a person allows or denies in the browser."""

import re

import pytest
import requests
from botocore.exceptions import ClientError

from web.oidc.conftest import ACCOUNT_ACCESS, DEVICE_CODE, House, oauth_error
from web.signin.conftest import ANA, request_id_in


def test_program_gets_its_token_after_the_person_allows_it(house: House) -> None:
    client = house.register(scopes=[ACCOUNT_ACCESS])
    device = house.start_device(client)
    with pytest.raises(ClientError) as pending:
        house.poll(client, device)
    assert oauth_error(pending)[:3] == ("AuthorizationPendingException", 400, "authorization_pending")
    page = house.decide(device)
    assert page.status_code == 200
    assert "Request approved" in page.text
    tokens = house.poll(client, device)
    assert tokens["tokenType"] == "Bearer"
    assert tokens["expiresIn"] == 3600
    assert tokens["refreshToken"]
    assert house.portal.list_accounts(accessToken=tokens["accessToken"])["accountList"] == []


def test_start_tells_codes_address_and_interval(house: House) -> None:
    device = house.start_device(house.register())
    assert len(device["deviceCode"]) == 86
    assert re.fullmatch(r"[A-Z]{4}-[A-Z]{4}", device["userCode"])
    assert device["verificationUri"] == f"{house.url}/device"
    assert device["verificationUriComplete"] == f"{house.url}/device?user_code={device['userCode']}"
    assert (device["expiresIn"], device["interval"]) == (600, 1)


def test_client_without_scopes_gets_eight_hours_and_no_refresh_token(house: House) -> None:
    client = house.register()
    device = house.start_device(client)
    house.decide(device)
    tokens = house.poll(client, device)
    assert tokens["expiresIn"] == 28800
    assert "refreshToken" not in tokens


def test_denied_program_is_told_so(house: House) -> None:
    client = house.register()
    device = house.start_device(client)
    assert "Request denied" in house.decide(device, "deny").text
    with pytest.raises(ClientError) as denied:
        house.poll(client, device)
    assert oauth_error(denied)[:3] == ("AccessDeniedException", 400, "access_denied")
    assert house.cause() == "token.access-denied"


def test_code_expires_after_ten_minutes(house: House) -> None:
    client = house.register()
    device = house.start_device(client)
    house.advance(seconds=600)
    with pytest.raises(ClientError) as expired:
        house.poll(client, device)
    assert oauth_error(expired)[:3] == ("ExpiredTokenException", 400, "expired_token")
    page = house.site.get(f"/device?user_code={device['userCode']}")
    assert page.status_code == 400
    assert "This code has expired" in page.text
    assert house.cause() == "token.user-code-expired"


def test_device_code_works_once(house: House) -> None:
    client = house.register()
    device = house.start_device(client)
    house.decide(device)
    house.poll(client, device)
    with pytest.raises(ClientError) as used:
        house.poll(client, device)
    assert oauth_error(used) == ("InvalidGrantException", 400, "invalid_grant", "Invalid grant provided")


def test_device_code_of_another_client_is_refused(house: House) -> None:
    device = house.start_device(house.register())
    house.decide(device)
    with pytest.raises(ClientError) as stolen:
        house.poll(house.register(), device)
    assert oauth_error(stolen)[0] == "InvalidGrantException"


def test_questions_before_the_interval_are_slowed_down_and_heard_again_after_it(house: House) -> None:
    client = house.register()
    device = house.start_device(client)
    codes = []
    for _ in range(5):
        with pytest.raises(ClientError) as refused:
            house.poll(client, device)
        codes.append(oauth_error(refused)[2])
    assert codes == ["authorization_pending"] * 3 + ["slow_down"] * 2
    house.advance(seconds=1)
    with pytest.raises(ClientError) as refused:
        house.poll(client, device)
    assert oauth_error(refused)[2] == "authorization_pending"


def test_impatient_program_gets_its_token_once_allowed(house: House) -> None:
    client = house.register()
    device = house.start_device(client)
    for _ in range(6):
        with pytest.raises(ClientError):
            house.poll(client, device)
    house.decide(device)
    assert house.poll(client, device)["accessToken"]


@pytest.mark.parametrize(
    "start_url",
    [
        "https://d-0000000000.awsapps.com/start",
        "https://example.com/start",
        "http://{store}.awsapps.com/start",
        "https://{store}.awsapps.com/",
        "https://{store}.awsapps.com.evil.example/start",
        "https://ssoins-0000000000000000.us-east-1.portal.amazonaws.com",
        "https://{instance}.eu-west-1.portal.amazonaws.com",
        "not a url",
    ],
)
def test_start_url_of_nobody_is_refused(house: House, start_url: str) -> None:
    instance = house.site.instance
    known = {"store": instance.identity_store_id, "instance": instance.instance_arn.rpartition("/")[2]}
    with pytest.raises(ClientError) as refused:
        house.oidc.start_device_authorization(**house.register(), startUrl=start_url.format(**known))
    assert oauth_error(refused)[:3] == ("InvalidRequestException", 400, "invalid_request")
    assert house.cause() == "token.start-url"


@pytest.mark.parametrize(
    "start_url",
    [
        "https://{store}.awsapps.com/start",
        "https://{store}.awsapps.com/start/",
        "https://{store}.awsapps.com/start/#/",
        "https://{store}.awsapps.com/start#/",
        "https://{instance}.us-east-1.portal.amazonaws.com",
        "https://{instance}.us-east-1.portal.amazonaws.com/",
        "https://{instance}.portal.us-east-1.app.aws",
        "https://identitycenter.amazonaws.com/{instance}",
        "{url}/start",
        "{url}/start/#/",
    ],
)
def test_every_form_of_the_portals_address_is_taken(house: House, start_url: str) -> None:
    instance = house.site.instance
    known = {"store": instance.identity_store_id, "instance": instance.instance_arn.rpartition("/")[2]}
    url = start_url.format(**known, url=house.url)
    assert house.oidc.start_device_authorization(**house.register(), startUrl=url)["userCode"]


def test_wrong_client_secret_is_answered_with_401(house: House) -> None:
    client = {**house.register(), "clientSecret": "wrong"}
    with pytest.raises(ClientError) as refused:
        house.start_device(client)
    assert oauth_error(refused)[:3] == ("InvalidClientException", 401, "invalid_client")


def test_error_names_the_exception_in_the_header(house: House) -> None:
    """Without the header botocore would know no exception at all."""
    body = {"clientId": "x", "clientSecret": "y", "grantType": DEVICE_CODE, "deviceCode": "z"}
    answer = requests.post(f"{house.url}/token", json=body, timeout=5)
    assert answer.status_code == 401
    assert answer.headers["x-amzn-ErrorType"].startswith("InvalidClientException:")
    assert set(answer.json()) == {"error", "error_description"}


def test_registration_ends_after_90_days(house: House) -> None:
    made = house.oidc.register_client(clientName="a program", clientType="public")
    assert made["clientSecretExpiresAt"] - made["clientIdIssuedAt"] == 90 * 86400
    house.advance(days=90)
    with pytest.raises(ClientError) as refused:
        house.start_device({"clientId": made["clientId"], "clientSecret": made["clientSecret"]})
    assert oauth_error(refused)[0] == "InvalidClientException"
    assert house.cause() == "token.client-expired"


def test_registration_tells_where_to_authorize(house: House) -> None:
    made = house.oidc.register_client(clientName="a program", clientType="public")
    assert made["authorizationEndpoint"] == f"{house.url}/authorize"
    assert made["tokenEndpoint"] == f"{house.url}/token"


@pytest.mark.parametrize(
    ("options", "exception"),
    [
        ({"clientType": "confidential"}, "InvalidClientMetadataException"),
        ({"clientName": " "}, "InvalidClientMetadataException"),
        ({"scopes": ["not a scope"]}, "InvalidScopeException"),
        ({"grantTypes": ["password"]}, "UnsupportedGrantTypeException"),
        ({"grantTypes": ["authorization_code"]}, "InvalidRequestException"),
        ({"redirectUris": ["https://example.com/callback"]}, "InvalidRedirectUriException"),
        ({"redirectUris": ["http://127.0.0.1.evil.example/callback"]}, "InvalidRedirectUriException"),
        ({"redirectUris": ["http://user@127.0.0.1/callback"]}, "InvalidRedirectUriException"),
        ({"issuerUrl": "https://d-0000000000.awsapps.com/start"}, "InvalidRequestException"),
    ],
)
def test_registration_is_refused(house: House, options: dict[str, object], exception: str) -> None:
    settings = {"clientName": "a program", "clientType": "public", **options}
    with pytest.raises(ClientError) as refused:
        house.oidc.register_client(**settings)
    assert oauth_error(refused)[:2] == (exception, 400)


def test_unknown_grant_type_is_refused(house: House) -> None:
    with pytest.raises(ClientError) as refused:
        house.oidc.create_token(**house.register(), grantType="password")
    assert oauth_error(refused)[2] == "unsupported_grant_type"


def test_grant_type_that_was_not_registered_is_refused(house: House) -> None:
    client = house.register_for_pkce()
    with pytest.raises(ClientError) as refused:
        house.start_device(client)
    assert oauth_error(refused)[2] == "unauthorized_client"


@pytest.mark.parametrize("grant_type", [DEVICE_CODE, "refresh_token"])
def test_missing_parameter_is_named_in_the_diagnosis(house: House, grant_type: str) -> None:
    with pytest.raises(ClientError) as refused:
        house.oidc.create_token(**house.register(), grantType=grant_type)
    assert oauth_error(refused)[:3] == ("InvalidRequestException", 400, "invalid_request")
    assert house.cause() == "token.parameter-missing"


# The pages


def test_page_without_a_code_asks_for_one(house: House) -> None:
    page = house.site.get("/device")
    assert page.status_code == 200
    assert 'name="user_code"' in page.text


@pytest.mark.parametrize("as_typed", [str.lower, lambda code: code.replace("-", ""), lambda code: f" {code} "])
def test_code_may_be_typed_in_any_way(house: House, as_typed) -> None:  # type: ignore[no-untyped-def]
    device = house.start_device(house.register())
    page = house.site.browser.get(
        f"{house.url}/device", params={"user_code": as_typed(device["userCode"])}, timeout=5
    )
    assert page.status_code == 200
    assert device["userCode"] in page.text


@pytest.mark.parametrize("typed", ["XXXX-XXXX", "<script>", "é", "x" * 3000, "\0"])
def test_unknown_code_is_refused(house: House, typed: str) -> None:
    page = house.site.browser.get(f"{house.url}/device", params={"user_code": typed}, timeout=5)
    assert page.status_code == 400
    assert "Invalid code" in page.text
    assert "<script>" not in page.text
    assert house.cause() == "token.user-code-unknown"


def test_used_code_is_refused(house: House) -> None:
    device = house.start_device(house.register())
    house.decide(device)
    page = house.site.get(f"/device?user_code={device['userCode']}")
    assert page.status_code == 400
    assert "This code has been used" in page.text


def test_second_answer_changes_nothing(house: House) -> None:
    client = house.register()
    device = house.start_device(client)
    page = house.site.get(f"/device/allow?user_code={device['userCode']}")
    house.answer(page, "deny")
    assert house.answer(page, "allow").status_code == 400
    with pytest.raises(ClientError) as denied:
        house.poll(client, device)
    assert oauth_error(denied)[2] == "access_denied"


def test_allow_page_shows_program_code_scopes_and_person(house: House) -> None:
    device = house.start_device(house.register(scopes=[ACCOUNT_ACCESS]))
    text = house.site.get(f"/device/allow?user_code={device['userCode']}").text
    for shown in ("a program", device["userCode"], ACCOUNT_ACCESS, ANA, "Allow access"):
        assert shown in text


@pytest.mark.parametrize("token", ["", "0" * 64])
def test_answer_without_the_forms_token_is_refused(house: House, token: str) -> None:
    client = house.register()
    device = house.start_device(client)
    page = house.site.get(f"/device/allow?user_code={device['userCode']}")
    assert house.answer(page, "allow", csrf_token=token).status_code == 400
    assert house.cause() == "sign-in.form-token"
    with pytest.raises(ClientError) as pending:
        house.poll(client, device)
    assert oauth_error(pending)[2] == "authorization_pending"


def test_person_who_is_not_signed_in_signs_in_first_and_comes_back(house: House) -> None:
    device = house.start_device(house.register())
    house.site.browser.cookies.clear()
    answer = house.site.get(f"/device/allow?user_code={device['userCode']}")
    assert answer.status_code == 302
    to_provider = house.site.browser.get(answer.headers["Location"], allow_redirects=False, timeout=5)
    back = house.site.sign_in(in_response_to=request_id_in(to_provider))
    assert back.headers["Location"] == f"{house.url}/device/allow?user_code={device['userCode']}"


def test_program_of_another_region_is_refused_when_the_person_allows_it(house: House) -> None:
    client = house.register()
    answer = requests.post(
        f"{house.url}/device_authorization",
        json={**client, "startUrl": house.start_url},
        headers={"Host": "oidc.eu-west-1.amazonaws.com"},
        timeout=5,
    )
    page = house.decide(answer.json())
    assert page.status_code == 400
    assert "invalid_grant" in page.text
    assert "Invalid grant provided" in page.text
    assert house.cause() == "token.wrong-region"
    with pytest.raises(ClientError) as pending:
        house.poll(client, answer.json())
    assert oauth_error(pending)[2] == "authorization_pending"


def test_create_token_is_in_the_trail_without_secrets(house: House) -> None:
    client = house.register()
    device = house.start_device(client)
    house.decide(device)
    tokens = house.poll(client, device)
    [event] = house.site.events("CreateToken")
    assert event["eventSource"] == "sso.amazonaws.com"
    assert event["requestParameters"]["clientSecret"] == "HIDDEN_DUE_TO_SECURITY_REASONS"
    assert event["requestParameters"]["grantType"] == DEVICE_CODE
    assert event["responseElements"] == {
        "accessToken": "HIDDEN_DUE_TO_SECURITY_REASONS",
        "tokenType": "Bearer",
        "expiresIn": 28800,
    }
    assert tokens["accessToken"] not in str(event)
    journal = requests.get(f"{house.url}/_emulator/requests", timeout=5).text
    for secret in (tokens["accessToken"], client["clientSecret"], device["deviceCode"]):
        assert secret not in journal


def test_alias_of_the_portal_is_taken_as_start_url(house: House) -> None:
    url = "https://my-company.awsapps.com/start"
    with pytest.raises(ClientError):
        house.oidc.start_device_authorization(**house.register(), startUrl=url)
    given = requests.put(f"{house.url}/_emulator/portal-alias", json={"alias": "my-company"}, timeout=5)
    assert given.status_code == 200, given.text
    assert house.oidc.start_device_authorization(**house.register(), startUrl=url)["userCode"]
    assert requests.get(f"{house.url}/_emulator/portal-alias", timeout=5).json() == {"alias": "my-company"}
    assert len(house.site.events("CreateAlias")) == 1
    again = requests.put(f"{house.url}/_emulator/portal-alias", json={"alias": "another"}, timeout=5)
    assert again.status_code == 400
    assert house.cause() == "portal.alias"
