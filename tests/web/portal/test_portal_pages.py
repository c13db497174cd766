"""What a person finds in the access portal: accounts, roles, credentials, the way to the console, sessions."""

import base64
from datetime import timedelta

import pytest
import requests
from conftest import RunningEmulator
from lxml import etree, html
from signin.provider import Provider

from emulator.server import Server
from web.signin import conftest as sites
from web.signin.conftest import ANA, BO, Site

ACCOUNT = "222233334444"
SEED = {
    "groups": [{"display_name": "Engineers", "members": [ANA]}],
    "permission_sets": [
        {"name": "Viewer", "session_duration": "PT2H", "description": "May look"},
        {"name": "Operator", "relay_state": "https://console.aws.amazon.com/ec2/home"},
    ],
    "assignments": [
        {"permission_set": "Viewer", "accounts": [ACCOUNT, "management"], "users": [ANA]},
        {"permission_set": "Operator", "accounts": [ACCOUNT], "groups": ["Engineers"]},
    ],
}


@pytest.fixture
def site(server: Server) -> Site:
    provider = Provider()
    sites.reset(server, provider, **SEED)
    assert server.emulator is not None
    site = sites.site_of(RunningEmulator(server.url, server.emulator.context), provider)
    site.sign_in()
    return site


def test_accounts_are_listed_with_number_address_and_roles(site: Site) -> None:
    page = html.document_fromstring(site.get("/start").text)
    names = page.xpath("//*[@id='entries']//summary/span[@class='name']/text()")
    assert names == ["Management", "Production"]
    assert f"{ACCOUNT} | production@example.com" in page.text_content()
    assert page.xpath("//*[@id='entries']/li[2]//a[@class='role']/text()") == ["Operator", "Viewer"]
    assert "You do not have any applications" not in page.text_content()


@pytest.mark.parametrize("name", ["ListAccounts", "ListApplications"])
def test_opening_the_portal_is_recorded_as_listing_both_of_its_tabs(site: Site, name: str) -> None:
    site.get("/start")
    [event] = site.events(name)
    assert event["userIdentity"]["type"] == "IdentityCenterUser"
    assert (event["eventSource"], event["eventType"]) == ("sso.amazonaws.com", "AwsServiceEvent")
    assert (event["readOnly"], event["requestParameters"]) == (True, None)


def test_search_without_scripts_filters_by_name_number_address_and_role(site: Site) -> None:
    for wanted, expected in (("PRODUCTION", 1), ("2222", 2), (ACCOUNT, 1), ("operator", 1), ("nowhere", 0)):
        page = html.document_fromstring(site.get("/start", params={"q": wanted}).text)
        assert len(page.xpath("//*[@id='entries']/li[contains(@class,'account')]")) == expected, wanted


def test_applications_tab_is_empty_without_assignment(site: Site) -> None:
    assert "You do not have any applications" in site.get("/start?tab=applications").text


def test_get_credentials_offers_the_three_options_for_three_systems(site: Site) -> None:
    page = html.document_fromstring(site.get(f"/start/credentials?account_id={ACCOUNT}&role_name=Viewer").text)
    text = page.text_content()
    for heading in (
        "AWS IAM Identity Center credentials (Recommended)",
        "Option 1: Set AWS environment variables",
        "Option 2: Add a profile to your AWS credentials file",
        "Option 3: Use individual values in your AWS service client",
        "macOS and Linux",
        "Windows",
        "PowerShell",
    ):
        assert heading in text
    key = page.get_element_by_id("access-key-id").text_content()
    assert key.startswith("ASIA")
    assert f'export AWS_ACCESS_KEY_ID="{key}"' in page.get_element_by_id("variables-macos-linux").text_content()
    assert f"SET AWS_ACCESS_KEY_ID={key}" in page.get_element_by_id("variables-windows").text_content()
    assert f'$Env:AWS_ACCESS_KEY_ID="{key}"' in page.get_element_by_id("variables-powershell").text_content()
    assert page.get_element_by_id("profile").text_content().startswith(f"[{ACCOUNT}_Viewer]\naws_access_key_id={key}")
    [event] = site.events("GetRoleCredentials")
    assert event["serviceEventDetails"] == {"role_name": "Viewer", "account_id": ACCOUNT}


def test_start_url_beside_the_credentials_has_the_alias(site: Site) -> None:
    alias = {"alias": "my-company"}
    requests.put(f"{site.emulator.url}/_emulator/portal-alias", json=alias, timeout=5).raise_for_status()
    page = site.get("/start/credentials", params={"account_id": ACCOUNT, "role_name": "Viewer"})
    shown = html.document_fromstring(page.text).get_element_by_id("start-url").text_content()
    assert shown == "https://my-company.awsapps.com/start"


