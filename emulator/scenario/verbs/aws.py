"""The verbs of a program that uses the AWS APIs, as an SDK does: with botocore, over HTTP."""

import json
from collections.abc import Mapping
from contextlib import closing
from datetime import datetime
from functools import cache
from typing import Any

from emulator.scenario.aws_steps import AwsSsoLoginStep, AwsStep
from emulator.scenario.client import Answer, EmulatorUnusable
from emulator.scenario.page_steps import PressButtonStep
from emulator.scenario.verbs.browser import press_button
from emulator.scenario.world import World

_SECRET = "any"


def aws(world: World, step: AwsStep) -> list[Answer]:
    """Call one operation. The body of the answer is what an SDK hands to its caller, errors included."""
    answers = [_call(world, step)]
    world.values.save(step.save, answers[-1].json)
    return answers


def aws_sso_login(world: World, step: AwsSsoLoginStep) -> list[Answer]:
    """The device flow, up to the token or to the first refusal; the person of the last sign-in allows it."""
    answers: list[Answer] = []

    def call(operation: str, **params: Any) -> Any:
        answers.append(_call(world, AwsStep(service="sso-oidc", operation=operation, params=params)))
        return None if answers[-1].cause else answers[-1].json

    scopes = {"scopes": list(step.scopes)} if step.scopes else {}
    client = call("RegisterClient", clientName="scenario", clientType="public", **scopes)
    if client is None:
        return answers
    secrets = {name: client[name] for name in ("clientId", "clientSecret")}
    started = call("StartDeviceAuthorization", **secrets, startUrl=world.values.fill("${instance.start_url}"))
    if started is None:
        return answers
    page = f"/device/allow?user_code={started['userCode']}"
    answers += press_button(world, PressButtonStep(page=page, button="Allow access"))
    grant = {"grantType": "urn:ietf:params:oauth:grant-type:device_code", "deviceCode": started["deviceCode"]}
    token = None if answers[-1].cause else call("CreateToken", **secrets, **grant)
    if token is not None:
        world.values.save(step.save, {**secrets, **token})
    return answers


def _call(world: World, step: AwsStep) -> Answer:
    from botocore.exceptions import BotoCoreError, ClientError
    from botocore.model import OperationNotFoundError

    fill = world.values.fill
    answers: list[Answer] = []

    def keep(http_response: Any, parsed: Mapping[str, Any], **_: Any) -> None:
        answers.append(_answer(http_response, parsed))

    region = fill("${instance.region}" if step.region is None else step.region)
    params, credentials = fill(step.params), _credentials(fill(step.credentials), fill)
    try:
        with closing(_client(world, step.service, region, credentials)) as client:
            client.meta.events.register("after-call", keep)
            # By name, because only the model knows how the method is spelled.
            client._make_api_call(step.operation, params)
    except ClientError:
        pass
    except (BotoCoreError, OperationNotFoundError, LookupError, TypeError, ValueError, AttributeError) as problem:
        # Without botocore's own checks, parameters of the wrong type fail in its serializer.
        raise EmulatorUnusable(f"{step.service} {step.operation} cannot be called: {problem}") from problem
    return answers[-1]


def _credentials(given: str | Mapping[str, str] | None, fill: Any) -> dict[str, str]:
    """Access key, secret and session token; the number of an account is the access key of its root user."""
    if given is None or isinstance(given, str):
        return {"aws_access_key_id": given or fill("${instance.account_id}"), "aws_secret_access_key": _SECRET}
    known = {name.lower(): value for name, value in given.items()}
    return {
        "aws_access_key_id": known["accesskeyid"],
        "aws_secret_access_key": known["secretaccesskey"],
        "aws_session_token": known.get("sessiontoken", ""),
    }


def _client(world: World, service: str, region: str, credentials: Mapping[str, str]) -> Any:
    from botocore.config import Config

    return _session().create_client(
        service,
        region_name=region,
        endpoint_url=world.client.endpoint,
        verify=world.client.verify,
        # What is wrong goes to the emulator as it is, once.
        config=Config(retries={"total_max_attempts": 1}, parameter_validation=False),
        **credentials,
    )


@cache
def _session() -> Any:
    """It keeps the service models that it has read."""
    from botocore.session import Session

    return Session()


def _answer(http_response: Any, parsed: Mapping[str, Any]) -> Answer:
    body = {name: value for name, value in parsed.items() if name != "ResponseMetadata"}
    return Answer(
        method="POST",
        url=http_response.url,
        status=http_response.status_code,
        headers=http_response.headers,
        text=json.dumps(body, ensure_ascii=False, default=_plain),
    )


def _plain(value: Any) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    return value.read().decode("utf-8", "replace") if hasattr(value, "read") else str(value)
