"""A lab as the terminal tells it: what is reported, what to work with, and how a check went."""

import click

from emulator.scenario.lab.exercise import Checked
from emulator.scenario.lab.progress import ME, Learner, RunningLab
from emulator.scenario.lab.section import Lab

_WIDTH = 100


def told_lab(lab: Lab, learner: Learner, running: RunningLab, *, alone: bool) -> str:
    """Brief, addresses, and what the hints call them; with whose lab it is unless there is only one."""
    values = running.values
    whose = "" if learner.name == ME else f" --as {learner.name}"
    heading = running.lab if alone else f"{running.lab} for {learner.name}"
    lines = [click.style(heading, bold=True), "", click.wrap_text(" ".join(lab.brief.split()), _WIDTH), ""]
    addresses: dict[str, str] = {
        "Control API": f"{running.endpoint}/_emulator",
        "Access portal": values["instance"]["portal_url"],
        "Identity provider": f"{running.endpoint}/idp",
        "Console": f"{running.endpoint}/console",
    }
    lines += [f"  {name:<20} {address}" for name, address in addresses.items()]
    shell = [f"export IDC_ENDPOINT={running.endpoint}", 'eval "$(idc config)"        # the AWS CLI']
    if values.get("scim"):
        shell.append(f"export SCIM_ENDPOINT={values['scim']['endpoint']}")
        shell += [f"export TOKEN={token['secret']}" for token in values["scim"]["tokens"][:1]]
    lines += ["", *(f"  {line}" for line in shell), ""]
    lines += [f"  idc lab hint{whose}", f"  idc lab check{whose}"]
    return "\n".join(lines)


def told_check(checked: Checked) -> str:
    """One thing that must hold, and what is in the way."""
    if checked.holds:
        return f"{click.style('✓', fg='green')} {checked.told}"
    lines = [f"{click.style('✗', fg='red')} {checked.told}"]
    for each in checked.differences:
        lines += [f"    expected  {each.expected}", f"    found     {each.found}"]
    return "\n".join(lines)
