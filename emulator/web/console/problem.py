"""What went wrong with the last form, as a page of the console shows it."""

from dataclasses import dataclass

from emulator.guide.catalogue import catalogue
from emulator.guide.diagnosis import Diagnosis, diagnose
from emulator.guide.refusal import Refusal
from emulator.web.control.mistakes import of_refusal
from emulator.web.control.route import Declined
from emulator.web.journal import note_refusal


@dataclass(frozen=True)
class Problem:
    """`text` in AWS's words where AWS refuses, with its `code`; the diagnosis explains a broken rule."""

    text: str
    status: int
    code: str | None = None
    diagnosis: Diagnosis | None = None


def problem_of(mistake: Refusal | Declined) -> Problem:
    """The problem for a refusal, which the journal then keeps too, or for what the emulator cannot do."""
    if isinstance(mistake, Declined):
        return Problem(str(mistake), mistake.status)
    note_refusal(mistake)
    return explained(mistake)


def explained(refusal: Refusal) -> Problem:
    """The problem for a refusal that is told about, and not met now."""
    diagnosis = diagnose(refusal) if refusal.cause in catalogue() else None
    return Problem(refusal.message, of_refusal(refusal)[1], code=refusal.code, diagnosis=diagnosis)
