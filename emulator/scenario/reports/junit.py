"""A run as JUnit XML: one scenario is one test case; a failure is not an error."""

import re
from collections.abc import Sequence
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from emulator.scenario.outcome import Outcome, StepReport, Verdict

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def run_as_junit(outcomes: Sequence[Outcome], seconds: float) -> bytes:
    """The XML document."""
    counts = {
        "tests": str(len(outcomes)),
        "failures": str(sum(1 for outcome in outcomes if outcome.verdict is Verdict.FAILED)),
        "errors": str(sum(1 for outcome in outcomes if outcome.verdict is Verdict.ERROR)),
        "time": f"{seconds:.3f}",
    }
    document = Element("testsuites", counts)
    suite = SubElement(document, "testsuite", {"name": "scenarios", **counts})
    suite.extend(_case(outcome) for outcome in sorted(outcomes, key=lambda outcome: outcome.path))
    ElementTree.indent(document)
    return bytes(ElementTree.tostring(document, encoding="utf-8", xml_declaration=True))


def _case(outcome: Outcome) -> Element:
    scenario = outcome.scenario
    case = Element(
        "testcase",
        name=scenario.id,
        classname=scenario.entry,
        file=str(outcome.path),
        time=f"{outcome.seconds:.3f}",
    )
    differences = [
        f"{step.stage}, step {step.number}, {each.where}\n  expected: {each.expected}\n  found:    {each.found}"
        for step in outcome.steps
        for each in step.differences
    ]
    if outcome.error is not None:
        _add(case, "error", [outcome.error, *differences], message=outcome.error)
    elif differences:
        _add(case, "failure", differences, message=" ".join(differences[0].split()))
    _add(case, "system-out", [_line(step) for step in outcome.steps])
    return case


def _add(case: Element, name: str, lines: Sequence[str], **attributes: str) -> None:
    element = SubElement(case, name, {key: _plain(value) for key, value in attributes.items()})
    element.text = _plain("\n".join(lines))


def _line(step: StepReport) -> str:
    seen = f" → {step.seen.summary}" if step.seen.summary else ""
    return f"{step.stage} {step.number}: {step.told}{seen}{f' [{step.diagnosis}]' if step.diagnosis else ''}"


def _plain(text: str) -> str:
    """Without the characters that XML cannot hold."""
    return _NOT_XML.sub("\N{REPLACEMENT CHARACTER}", text)
