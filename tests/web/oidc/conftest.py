"""A person with a browser, programs that want tokens, and accounts with roles."""

import base64
import hashlib
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import boto3
import pytest
import requests
from botocore.config import Config
from botocore.exceptions import ClientError
from conftest import RunningEmulator
from lxml import html
from signin.provider import Provider

from emulator.directory.users import user_by_user_name
from emulator.permissions.assignments import Principal, assign
from emulator.permissions.permission_sets import create_permission_set
from emulator.server import Server
from web.signin.conftest import ANA, Site, reset, site_of

PRODUCTION, SANDBOX = "222233334444", "333344445555"
ACCOUNT_ACCESS = "sso:account:access"
DEVICE_CODE = "urn:ietf:params:oauth:grant-type:device_code"
CALLBACK = "http://127.0.0.1/oauth/callback"
CALLBACK_WITH_PORT = "http://127.0.0.1:49152/oauth/callback"
VERIFIER = "a-verifier-of-at-least-forty-three-characters-0123456789"

_PATIENCE = Config(read_timeout=10)


@dataclass
class House:
    """The emulator, Ana's browser, and AWS clients without credentials."""

    site: Site

    @property
    def url(self) -> str:
        return self.site.emulator.url

    @property
    def start_url(self) -> str:
        return f"https://{self.site.instance.identity_store_id}.awsapps.com/start"

    def client(self, service: str, *, access_key_id: str = "test", region: str = "us-east-1") -> Any:
        return boto3.client(
            service,
            endpoint_url=self.url,
            region_name=region,
            aws_access_key_id=access_key_id,
            aws_secret_access_key="test",
            config=_PATIENCE,
        )

    @property
    def oidc(self) -> Any:
        return self.client("sso-oidc")

    @property
    def portal(self) -> Any:
        return self.client("sso")

    def register(self, **options: Any) -> dict[str, str]:
        """A client of the device flow; its id and secret."""
        made = self.oidc.register_client(clientName="a program", clientType="public", **options)
        return {"clientId": made["clientId"], "clientSecret": made["clientSecret"]}

    def register_for_pkce(self, **options: Any) -> dict[str, str]:
        """A client as the newest AWS CLI registers it."""
        settings = {
            "grantTypes": ["authorization_code", "refresh_token"],
            "redirectUris": [CALLBACK],
            "issuerUrl": self.start_url,
            "scopes": [ACCOUNT_ACCESS],
        }
        return self.register(**settings | options)

    def start_device(self, client: dict[str, str]) -> dict[str, Any]:
        return dict(self.oidc.start_device_authorization(**client, startUrl=self.start_url))

    def poll(self, client: dict[str, str], device: dict[str, Any]) -> dict[str, Any]:
        return dict(self.oidc.create_token(**client, grantType=DEVICE_CODE, deviceCode=device["deviceCode"]))

    def refresh(self, client: dict[str, str], refresh_token: str) -> dict[str, Any]:
        return dict(self.oidc.create_token(**client, grantType="refresh_token", refreshToken=refresh_token))

    def answer(self, page: requests.Response, decision: str, **changed: str) -> requests.Response:
        """Choose a button of the page Allow access."""
        [form] = html.document_fromstring(page.text).forms
        fields = {**dict(form.fields), "decision": decision, **changed}
        return self.site.post(form.action, data=fields)

    def decide(self, device: dict[str, Any], decision: str = "allow") -> requests.Response:
        """Ana answers the device's request in her browser."""
        return self.answer(self.site.get(f"/device/allow?user_code={device['userCode']}"), decision)

    def token(self, *, scopes: tuple[str, ...] = (ACCOUNT_ACCESS,)) -> str:
        """An access token for Ana, by the device flow."""
        client = self.register(scopes=list(scopes))
        device = self.start_device(client)
        self.decide(device)
        return str(self.poll(client, device)["accessToken"])

    def authorize_path(self, client: dict[str, str], **changed: str | None) -> str:
        """Where the AWS CLI sends the browser."""
        query = {
            "response_type": "code",
            "client_id": client["clientId"],
            "redirect_uri": CALLBACK_WITH_PORT,
            "state": "state-1",
            "code_challenge_method": "S256",
            "scopes": ACCOUNT_ACCESS,
            "code_challenge": challenge(VERIFIER),
        }
        known = {name: value for name, value in {**query, **changed}.items() if value is not None}
        return f"/authorize?{urlencode(known)}"

    def code(self, client: dict[str, str], **changed: str | None) -> str:
        """The code that Ana's browser brings back."""
        answer = self.answer(self.site.get(self.authorize_path(client, **changed)), "allow")
        assert answer.status_code == 303, answer.text
        return query_of(answer)["code"]

    def redeem(self, client: dict[str, str], code: str, **changed: str) -> dict[str, Any]:
        parameters = {"code": code, "redirectUri": CALLBACK_WITH_PORT, "codeVerifier": VERIFIER, **changed}
        return dict(self.oidc.create_token(**client, grantType="authorization_code", **parameters))

    def assign(self, name: str, account_id: str, user_name: str = ANA, **options: Any) -> None:
        """Assign a permission set of that name, made on first use."""
        with self.site.emulator.context.store.transaction() as tx:
            instance = self.site.instance
            user = user_by_user_name(tx, instance.identity_store_id, user_name)
            assert user is not None
            made = create_permission_set(tx, instance, name, **options)
            assign(tx, instance, made, account_id, Principal("USER", user.user_id))

    def advance(self, **by: float) -> None:
        """Let time pass."""
        self.site.emulator.context.clock.advance(timedelta(**by))

    def cause(self) -> str | None:
        """The cause of the newest refusal."""
        refusals = requests.get(f"{self.url}/_emulator/refusals", timeout=5).json()["refusals"]
        return str(refusals[-1]["diagnosis"]["cause"]) if refusals else None


def challenge(verifier: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def query_of(answer: requests.Response) -> dict[str, str]:
    """The query of a redirect."""
    return {name: values[0] for name, values in parse_qs(urlsplit(answer.headers["Location"]).query).items()}


def oauth_error(error: pytest.ExceptionInfo[ClientError]) -> tuple[str, int, str | None, str | None]:
    """Exception, status, `error` and `error_description`."""
    response: dict[str, Any] = error.value.response  # type: ignore[assignment]
    status = response["ResponseMetadata"]["HTTPStatusCode"]
    return response["Error"]["Code"], status, response.get("error"), response.get("error_description")


@pytest.fixture
def house(server: Server):  # type: ignore[no-untyped-def]
    """Ana is signed in at the portal; the clock stands still."""
    provider = Provider()
    reset(server, provider)
    assert server.emulator is not None
    context = server.emulator.context
    context.clock.freeze()
    site = site_of(RunningEmulator(server.url, context), provider)
    site.sign_in()
    yield House(site)
    context.clock.resume()