def test_credentials_of_the_portal_work(site: Site) -> None:
    page = html.document_fromstring(site.get(f"/start/credentials?account_id={ACCOUNT}&role_name=Viewer").text)
    boto3 = pytest.importorskip("boto3")
    sts = boto3.client(
        "sts",
        region_name="us-east-1",
        endpoint_url=site.emulator.url,
        aws_access_key_id=page.get_element_by_id("access-key-id").text_content(),
        aws_secret_access_key=page.get_element_by_id("secret-access-key").text_content(),
        aws_session_token=page.get_element_by_id("session-token").text_content(),
    )
    assert f"{ACCOUNT}:assumed-role/AWSReservedSSO_Viewer_" in sts.get_caller_identity()["Arn"]


@pytest.mark.parametrize("page", ["credentials", "console"])
def test_role_that_is_not_assigned_gives_no_access(site: Site, page: str) -> None:
    answer = site.get(f"/start/{page}?account_id={ACCOUNT}&role_name=Administrator")
    assert (answer.status_code, answer.headers["x-emulator-cause"]) == (403, "portal.role-not-assigned")
    assert html.document_fromstring(answer.text).xpath("string(//h1)") == "No access"


def test_console_page_tells_what_would_open_and_takes_the_role(site: Site) -> None:
    page = site.get(f"/start/console?account_id={ACCOUNT}&role_name=Viewer").text
    assert "AWSReservedSSO_Viewer_" in page
    assert "https://console.aws.amazon.com/" in page
    [event] = site.events("Federate")
    assert event["serviceEventDetails"] == {"account_id": ACCOUNT, "role_name": "Viewer"}
    assert len(site.events("AssumeRoleWithSAML")) == 1


def destination(site: Site, query: str) -> str:
    page = html.document_fromstring(site.get(f"/start/console?account_id={ACCOUNT}&{query}").text)
    return page.get_element_by_id("destination").text_content()


def test_destination_of_the_link_wins_over_the_relay_state(site: Site) -> None:
    assert destination(site, "role_name=Operator") == "https://console.aws.amazon.com/ec2/home"
    wanted = "https://console.aws.amazon.com/s3/home"
    assert destination(site, f"role_name=Operator&destination={wanted}") == wanted


def test_destination_that_no_browser_should_follow_is_no_link(site: Site) -> None:
    answer = site.get(f"/start/console?account_id={ACCOUNT}&role_name=Viewer&destination=javascript:alert(1)")
    assert 'href="javascript' not in answer.text
    assert "javascript:alert(1)" in answer.text


def test_link_without_role_lets_the_person_choose(site: Site) -> None:
    page = html.document_fromstring(site.get(f"/start/console?account_id={ACCOUNT}").text)
    assert page.xpath("//main//ul//a/text()") == ["Operator", "Viewer"]


def test_shortcut_has_the_documented_form(site: Site) -> None:
    query = {
        "account_id": ACCOUNT,
        "role_name": "Viewer",
        "destination": "https://console.aws.amazon.com/s3/home?a=b c",
    }
    page = html.document_fromstring(site.get("/start/shortcut", params=query).text)
    assert page.get_element_by_id("shortcut-link").text_content() == (
        f"{site.emulator.url}/start/#/console?account_id={ACCOUNT}&role_name=Viewer"
        "&destination=https%3A%2F%2Fconsole.aws.amazon.com%2Fs3%2Fhome%3Fa%3Db%20c"
    )


def test_whoever_is_not_signed_in_comes_back_to_the_page(site: Site) -> None:
    site.browser = requests.Session()
    path = f"/start/console?account_id={ACCOUNT}&role_name=Viewer"
    started = site.browser.get(site.get(path).headers["Location"], allow_redirects=False, timeout=5)
    arrived = site.post_response(site.provider.response(ANA, in_response_to=sites.request_id_in(started)))
    assert arrived.headers["Location"] == site.emulator.url + path


def form_token(site: Site) -> str:
    page = html.document_fromstring(site.get("/start/sessions").text)
    return str(page.xpath("//input[@name='csrf_token']/@value")[0])


def session_ids(site: Site) -> list[str]:
    page = html.document_fromstring(site.get("/start/sessions").text)
    return [str(each) for each in page.xpath("//input[@name='session_id']/@value")]


def test_another_session_of_mine_can_be_ended(site: Site) -> None:
    first = site.browser
    site.browser = requests.Session()
    site.sign_in()
    own = html.document_fromstring(site.get("/start/sessions").text).xpath("//tr[.//b]//input/@value")
    others = [each for each in session_ids(site) if each not in own]
    assert (len(own), len(others)) == (1, 1)
    answer = site.post("/start/sessions/end", data={"csrf_token": form_token(site), "session_id": others})
    assert answer.status_code == 303
    assert site.get("/start").status_code == 200
    [event] = site.events("BatchDeleteSession")
    assert event["requestParameters"]["sessionIds"] == others
    assert (event["userIdentity"]["type"], event["userIdentity"]["credentialId"]) == ("IdentityCenterUser", own[0])
    site.browser = first
    assert site.get("/start").status_code == 302


