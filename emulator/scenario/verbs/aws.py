"""The verbs of a program that uses the AWS APIs, as an SDK does: with botocore, over HTTP."""

import json
from collections.abc import Mapping
from contextlib import closing
from datetime import datetime
from functools import cache, lru_cache
from typing import Any

from requests.structures import CaseInsensitiveDict

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
    from botocore.exceptions import BotoCoreError, ClientError, ConnectionClosedError
    from botocore.model import OperationNotFoundError

    fill, emulator = world.values.fill, world.client
    region = fill("${instance.region}" if step.region is None else step.region)
    params, credentials = fill(step.params), _credentials(fill(step.credentials), fill)
    try:
        client = _client(step.service, region, emulator.endpoint, emulator.verify, *credentials)
        # A connection that idles until the next scenario may be ended by the emulator just when it is used.
        with closing(client):
            # By name, because only the model knows how the method is spelled.
            answered = client._make_api_call(step.operation, params)
    except ClientError as refused:
        answered = refused.response
    except ConnectionClosedError:
        return Answer(method="POST", url=emulator.endpoint, status=0, headers={}, text="")
    except (BotoCoreError, OperationNotFoundError, LookupError, TypeError, ValueError, AttributeError) as problem:
        # Without botocore's own checks, parameters of the wrong type fail in its serializer.
        raise EmulatorUnusable(f"{step.service} {step.operation} cannot be called: {problem}") from problem
    return _answer(emulator.endpoint, answered)


def _credentials(given: str | Mapping[str, str] | None, fill: Any) -> tuple[str, str, str]:
    """Access key, secret and session token; the number of an account is the access key of its root user."""
    if given is None or isinstance(given, str):
        return given or fill("${instance.account_id}"), _SECRET, ""
    known = {name.lower(): value for name, value in given.items()}
    return known["accesskeyid"], known["secretaccesskey"], known.get("sessiontoken", "")


@lru_cache(maxsize=64)
def _client(
    service: str, region: str, endpoint: str, verify: bool | str, access_key: str, secret: str, token: str
) -> Any:
    """Making one takes longer than most calls, so each is kept for the next scenarios."""
    from botocore.config import Config

    return _session().create_client(
        service,
        region_name=region,
        endpoint_url=endpoint,
        verify=verify,
        aws_access_key_id=access_key,
        aws_secret_access_key=secret,
        aws_session_token=token,
        # What is wrong goes to the emulator as it is, once, and past the proxies of the environment.
        config=Config(retries={"total_max_attempts": 1}, parameter_validation=False, proxies={}),
    )


@cache
def _session() -> Any:
    """It keeps the service models that it has read."""
    from botocore.session import Session

    return Session()


def _answer(endpoint: str, answered: Mapping[str, Any]) -> Answer:
    body = {name: value for name, value in answered.items() if name != "ResponseMetadata"}
    http = answered["ResponseMetadata"]
    return Answer(
        method="POST",
        url=endpoint,
        status=http["HTTPStatusCode"],
        headers=CaseInsensitiveDict(http["HTTPHeaders"]),
        text=json.dumps(body, ensure_ascii=False, default=_plain),
    )


def _plain(value: Any) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    return value.read().decode("utf-8", "replace") if hasattr(value, "read") else str(value)
