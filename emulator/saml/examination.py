"""The result of examining a SAML response: every rule, kept, broken or not checkable, and the report about it."""

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from emulator.guide.catalogue import catalogue
from emulator.guide.diagnosis import diagnose
from emulator.guide.refusal import Refusal


class Outcome(StrEnum):
    """What became of a rule."""

    PASSED = "passed"
    BROKEN = "broken"
    UNCHECKED = "unchecked"


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One rule and its outcome: `refusal` where it is broken, `needs` (what it would take) where it is unchecked."""

    rule: str
    title: str
    outcome: Outcome
    refusal: Refusal | None = None
    needs: str | None = None


@dataclass(frozen=True, kw_only=True)
class Examination:
    """All findings in the order of the rules, and what the response says about itself (empty when unreadable)."""

    findings: tuple[Finding, ...]
    summary: dict[str, str]

    @property
    def refusals(self) -> tuple[Refusal, ...]:
        """The refusals of the broken rules; the first is the one that a sign-in would meet."""
        return tuple(finding.refusal for finding in self.findings if finding.refusal is not None)

    @property
    def passed(self) -> bool:
        """Whether no rule is broken (some may be unchecked)."""
        return not self.refusals


def report(examination: Examination) -> dict[str, Any]:
    """The examination as plain data for JSON; each broken rule with its whole diagnosis."""
    return {
        "passed": examination.passed,
        "response": examination.summary,
        "rules": [_finding(finding) for finding in examination.findings],
    }


def _finding(finding: Finding) -> dict[str, Any]:
    plain: dict[str, Any] = {"rule": finding.rule, "title": finding.title, "outcome": finding.outcome.value}
    if finding.needs is not None:
        plain["needs"] = finding.needs
    if finding.refusal is not None:
        plain["diagnosis"] = explain(finding.refusal)
    return plain


def explain(refusal: Refusal) -> dict[str, Any]:
    """A refusal as plain data: AWS's message, what AWS shows, the facts of the case, why, and how to fix it."""
    shows = catalogue().cause(refusal.cause).shows
    return {
        "message": refusal.message,
        **asdict(diagnose(refusal)),
        "shows": [{"where": each.where, "text": each.text, "evidence": each.evidence.value} for each in shows],
    }
