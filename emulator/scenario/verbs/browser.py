"""The verb of a person who presses a button on a page, after filling in its form."""

from typing import Any
from urllib.parse import urljoin

import lxml.html

from emulator.scenario.client import Answer, EmulatorUnusable
from emulator.scenario.steps import PressButtonStep
from emulator.scenario.world import World


def press_button(world: World, step: PressButtonStep) -> list[Answer]:
    """Open the page in the browser of the last sign-in, fill the form in, and send it."""
    fill = world.values.fill
    opened = world.client.send("GET", fill(step.page), world.browser)
    form = _form(opened[-1], fill(step.button))
    if form is None:
        # The page is what the person is left with; what was expected of the next one tells the rest.
        return opened
    form.fields.update({name: str(value) for name, value in fill(step.fields).items()})
    fields = [*form.form_values(), *_pressed(form, fill(step.button))]
    url = urljoin(opened[-1].url, form.get("action") or opened[-1].url)
    content = {"params" if form.method == "GET" else "data": fields}
    return [*opened, *world.client.send(form.method, url, world.browser, **content)]


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
