"""A person in Chromium allows programs: by /authorize with PKCE, and by the code that a program shows."""

import re
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import boto3
import pytest
from conftest import RunningEmulator
from playwright.sync_api import Page, expect
from web.oidc.conftest import ACCOUNT_ACCESS, CALLBACK, DEVICE_CODE, VERIFIER

from emulator.permissions.instances import organization_instance
from emulator.seed.model import Seed
from emulator.server import Server
from emulator.signin.tokens.authorization_codes import challenge_of
from tests.browser.layout import fits

pytestmark = pytest.mark.browser

ANA = {"user_name": "ana@example.com", "given_name": "Ana", "family_name": "Lopes", "email": "ana@example.com"}


@pytest.fixture
def emulator(server: Server) -> RunningEmulator:
    assert server.emulator is not None
    server.emulator.reset(Seed.model_validate({"users": [ANA]}))
    return RunningEmulator(server.url, server.emulator.context)


class Program:
    """What runs on the person's machine: listens for the code, as the AWS CLI does."""

    def __init__(self, emulator: RunningEmulator) -> None:
        self.url = emulator.url
        self.oidc = boto3.client("sso-oidc", endpoint_url=emulator.url, region_name="us-east-1")
        with emulator.context.store.transaction() as tx:
            store_id = organization_instance(tx).identity_store_id
        self.start_url = f"https://{store_id}.awsapps.com/start"
        self.received: dict[str, str] = {}

    def register(self, **options: Any) -> dict[str, str]:
        made = self.oidc.register_client(
            clientName="botocore-client-emulator", clientType="public", scopes=[ACCOUNT_ACCESS], **options
        )
        return {"clientId": made["clientId"], "clientSecret": made["clientSecret"]}

    def listen(self) -> str:
        """Wait for one callback; returns the redirect URI with the port."""
        received = self.received

        class Callback(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                parts = urlsplit(self.path)
                if parts.path == "/oauth/callback":
                    received.update({name: values[0] for name, values in parse_qs(parts.query).items()})
                self.send_response(200)
                self.end_headers()
                self.wfile.write(b"<h1>You may close this window</h1>")

            def log_message(self, format: str, *arguments: Any) -> None:
                pass

        self.listener = HTTPServer(("127.0.0.1", 0), Callback)
        self.thread = threading.Thread(target=self.listener.serve_forever, kwargs={"poll_interval": 0.05})
        self.thread.start()
        return f"http://127.0.0.1:{self.listener.server_port}/oauth/callback"

    def stop(self) -> None:
        self.listener.shutdown()
        self.thread.join()
        self.listener.server_close()


def sign_in(page: Page) -> None:
    """Answer the test identity provider's page."""
    page.locator("input[name=name_id]").fill("ana@example.com")
    page.get_by_role("button", name="Sign in").click()


@pytest.mark.parametrize("choice", ["Allow access", "Deny access"])
def test_pkce_as_the_aws_cli_does_it(page: Page, emulator: RunningEmulator, choice: str) -> None:
    program = Program(emulator)
    client = program.register(
        grantTypes=["authorization_code", "refresh_token"], redirectUris=[CALLBACK], issuerUrl=program.start_url
    )
    redirect_uri = program.listen()
    try:
        query = {
            "response_type": "code",
            "client_id": client["clientId"],
            "redirect_uri": redirect_uri,
            "state": "a-state",
            "code_challenge_method": "S256",
            "scopes": ACCOUNT_ACCESS,
            "code_challenge": challenge_of(VERIFIER),
        }
        page.goto(f"{emulator.url}/authorize?{urlencode(query)}")
        sign_in(page)
        expect(page.locator("#client-name")).to_have_text("botocore-client-emulator")
        expect(page.locator("#user-name")).to_have_text("ana@example.com")
        expect(page.locator("#scopes")).to_contain_text(ACCOUNT_ACCESS)
        page.get_by_role("button", name=choice).click()
        expect(page.get_by_text("You may close this window")).to_be_visible()
    finally:
        program.stop()
    assert program.received["state"] == "a-state"
    if choice == "Deny access":
        assert program.received["error"] == "access_denied"
        return
    tokens = program.oidc.create_token(
        **client,
        grantType="authorization_code",
        code=program.received["code"],
        redirectUri=redirect_uri,
        codeVerifier=VERIFIER,
    )
    assert tokens["refreshToken"]


def test_device_flow_from_the_address_that_the_program_prints(page: Page, emulator: RunningEmulator) -> None:
    program = Program(emulator)
    client = program.register()
    device = program.oidc.start_device_authorization(**client, startUrl=program.start_url)
    page.goto(device["verificationUriComplete"])
    expect(page.get_by_text(device["userCode"])).to_be_visible()
    page.locator("#cli_verification_btn").click()
    sign_in(page)
    expect(page.locator("#user-code")).to_have_text(device["userCode"])
    page.locator("#cli_login_button").click()
    expect(page.get_by_role("heading", name="Request approved")).to_be_visible()
    tokens = program.oidc.create_token(**client, grantType=DEVICE_CODE, deviceCode=device["deviceCode"])
    assert tokens["accessToken"]


def test_code_is_typed_by_hand_after_a_mistake(page: Page, emulator: RunningEmulator) -> None:
    program = Program(emulator)
    device = program.oidc.start_device_authorization(**program.register(), startUrl=program.start_url)
    page.goto(device["verificationUri"])
    page.locator("input[name=user_code]").fill("AAAA-AAAA")
    page.get_by_role("button", name="Next").click()
    expect(page.get_by_role("alert")).to_contain_text("Invalid code")
    page.locator("input[name=user_code]").fill(device["userCode"].lower().replace("-", ""))
    page.get_by_role("button", name="Next").click()
    expect(page.get_by_role("heading", name="Authorization requested")).to_be_visible()
    page.get_by_role("button", name="Confirm and continue").click()
    sign_in(page)
    page.get_by_role("button", name="Deny access").click()
    expect(page.get_by_role("heading", name="Request denied")).to_be_visible()


def test_link_that_names_the_device_page_in_its_fragment(page: Page, emulator: RunningEmulator) -> None:
    """The form of newer links: /start/#/device?user_code=…"""
    program = Program(emulator)
    device = program.oidc.start_device_authorization(**program.register(), startUrl=program.start_url)
    page.goto(f"{emulator.url}/start")
    sign_in(page)
    expect(page).to_have_url(re.compile(r"/start$"))
    page.goto("about:blank")
    page.goto(f"{emulator.url}/start/#/device?user_code={device['userCode']}")
    expect(page).to_have_url(f"{emulator.url}/device?user_code={device['userCode']}")
    expect(page.get_by_role("heading", name="Authorization requested")).to_be_visible()


@pytest.mark.parametrize("width", [320, 1200])
def test_pages_do_not_scroll_sideways(page: Page, emulator: RunningEmulator, width: int) -> None:
    program = Program(emulator)
    device = program.oidc.start_device_authorization(**program.register(), startUrl=program.start_url)
    page.set_viewport_size({"width": width, "height": 700})
    for path in ("/device", "/device?user_code=WRONG", f"/device?user_code={device['userCode']}"):
        page.goto(emulator.url + path)
        assert fits(page), path
    page.locator("#cli_verification_btn").click()
    sign_in(page)
    expect(page.get_by_role("button", name="Allow access")).to_be_visible()
    assert fits(page)
