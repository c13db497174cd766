"""Verbs of a person who signs in with user name and password, or has forgotten the password."""

from typing import Any
from urllib.parse import urljoin

import lxml.html

from emulator.scenario.client import Answer, EmulatorUnusable
from emulator.scenario.password_steps import ForgotPasswordStep, SignInWithPasswordStep
from emulator.scenario.verbs.browser import press
from emulator.scenario.world import World


def sign_in_with_password(world: World, step: SignInWithPasswordStep) -> list[Answer]:
    """From the access portal to what the person is left with after the password, or after the user name alone."""
    fill, browser = world.values.fill, world.open_browser()
    answers = world.client.send("GET", fill("${instance.portal_url}"), browser)
    answers += press(world, answers[-1], "Next", {"user_name": fill(step.user_name)})
    if step.password is not None:
        answers += press(world, answers[-1], "Sign in", {"password": fill(step.password)})
    return answers


def forgot_password(world: World, step: ForgotPasswordStep) -> list[Answer]:
    """From the access portal by the link "Forgot password" to the page that tells of the message."""
    answers = sign_in_with_password(world, SignInWithPasswordStep(user_name=step.user_name))
    url = _link(answers[-1], "Forgot password")
    answers += world.client.send("GET", url, world.browser)
    return answers + press(world, answers[-1], "Next", {})


def _link(page: Answer, label: str) -> str:
    links: Any = lxml.html.document_fromstring(page.text).iter("a") if page.is_page else ()
    for link in links:
        if " ".join(link.text_content().split()) == label:
            return urljoin(page.url, str(link.get("href")))
    raise EmulatorUnusable(f"{page.url} has no link {label!r}")
