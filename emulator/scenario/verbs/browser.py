"""The verb of a person who presses a button on a page, after filling in its form."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, urljoin, urlsplit

import lxml.html

from emulator.scenario.client import Answer, EmulatorUnusable
from emulator.scenario.page_steps import PressButtonStep
from emulator.scenario.world import World


def press_button(world: World, step: PressButtonStep) -> list[Answer]:
    """Open the page in the browser of the last sign-in, or take the one it shows; fill the form in, and send it."""
    opened = [] if step.page is None else world.client.send("GET", world.values.fill(step.page), world.browser)
    page = opened[-1] if opened else world.page
    if page is None:
        raise EmulatorUnusable("the browser shows no page yet; name one with `page`")
    answers = [*opened, *press(world, page, world.values.fill(step.button), world.values.fill(step.fields))]
    # Programs are sent what they asked for in the address; another redirect may follow, or nobody listens there.
    addresses = [address for answer in answers for address in (answer.url, answer.headers.get("Location", ""))]
    visited = {key: value for address in addresses for key, value in parse_qsl(urlsplit(address).query)}
    world.values.save(step.save, visited)
    return answers


def press(world: World, page: Answer, button: str, fields: Mapping[str, object]) -> list[Answer]:
    """Fill in the form that has the button, and send it; nothing where the page says no instead."""
    world.page = page
    form = _form(page, button)
    if form is None:
        # The page is what the person is left with; what was expected of the next one tells the rest.
        return []
    _fill_in(form, page.url, fields)
    sent = [*form.form_values(), *_pressed(form, button)]
    url = urljoin(page.url, form.get("action") or page.url)
    content = {"params" if form.method == "GET" else "data": sent}
    answers = world.client.send(form.method, url, world.browser, **content)
    world.page = answers[-1]
    return answers


def _fill_in(form: Any, url: str, fields: Mapping[str, object]) -> None:
    for name, value in fields.items():
        if name not in form.fields:
            has = ", ".join(sorted(form.fields)) or "none"
            raise EmulatorUnusable(f"the form of {url} has no field {name!r}; it has {has}")
        form.fields[name] = str(value)


def _form(answer: Answer, button: str) -> Any | None:
    """The form with the button; None on a page that says no instead."""
    if answer.is_page:
        document: Any = lxml.html.document_fromstring(answer.text)
        for form in document.forms:
            if _button(form, button) is not None:
                return form
    if answer.status >= 400 or answer.cause is not None:
        return None
    raise EmulatorUnusable(f"{answer.url} has no button {button!r}")


def _button(form: Any, label: str) -> Any | None:
    found = [each for each in form.xpath(".//button") if " ".join(each.text_content().split()) == label]
    return found[0] if found else None


def _pressed(form: Any, label: str) -> list[tuple[str, str]]:
    button = _button(form, label)
    if button is None or not button.get("name"):
        return []
    return [(button.get("name"), button.get("value", ""))]
