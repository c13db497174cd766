"""What a fault is: a name, the cause it provokes, and the changes it makes between a plan and a posted text."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from emulator.ids import Identifiers
from emulator.saml.document import Element
from emulator.saml.signing import SignatureAlgorithm
from emulator.saml.writing import ResponsePlan


class SignedParts(StrEnum):
    """What is signed."""

    RESPONSE = "response"
    ASSERTION = "assertion"
    BOTH = "both"
    NOTHING = "nothing"


class KeyChoice(StrEnum):
    """Which of the provider's keys signs."""

    CURRENT = "current"
    OTHER = "other"
    EXPIRED = "expired"


@dataclass(frozen=True, kw_only=True)
class Sealing:
    """How a response is signed and encrypted."""

    parts: SignedParts = SignedParts.BOTH
    algorithm: SignatureAlgorithm = SignatureAlgorithm.RSA_SHA256
    key: KeyChoice = KeyChoice.CURRENT
    encrypt: bool = False


@dataclass(frozen=True, kw_only=True)
class Case:
    """What a change may draw on besides the response itself."""

    name_id: str
    clock_skew: timedelta
    ids: Identifiers


@dataclass(frozen=True)
class PlanChange:
    """Says something else than a sound response would."""

    apply: Callable[[ResponsePlan, Case], ResponsePlan]


@dataclass(frozen=True)
class TreeChange:
    """Changes the XML before it is signed."""

    apply: Callable[[Element, Case], None]


@dataclass(frozen=True)
class SealingChange:
    """Changes how it is signed or encrypted."""

    apply: Callable[[Sealing], Sealing]


@dataclass(frozen=True)
class SealedTreeChange:
    """Changes the XML after it was signed."""

    apply: Callable[[Element, Case], None]


@dataclass(frozen=True)
class TextChange:
    """Changes the serialized document."""

    apply: Callable[[str], str]


@dataclass(frozen=True)
class PostedChange:
    """Changes the base64 text of the form field."""

    apply: Callable[[str], str]


Change = PlanChange | TreeChange | SealingChange | SealedTreeChange | TextChange | PostedChange


@dataclass(frozen=True, kw_only=True)
class Fault:
    """One fault. `cause` is the id of the catalogue's cause that it provokes when it is the only one."""

    id: str
    cause: str
    description: str
    changes: tuple[Change, ...]
