"""The verb `set_up_oauth_application`, and codes that a browser brings to a program."""

from collections.abc import Iterator

import pytest

from emulator.scenario.application_steps import SetUpOauthApplicationStep
from emulator.scenario.aws_steps import AwsStep
from emulator.scenario.client import EmulatorClient
from emulator.scenario.http_steps import HttpStep
from emulator.scenario.page_steps import PressButtonStep
from emulator.scenario.saml_steps import SignInStep
from emulator.scenario.values import Values
from emulator.scenario.verbs import perform
from emulator.scenario.world import World
from tests.conftest import RunningEmulator

JANE = {"user_name": "jane@example.com", "given_name": "Jane", "family_name": "Doe", "email": "jane@example.com"}


@pytest.fixture
def world(emulator: RunningEmulator) -> Iterator[World]:
    client = EmulatorClient(emulator.url)
    world = World(client, Values(client.reset({"users": [JANE]})))
    yield world
    world.close()


def test_application_that_was_set_up_gets_tokens_for_those_of_its_issuer(world: World) -> None:
    wanted = {"name": "Notebook", "token_issuer": {"audiences": ["notebook"]}, "save": {"arn": "applicationArn"}}
    answers = perform(world, SetUpOauthApplicationStep.model_validate(wanted))
    assert [answer.status for answer in answers] == [200] * 5
    claims = {"claims": {"email": "jane@example.com", "aud": "notebook"}}
    perform(world, HttpStep(method="POST", url="/idp/token", body=claims, save={"assertion": "token"}))
    params = {
        "clientId": "${arn}",
        "grantType": "urn:ietf:params:oauth:grant-type:jwt-bearer",
        "assertion": "${assertion}",
    }
    [answer] = perform(world, AwsStep(service="sso-oidc", operation="CreateTokenWithIAM", params=params))
    assert answer.json["tokenType"] == "Bearer"


def test_what_is_refused_ends_the_setting_up(world: World) -> None:
    wanted = {"name": "Notebook", "redirect_uris": ["callback"], "token_exchange": True}
    answers = perform(world, SetUpOauthApplicationStep.model_validate(wanted))
    assert [answer.cause for answer in answers] == [None, None, None, "application.grant"]


def test_code_is_taken_from_the_address_at_which_a_program_waits(world: World) -> None:
    callback = "http://127.0.0.1/oauth/callback"
    client = {
        "clientName": "cli",
        "clientType": "public",
        "grantTypes": ["authorization_code"],
        "redirectUris": [callback],
        "issuerUrl": "${instance.start_url}",
    }
    register = AwsStep(service="sso-oidc", operation="RegisterClient", params=client, save={"client_id": "clientId"})
    perform(world, register)
    perform(world, SignInStep(name_id="jane@example.com"))
    page = (
        "/authorize?response_type=code&client_id=${client_id}&redirect_uri=http://127.0.0.1:8976/oauth/callback"
        "&state=1&code_challenge_method=S256&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
    )
    answers = perform(
        world, PressButtonStep(page=page, button="Allow access", save={"code": "code", "state": "state"})
    )
    assert answers[-1].status == 303
    assert answers[-1].headers["Location"].startswith("http://127.0.0.1:8976/oauth/callback?code=")
    assert len(world.values.fill("${code}")) == 64
    assert world.values.fill("${state}") == "1"
