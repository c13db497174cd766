"""A scenario as a story for a person."""

from collections.abc import Iterable

from emulator.guide.catalogue import catalogue
from emulator.scenario.expectations import Then
from emulator.scenario.matching import shown
from emulator.scenario.model import Scenario
from emulator.scenario.steps import Step
from emulator.seed.model import Seed


def story(scenario: Scenario) -> str:
    """The scenario in Markdown."""
    cause, entry = catalogue().cause(scenario.cause), catalogue().entry_of(scenario.cause)
    place = f"{entry.number}. {entry.title}" if entry.number is not None else entry.title
    verify = scenario.verify.steps
    again = _steps(verify) if verify else ["1. The same again."]
    seen = _seen(scenario.verify.then) if scenario.verify.then else ["- It succeeds."]
    parts = [
        f"# {scenario.title}",
        f"{scenario.id} · {scenario.evidence} · {place}",
        scenario.about,
        _section("Given", _given(scenario.given)),
        _section("When", _steps(scenario.when)),
        _section("Then", _seen(scenario.then)),
        _section("Why", [" ".join(cause.why.split())]),
        _section("The fix", [scenario.fix.text.strip(), "", *_steps(scenario.fix.steps)]),
        _section("The proof", [*again, "", *seen]),
    ]
    return "\n\n".join(part.strip() for part in parts) + "\n"


def _section(title: str, lines: Iterable[str]) -> str:
    return "\n".join([f"## {title}", "", *lines])


def _given(seed: Seed) -> list[str]:
    lines = ["- IAM Identity Center is enabled."]
    if seed.clock is not None:
        lines.append(f"- The clock stands still at {seed.clock.isoformat()}.")
    if seed.identity_source.kind == "external-idp":
        idp = (
            "the test identity provider"
            if seed.identity_source.idp == "test-idp"
            else "an external identity provider"
        )
        lines.append(f"- The identity source is {idp}.")
    else:
        lines.append("- The identity source is the Identity Center directory.")
    scim = f"enabled, with {seed.scim.tokens} access token(s)" if seed.scim.enabled else "not enabled"
    lines.append(f"- Automatic provisioning (SCIM) is {scim}.")
    for user in seed.users:
        email = f", e-mail {user.email_address}" if user.email_address else ""
        lines.append(f"- User {user.user_name}{email}{'' if user.active else ', disabled'}.")
    if seed.generate_users:
        lines.append(f"- {seed.generate_users} invented users.")
    lines += [f"- Group {group.display_name} with {len(group.members)} member(s)." for group in seed.groups]
    lines += [f"- Permission set {permission_set.name}." for permission_set in seed.permission_sets]
    for assignment in seed.assignments:
        who = ", ".join((*assignment.users, *assignment.groups))
        lines.append(f"- {assignment.permission_set} in {', '.join(assignment.accounts)} for {who}.")
    if seed.access_control_attributes is not False:
        lines.append("- Attributes for access control are enabled.")
    return lines


def _steps(steps: Iterable[Step]) -> list[str]:
    lines = []
    for number, step in enumerate(steps, start=1):
        lines.append(f"{number}. {step.told()}")
        if step.then is not None:
            lines += [f"   {line}" for line in _seen(step.then)]
    return lines


def _seen(then: Then) -> list[str]:
    lines = []
    if then.page is not None:
        texts = [shown(then.page.heading)] if then.page.heading is not None else []
        texts += then.page.texts
        lines.append(f"- A person sees: {' / '.join(texts)}")
    if then.api is not None:
        body = f" with {shown(then.api.body)}" if then.api.body is not None else ""
        lines.append(f"- A program sees: {then.api.status or 'an answer'}{body}")
    if then.trail == "none":
        lines.append("- The trail holds no event of it.")
    elif then.trail is not None:
        lines += [f"- The trail holds: {shown(event)}" for event in then.trail]
    if then.diagnosis is not None:
        stated = then.diagnosis.model_dump(exclude_unset=True)
        named = ", ".join(f"{name} {shown(value)}" for name, value in stated.items()) or "the cause"
        lines.append(f"- The diagnosis names: {named}")
    return lines
