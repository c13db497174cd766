"""Walks from a person to a role in the state that a seed describes."""

from typing import Any

from emulator.examine.scratch import ScratchEmulator
from emulator.seed.model import Seed
from emulator.web.control.diagnosis import AssignmentQuery, assignment_chain


def examine_assignment(seed: Seed, query: AssignmentQuery) -> dict[str, Any]:
    """The links as plain data for JSON. Raises Refusal where the seed breaks a rule."""
    scratch = ScratchEmulator(seed)
    try:
        with scratch.transaction() as tx:
            return assignment_chain(tx, query).model_dump(mode="json")
    finally:
        scratch.close()
