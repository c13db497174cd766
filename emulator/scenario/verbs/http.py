"""Verbs that send one HTTP request: to the SCIM endpoint, or anywhere."""

import json
from typing import Any

from emulator.scenario.client import Answer
from emulator.scenario.http_steps import HttpStep, ScimStep
from emulator.scenario.world import World

_SCIM_TYPE = "application/scim+json"


def scim(world: World, step: ScimStep) -> list[Answer]:
    """Send a SCIM request with the access token, as often as told or until it is refused."""
    answers: list[Answer] = []
    for count in range(1, step.times + 1):
        world.values.save({"count": "count"}, {"count": count})
        answers += _scim(world, step)
        if answers[-1].status >= 400:
            break
    world.values.save(step.save, answers[-1].json)
    return answers


def _scim(world: World, step: ScimStep) -> list[Answer]:
    fill = world.values.fill
    token = fill("${scim.tokens[0].secret}" if step.token is None else step.token)
    headers = {"Content-Type": _SCIM_TYPE, **fill(step.headers)}
    if token != "none":
        headers = {"Authorization": f"Bearer {token}", **headers}
    url = fill("${scim.endpoint}").rstrip("/") + fill(step.path)
    body = _body(world, step)
    if body is not None and step.padded_to is not None:
        body = body.ljust(step.padded_to)
    return world.client.send(step.method, url, world.program, params=fill(step.query), headers=headers, data=body)


def http(world: World, step: HttpStep) -> list[Answer]:
    """Send a request as it is."""
    fill = world.values.fill
    headers = {} if step.body is None else {"Content-Type": "application/json"}
    content = fill(step.form) if step.form is not None else _body(world, step)
    answers = world.client.send(
        step.method, fill(step.url), world.program, headers={**headers, **fill(step.headers)}, data=content
    )
    world.values.save(step.save, answers[-1].json)
    return answers


def _body(world: World, step: ScimStep | HttpStep) -> bytes | None:
    if step.text is not None:
        return str(world.values.fill(step.text)).encode()
    if step.body is None:
        return None
    filled: Any = world.values.fill(step.body)
    return json.dumps(filled, ensure_ascii=False).encode()