def test_ending_needs_the_form_token(site: Site) -> None:
    answer = site.post("/start/sessions/end", data={"session_id": session_ids(site)})
    assert (answer.status_code, answer.headers["x-emulator-cause"]) == (403, "sign-in.form-token")


def test_session_of_somebody_else_is_not_ended(site: Site) -> None:
    anas, of_ana = session_ids(site), site.browser
    site.browser = requests.Session()
    site.sign_in(BO)
    site.post("/start/sessions/end", data={"csrf_token": form_token(site), "session_id": anas})
    assert site.events("BatchDeleteSession") == []
    site.browser = of_ana
    assert site.get("/start").status_code == 200


def administrator_mode(site: Site, role_name: str = "Viewer", **query: str) -> html.HtmlElement:
    asked = {"account_id": ACCOUNT, "role_name": role_name, "mode": "administrator", **query}
    return html.document_fromstring(site.get("/start/console", params=asked).text)


def attributes_of(page: html.HtmlElement) -> dict[str, str]:
    response = etree.fromstring(page.get_element_by_id("xml").text_content().encode())
    space = {"a": "urn:oasis:names:tc:SAML:2.0:assertion"}
    return {
        each.get("Name").removeprefix("https://aws.amazon.com/SAML/Attributes/"): each[0].text
        for each in response.xpath("//a:Attribute", namespaces=space)
    }


def test_administrator_mode_shows_the_assertion_for_an_account(site: Site) -> None:
    link = html.document_fromstring(site.get("/start").text).xpath("//a[@class='role'][.='Viewer']")[-1]
    page = html.document_fromstring(site.get(link.get("data-administrator-mode")).text)
    assert page.xpath("string(//h1)") == "You are now in administrator mode"
    shown = attributes_of(page)
    role, provider = shown.pop("Role").split(",")
    assert role.startswith(f"arn:aws:iam::{ACCOUNT}:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Viewer_")
    assert provider.startswith(f"arn:aws:iam::{ACCOUNT}:saml-provider/AWSSSO_")
    assert shown == {"RoleSessionName": ANA, "SessionDuration": "7200"}
    assert "https://signin.aws.amazon.com/saml" in page.text_content()
    assert [event["serviceEventDetails"]["role_name"] for event in site.events("Federate")] == ["Viewer"]
    assert site.events("AssumeRoleWithSAML") == []


def test_assertion_of_administrator_mode_opens_the_console(site: Site) -> None:
    [form] = [each for each in administrator_mode(site, "Operator").forms if "SAMLResponse" in each.fields]
    answer = requests.post(form.action, data=dict(form.fields), timeout=5)
    arrived = html.document_fromstring(answer.text)
    assert (answer.status_code, arrived.get_element_by_id("account-id").text) == (200, ACCOUNT)
    assert arrived.get_element_by_id("session-name").text == ANA
    assert arrived.get_element_by_id("destination").text_content() == "https://console.aws.amazon.com/ec2/home"
    [event] = site.events("AssumeRoleWithSAML")
    assert event["responseElements"]["audience"] == "https://signin.aws.amazon.com/saml"


def test_changed_or_late_assertion_opens_nothing(site: Site) -> None:
    [form] = [each for each in administrator_mode(site).forms if "SAMLResponse" in each.fields]
    fields = dict(form.fields)
    xml = base64.b64decode(fields["SAMLResponse"]).decode()
    forged = fields | {"SAMLResponse": base64.b64encode(xml.replace(ANA, BO).encode()).decode()}
    answer = requests.post(form.action, data=forged, timeout=5)
    assert (answer.status_code, answer.headers["x-emulator-cause"]) == (403, "assume-role-with-saml.signature")
    assert "Response signature invalid" in answer.text
    site.emulator.context.clock.advance(timedelta(minutes=6))
    assert requests.post(form.action, data=fields, timeout=5).status_code == 403
    assert requests.post(form.action, data={"SAMLResponse": "x"}, timeout=5).status_code == 403
    assert requests.post(form.action, timeout=5).status_code == 403


def test_administrator_mode_needs_the_assignment(site: Site) -> None:
    asked = {"account_id": ACCOUNT, "role_name": "Nobody", "mode": "administrator"}
    answer = site.get("/start/console", params=asked)
    assert (answer.status_code, answer.headers["x-emulator-cause"]) == (403, "portal.role-not-assigned")
