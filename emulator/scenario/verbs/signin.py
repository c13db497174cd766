"""Verbs of a person who signs in through the test identity provider, and of its administrator."""

from urllib.parse import urljoin

from emulator.scenario.client import Answer, EmulatorUnusable
from emulator.scenario.page_steps import OpenPageStep
from emulator.scenario.saml_steps import ConfigureIdpStep, PostSamlResponseStep, SignInStep
from emulator.scenario.world import World

# The test IdP answers a program with data instead of a page.
_AS_DATA = {"Accept": "application/json"}


def sign_in_with_saml(world: World, step: SignInStep) -> list[Answer]:
    """The whole way: (portal →) identity provider → assertion consumer service → what the person is left with."""
    step = world.as_idp_sends(step)
    browser = world.open_browser()
    if step.initiated_by == "sp":
        started = world.client.send("GET", world.values.fill("${instance.portal_url}"), browser)
        if "SAMLRequest=" not in started[-1].url:
            return started
        issued = world.client.send("GET", started[-1].url, browser, params=_form(world, step), headers=_AS_DATA)[-1]
    else:
        url = urljoin(world.values.fill("${test_idp.sign_in_url}"), "/idp/sign-in")
        issued = world.client.send("POST", url, browser, data=_form(world, step), headers=_AS_DATA)[-1]
    if issued.status >= 400:
        raise EmulatorUnusable(f"the test identity provider answers {issued.status}: {issued.text[:500]}")
    world.values.save(step.save, issued.json)
    fields = {name: issued.json[name] for name in ("SAMLResponse", "RelayState") if issued.json[name] is not None}
    return world.client.send("POST", issued.json["acs_url"], browser, data=fields)


def _form(world: World, step: SignInStep) -> list[tuple[str, str]]:
    """The fields of the test IdP's sign-in form."""
    fill = world.values.fill
    fields = [
        ("name_id", fill(step.name_id)),
        *fill(step.settings).items(),
        *(("fault", each) for each in step.faults),
    ]
    if step.attributes:
        fields.append(("attributes", "\n".join(f"{name}={value}" for name, value in fill(step.attributes).items())))
    return fields


def post_saml_response(world: World, step: PostSamlResponseStep) -> list[Answer]:
    """Post a response as it is, from a new browser."""
    fields = {"SAMLResponse": world.values.fill(step.saml_response)}
    if step.relay_state is not None:
        fields["RelayState"] = world.values.fill(step.relay_state)
    return world.client.send("POST", world.values.fill(step.acs_url), world.open_browser(), data=fields)


def open_page(world: World, step: OpenPageStep) -> list[Answer]:
    """Open a page in the browser that signed in last."""
    answers = world.client.send("GET", world.values.fill(step.url), world.browser)
    world.page = answers[-1]
    return answers


def configure_idp(world: World, step: ConfigureIdpStep) -> list[Answer]:
    """Change what the identity provider sends from now on."""
    world.change_idp(step)
    return []
