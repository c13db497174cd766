"""Verbs of a person who signs in through the test identity provider, and of its administrator."""

from urllib.parse import parse_qsl, urljoin, urlsplit

from emulator.scenario.client import Answer, EmulatorUnusable
from emulator.scenario.steps import ConfigureIdpStep, OpenPageStep, PostSamlResponseStep, SignInStep
from emulator.scenario.world import World


def sign_in_with_saml(world: World, step: SignInStep) -> list[Answer]:
    """The whole way: (portal →) identity provider → assertion consumer service → what the person is left with."""
    step = world.as_idp_sends(step)
    browser = world.open_browser()
    if step.initiated_by == "sp":
        started = world.client.send("GET", world.values.fill("${instance.portal_url}"), browser)
        request = dict(parse_qsl(urlsplit(started[-1].url).query))
        if "SAMLRequest" not in request:
            return started
        url = started[-1].url
    else:
        request, url = {}, world.values.fill("${test_idp.sign_in_url}")
    form = [*request.items(), ("name_id", world.values.fill(step.name_id)), *world.values.fill(step.settings).items()]
    form += [("fault", fault) for fault in step.faults]
    if step.attributes:
        lines = [f"{name}={value}" for name, value in world.values.fill(step.attributes).items()]
        form.append(("attributes", "\n".join(lines)))
    issued = world.client.send(
        "POST", urljoin(url, "/idp/sign-in"), browser, data=form, headers={"Accept": "application/json"}
    )[-1]
    if issued.status >= 400:
        raise EmulatorUnusable(f"the test identity provider answers {issued.status}: {issued.text[:500]}")
    world.values.save(step.save, issued.json)
    fields = {name: value for name, value in issued.json.items() if name != "acs_url" and value is not None}
    return world.client.send("POST", issued.json["acs_url"], browser, data=fields)


def post_saml_response(world: World, step: PostSamlResponseStep) -> list[Answer]:
    """Post a response as it is, from a new browser."""
    fields = {"SAMLResponse": world.values.fill(step.saml_response)}
    if step.relay_state is not None:
        fields["RelayState"] = world.values.fill(step.relay_state)
    return world.client.send("POST", world.values.fill(step.acs_url), world.open_browser(), data=fields)


def open_page(world: World, step: OpenPageStep) -> list[Answer]:
    """Open a page in the browser that signed in last."""
    return world.client.send("GET", world.values.fill(step.url), world.browser)


def configure_idp(world: World, step: ConfigureIdpStep) -> list[Answer]:
    """Change what the identity provider sends from now on."""
    world.change_idp(step)
    return []
