"""The verb `aws`: what an SDK sees, and what a mistake in a scenario is answered with."""

from collections.abc import Iterator

import pytest

from emulator.scenario.aws_steps import AwsStep
from emulator.scenario.client import EmulatorClient, EmulatorUnusable
from emulator.scenario.values import Values
from emulator.scenario.verbs import perform
from emulator.scenario.world import World
from tests.conftest import RunningEmulator


@pytest.fixture
def world(emulator: RunningEmulator) -> Iterator[World]:
    client = EmulatorClient(emulator.url)
    world = World(client, Values(client.reset({})))
    yield world
    world.close()


def step(**given: object) -> AwsStep:
    return AwsStep.model_validate(given)


def test_the_body_is_what_an_sdk_returns(world: World) -> None:
    wanted = {"arn": "Instances[0].InstanceArn"}
    [answer] = perform(world, step(service="sso-admin", operation="ListInstances", save=wanted))
    assert (answer.status, answer.cause) == (200, None)
    assert answer.json["Instances"][0]["InstanceArn"] == world.values.fill("${arn}")
    assert world.values.fill("${arn}") == world.values.fill("${instance.instance_arn}")


def test_a_proxy_of_the_environment_is_passed_by(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    [answer] = perform(world, step(service="sso-admin", operation="ListInstances", region="eu-west-3"))
    assert answer.status == 200


def test_an_error_is_what_an_sdk_raises(world: World) -> None:
    [answer] = perform(world, step(service="iam", operation="GetUser", params={"UserName": "nobody"}))
    assert answer.status == 404
    assert answer.json["Error"]["Code"] == "NoSuchEntity"


def test_the_number_of_an_account_calls_as_its_root_user(world: World) -> None:
    [answer] = perform(world, step(service="sts", operation="GetCallerIdentity", **{"as": "222233334444"}))
    assert answer.json["Arn"] == "arn:aws:iam::222233334444:root"


def test_saved_credentials_call_as_their_holder(world: World) -> None:
    perform(world, step(service="iam", operation="CreateUser", params={"UserName": "alice"}))
    created = {"service": "iam", "operation": "CreateAccessKey", "params": {"UserName": "alice"}}
    perform(world, step(**created, save={"alice": "AccessKey"}))
    [answer] = perform(world, step(service="sts", operation="GetCallerIdentity", **{"as": "${alice}"}))
    assert answer.json["Arn"] == "arn:aws:iam::111122223333:user/alice"


def test_what_is_wrong_is_sent_as_it_is(world: World) -> None:
    [answer] = perform(world, step(service="sso-admin", operation="DescribeInstance", params={"InstanceArn": "x"}))
    assert answer.json["Error"]["Code"] == "ValidationException"


@pytest.mark.parametrize(
    "given",
    [
        {"service": "sso-administration", "operation": "ListInstances"},
        {"service": "sso-admin", "operation": "ListInstance"},
        {"service": "iam", "operation": "CreateUser", "params": {"UserName": "a", "Tags": "x"}},
    ],
)
def test_a_call_that_cannot_be_made_names_itself(world: World, given: dict[str, object]) -> None:
    with pytest.raises(EmulatorUnusable, match=f"{given['service']} {given['operation']} cannot be called"):
        perform(world, step(**given))
