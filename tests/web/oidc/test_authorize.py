"""The authorization code flow with PKCE over the wire."""

import pytest
from botocore.exceptions import ClientError

from emulator.signin.tokens.authorization_codes import challenge_of
from web.oidc.conftest import ACCOUNT_ACCESS, CALLBACK_WITH_PORT, House, oauth_error, query_of
from web.signin.conftest import request_id_in


def test_program_gets_its_token_with_the_code_that_the_browser_brings(house: House) -> None:
    client = house.register_for_pkce()
    tokens = house.redeem(client, house.code(client))
    assert tokens["expiresIn"] == 3600
    assert tokens["refreshToken"]
    assert house.portal.list_accounts(accessToken=tokens["accessToken"])["accountList"] == []


def test_answer_carries_code_and_state_to_the_port_of_the_program(house: House) -> None:
    client = house.register_for_pkce()
    answer = house.answer(house.site.get(house.authorize_path(client)), "allow")
    assert answer.status_code == 303
    assert answer.headers["Location"].startswith(f"{CALLBACK_WITH_PORT}?")
    assert set(query_of(answer)) == {"code", "state"}
    assert query_of(answer)["state"] == "state-1"


def test_denial_is_told_to_the_program(house: House) -> None:
    client = house.register_for_pkce()
    answer = house.answer(house.site.get(house.authorize_path(client)), "deny")
    assert query_of(answer)["error"] == "access_denied"
    assert query_of(answer)["state"] == "state-1"
    assert house.cause() == "token.access-denied"


def test_code_works_once(house: House) -> None:
    client = house.register_for_pkce()
    code = house.code(client)
    house.redeem(client, code)
    with pytest.raises(ClientError) as used:
        house.redeem(client, code)
    assert oauth_error(used) == ("InvalidGrantException", 400, "invalid_grant", "Invalid grant provided")
    assert house.cause() == "token.authorization-code"


def test_code_with_the_verifier_of_another_challenge_is_refused(house: House) -> None:
    client = house.register_for_pkce()
    with pytest.raises(ClientError) as refused:
        house.redeem(client, house.code(client), codeVerifier="x" * 43)
    assert oauth_error(refused)[0] == "InvalidGrantException"
    assert house.cause() == "token.code-verifier"


def test_code_with_another_port_is_refused(house: House) -> None:
    client = house.register_for_pkce()
    with pytest.raises(ClientError) as refused:
        house.redeem(client, house.code(client), redirectUri="http://127.0.0.1:1/oauth/callback")
    assert oauth_error(refused)[0] == "InvalidGrantException"


def test_code_of_another_client_is_refused(house: House) -> None:
    code = house.code(house.register_for_pkce())
    with pytest.raises(ClientError) as refused:
        house.redeem(house.register_for_pkce(), code)
    assert oauth_error(refused)[0] == "InvalidGrantException"


def test_code_ends_after_ten_minutes(house: House) -> None:
    client = house.register_for_pkce()
    code = house.code(client)
    house.advance(minutes=10)
    with pytest.raises(ClientError) as refused:
        house.redeem(client, code)
    assert oauth_error(refused)[0] == "InvalidGrantException"


def test_code_is_worth_nothing_once_the_person_has_signed_out(house: House) -> None:
    client = house.register_for_pkce()
    token = house.token()
    code = house.code(client)
    house.portal.logout(accessToken=token)
    with pytest.raises(ClientError) as refused:
        house.redeem(client, code)
    assert oauth_error(refused)[0] == "InvalidGrantException"
    assert house.cause() == "token.session-ended"


@pytest.mark.parametrize(
    "uri",
    [
        "https://evil.example/oauth/callback",
        "http://evil.example/oauth/callback",
        "http://127.0.0.1:49152/elsewhere",
        "http://127.0.0.1:49152/oauth/callback?x=1",
        "http://localhost:49152/oauth/callback",
        "http://127.0.0.1@evil.example/oauth/callback",
        "http://127.0.0.1:99999/oauth/callback",
        "",
        None,
    ],
)
def test_browser_is_never_sent_to_an_address_that_was_not_registered(house: House, uri: str | None) -> None:
    page = house.site.get(house.authorize_path(house.register_for_pkce(), redirect_uri=uri))
    assert page.status_code == 400
    assert "Location" not in page.headers
    assert "An error occurred while signing in to a program" in page.text
    assert "Invalid callback URL" in page.text
    assert house.cause() == "token.redirect-uri"


