"""Verbs that send one HTTP request: to the SCIM endpoint, or anywhere."""

import json
from typing import Any

from emulator.scenario.client import Answer
from emulator.scenario.http_steps import HttpStep, ScimStep
from emulator.scenario.world import World

_SCIM_TYPE = "application/scim+json"


def scim(world: World, step: ScimStep) -> list[Answer]:
    """Send a SCIM request with the access token."""
    fill = world.values.fill
    token = fill("${scim.tokens[0].secret}" if step.token is None else step.token)
    headers = {"Content-Type": _SCIM_TYPE, **fill(step.headers)}
    if token != "none":
        headers = {"Authorization": f"Bearer {token}", **headers}
    url = fill("${scim.endpoint}").rstrip("/") + fill(step.path)
    answers = world.client.send(
        step.method, url, world.program, params=fill(step.query), headers=headers, data=_body(world, step)
    )
    world.values.save(step.save, answers[-1].json)
    return answers


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
