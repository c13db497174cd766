"""A refusal explained: the diagnosis that AWS does not give."""

from dataclasses import dataclass

from emulator.guide.catalogue import catalogue
from emulator.guide.refusal import Facts, Refusal


@dataclass(frozen=True, kw_only=True)
class Diagnosis:
    """Which rule was broken, by which value, what was expected, and how to fix it."""

    cause: str
    title: str
    entry: str
    entry_title: str
    where: str
    found: str
    expected: str
    facts: dict[str, str]
    why: str
    fix: str
    documentation: tuple[str, ...]


def diagnose(refusal: Refusal) -> Diagnosis:
    """The diagnosis of a refusal; KeyError when its cause is not in the catalogue."""
    return diagnose_cause(refusal.cause, refusal.facts)


def diagnose_cause(cause_id: str, facts: Facts) -> Diagnosis:
    """The diagnosis for a cause and the facts of a case; KeyError when the cause is not in the catalogue."""
    cause, entry = catalogue().cause(cause_id), catalogue().entry_of(cause_id)
    return Diagnosis(
        cause=cause.id,
        title=cause.title,
        entry=entry.id,
        entry_title=entry.title,
        where=facts.where,
        found=facts.found,
        expected=facts.expected,
        facts=dict(facts.more),
        why=cause.why,
        fix=cause.fix,
        documentation=cause.documentation or (entry.documentation,),
    )
