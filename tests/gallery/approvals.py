"""The pages on which a person lets a program in: by a code, and by /authorize."""

from urllib.parse import urlencode, urlsplit

import requests

from emulator.permissions.instances import organization_instance
from emulator.signin.tokens.authorization_codes import challenge_of
from tests.gallery.shown_page import ShownPage
from tests.gallery.visit import Visit

_SCOPE = "sso:account:access"
_CALLBACK = "http://127.0.0.1/oauth/callback"


def _post(visit: Visit, path: str, **body: object) -> dict[str, str]:
    address = f"http://127.0.0.1:{urlsplit(visit.url).port}{path}"
    answer = requests.post(address, json=body, timeout=5)
    assert answer.ok, answer.text
    return dict(answer.json())


def _register(visit: Visit, **options: object) -> dict[str, str]:
    known = {"clientName": "botocore-client-aws-cli", "clientType": "public", "scopes": [_SCOPE]}
    return _post(visit, "/client/register", **known, **options)


def _start(visit: Visit) -> str:
    visit.start_with_provider()
    visit.sign_in_as("ana@example.com")
    with visit.emulator.context.store.transaction() as tx:
        return f"https://{organization_instance(tx).identity_store_id}.awsapps.com/start"


def _device(visit: Visit, page: str = "/device") -> None:
    start_url = _start(visit)
    client = _register(visit)
    known = {name: client[name] for name in ("clientId", "clientSecret")}
    asked = _post(visit, "/device_authorization", **known, startUrl=start_url)
    visit.open(f"{page}?user_code={asked['userCode']}")


def _decided(visit: Visit, choice: str) -> None:
    _device(visit, "/device/allow")
    visit.press(choice)


def _authorize(visit: Visit) -> None:
    start_url = _start(visit)
    client = _register(
        visit,
        grantTypes=["authorization_code", "refresh_token"],
        redirectUris=[_CALLBACK],
        issuerUrl=start_url,
    )
    query = {
        "response_type": "code",
        "client_id": client["clientId"],
        "redirect_uri": "http://127.0.0.1:49152/oauth/callback",
        "state": "a-state",
        "code_challenge_method": "S256",
        "scopes": _SCOPE,
        "code_challenge": challenge_of("a-verifier-of-at-least-forty-three-characters-0123456789"),
    }
    visit.open(f"/authorize?{urlencode(query)}")


def _code(visit: Visit, path: str) -> None:
    _start(visit)
    visit.open(path)


_ALLOW = "Allow botocore-client-aws-cli to access your data?"

PAGES = (
    ShownPage("device-code", "Entering a program's code", "Enter the code", lambda visit: _code(visit, "/device")),
    ShownPage(
        "device-code-wrong",
        "A code that no program shows, with its diagnosis",
        "Enter the code",
        lambda visit: _code(visit, "/device?user_code=AAAA-AAAA"),
    ),
    ShownPage("device-confirm", "Comparing the code", "Authorization requested", _device),
    ShownPage("device-allow", "A program asks for access", _ALLOW, lambda visit: _device(visit, "/device/allow")),
    ShownPage(
        "device-allowed", "Access is allowed", "Request approved", lambda visit: _decided(visit, "Allow access")
    ),
    ShownPage("device-denied", "Access is denied", "Request denied", lambda visit: _decided(visit, "Deny access")),
    ShownPage("authorize-allow", "The same with PKCE, as the AWS CLI asks", _ALLOW, _authorize),
)