def test_unknown_client_gets_an_error_page(house: House) -> None:
    page = house.site.get(house.authorize_path({"clientId": "nobody"}))
    assert page.status_code == 400
    assert house.cause() == "token.client-unknown"


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"response_type": "token"}, "invalid_request"),
        ({"response_type": None}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge_method": None}, "invalid_request"),
        ({"code_challenge": None}, "invalid_request"),
        ({"code_challenge": "too-short"}, "invalid_request"),
        ({"scopes": "codewhisperer:completions"}, "invalid_scope"),
    ],
)
def test_faulty_request_is_told_to_the_program(house: House, changed: dict[str, str | None], error: str) -> None:
    answer = house.site.get(house.authorize_path(house.register_for_pkce(), **changed))
    assert answer.status_code == 303
    assert answer.headers["Location"].startswith(f"{CALLBACK_WITH_PORT}?")
    assert query_of(answer)["error"] == error
    assert query_of(answer)["state"] == "state-1"


def test_client_of_the_device_flow_may_not_ask_here(house: House) -> None:
    client = house.register(redirectUris=["http://127.0.0.1/oauth/callback"])
    answer = house.site.get(house.authorize_path(client, scopes=None))
    assert query_of(answer)["error"] == "unauthorized_client"


def test_request_without_scopes_gets_those_of_the_client(house: House) -> None:
    client = house.register_for_pkce()
    assert house.redeem(client, house.code(client, scopes=None))["refreshToken"]


def test_client_without_the_refresh_grant_gets_no_refresh_token(house: House) -> None:
    client = house.register_for_pkce(grantTypes=["authorization_code"])
    assert "refreshToken" not in house.redeem(client, house.code(client))


def test_answer_without_the_forms_token_is_refused(house: House) -> None:
    page = house.site.get(house.authorize_path(house.register_for_pkce()))
    answer = house.answer(page, "allow", csrf_token="0" * 64)
    assert answer.status_code == 400
    assert "Location" not in answer.headers
    assert house.cause() == "sign-in.form-token"


def test_person_who_is_not_signed_in_signs_in_first_and_comes_back(house: House) -> None:
    path = house.authorize_path(house.register_for_pkce())
    house.site.browser.cookies.clear()
    to_sign_in = house.site.get(path)
    assert to_sign_in.status_code == 302
    to_provider = house.site.browser.get(to_sign_in.headers["Location"], allow_redirects=False, timeout=5)
    back = house.site.sign_in(in_response_to=request_id_in(to_provider))
    assert back.headers["Location"] == house.url + path
    assert "Allow access" in house.site.get(path).text


def test_name_of_the_program_is_shown_as_text(house: House) -> None:
    made = house.oidc.register_client(
        clientName="<script>alert(1)</script>",
        clientType="public",
        grantTypes=["authorization_code"],
        redirectUris=["http://127.0.0.1/oauth/callback"],
        issuerUrl=house.start_url,
        scopes=[ACCOUNT_ACCESS],
    )
    page = house.site.get(house.authorize_path({"clientId": made["clientId"]}))
    assert "<script>alert" not in page.text
    assert "&lt;script&gt;" in page.text


def test_challenge_of_the_standards_example() -> None:
    """RFC 7636, appendix B."""
    verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
    assert challenge_of(verifier) == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"


def test_refresh_gives_a_new_access_token(house: House) -> None:
    client = house.register_for_pkce()
    tokens = house.redeem(client, house.code(client))
    house.advance(minutes=59)
    renewed = house.refresh(client, tokens["refreshToken"])
    assert renewed["accessToken"] != tokens["accessToken"]
    assert renewed["refreshToken"] == tokens["refreshToken"]
    house.advance(minutes=30)
    assert house.portal.list_accounts(accessToken=renewed["accessToken"])["accountList"] == []


@pytest.mark.parametrize("ending", ["expired", "signed-out"])
def test_refresh_is_refused_once_the_portal_session_is_over(house: House, ending: str) -> None:
    client = house.register_for_pkce()
    tokens = house.redeem(client, house.code(client))
    if ending == "expired":
        house.advance(hours=8)
    else:
        house.portal.logout(accessToken=tokens["accessToken"])
    with pytest.raises(ClientError) as refused:
        house.refresh(client, tokens["refreshToken"])
    assert oauth_error(refused) == (
        "InvalidGrantException",
        400,
        "invalid_grant",
        "Invalid refresh token provided",
    )
    assert house.cause() == "token.refresh-session-ended"


def test_refresh_token_of_another_client_is_refused(house: House) -> None:
    client = house.register_for_pkce()
    tokens = house.redeem(client, house.code(client))
    with pytest.raises(ClientError) as refused:
        house.refresh(house.register_for_pkce(), tokens["refreshToken"])
    assert oauth_error(refused)[3] == "Invalid refresh token provided"
    assert house.cause() == "token.refresh-unknown"


def test_access_token_is_no_refresh_token(house: House) -> None:
    client = house.register_for_pkce()
    tokens = house.redeem(client, house.code(client))
    with pytest.raises(ClientError) as refused:
        house.refresh(client, tokens["accessToken"])
    assert house.cause() == "token.refresh-unknown"
    assert oauth_error(refused)[0] == "InvalidGrantException"
