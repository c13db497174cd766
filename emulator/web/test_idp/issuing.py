"""From a plan to the text of the form field: written, sealed, serialized, encoded, with faults worked in."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from lxml import etree

from emulator.saml.bindings import encode_post
from emulator.saml.document import Element, find_all
from emulator.saml.signing import SigningKey, encrypt_assertion, sign
from emulator.saml.writing import ResponsePlan, write_response
from emulator.web.test_idp.faults.fault import (
    Case,
    Fault,
    KeyChoice,
    PlanChange,
    PostedChange,
    SealedTreeChange,
    Sealing,
    SealingChange,
    SignedParts,
    TextChange,
    TreeChange,
)

_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>'

_Kind = TypeVar("_Kind", PlanChange, TreeChange, SealingChange, SealedTreeChange, TextChange, PostedChange)


class PublishedCertificates(StrEnum):
    """Which certificates the metadata lists: the current and the expired one, the current one, or the next one."""

    ALL = "all"
    CURRENT = "current"
    OTHER = "other"


@dataclass(frozen=True, kw_only=True)
class Keys:
    """The provider's keys: the one in use, one that nobody was told of yet, and one whose certificate has expired."""

    current: SigningKey
    other: SigningKey
    expired: SigningKey

    def chosen(self, choice: KeyChoice) -> SigningKey:
        """The key of that name."""
        return {KeyChoice.CURRENT: self.current, KeyChoice.OTHER: self.other, KeyChoice.EXPIRED: self.expired}[choice]

    def published(self, choice: PublishedCertificates) -> tuple[str, ...]:
        """The certificates (PEM) to list.

        Like many a provider after a key rotation, this one still lists its expired certificate, unless told not to.
        """
        keys = {
            PublishedCertificates.ALL: (self.current, self.expired),
            PublishedCertificates.CURRENT: (self.current,),
            PublishedCertificates.OTHER: (self.other,),
        }
        return tuple(key.certificate_pem for key in keys[choice])


def issue(plan: ResponsePlan, sealing: Sealing, keys: Keys, faults: tuple[Fault, ...], case: Case) -> str:
    """The value of SAMLResponse: what `plan` says, sealed as told, with the faults worked in."""
    for plan_change in _of_kind(PlanChange, faults):
        plan = plan_change.apply(plan, case)
    response = write_response(plan)
    etree.indent(response)
    for tree_change in _of_kind(TreeChange, faults):
        tree_change.apply(response, case)
    for sealing_change in _of_kind(SealingChange, faults):
        sealing = sealing_change.apply(sealing)
    _seal(response, sealing, keys)
    for sealed_tree_change in _of_kind(SealedTreeChange, faults):
        sealed_tree_change.apply(response, case)
    text = _DECLARATION + etree.tostring(response, encoding="unicode")
    for text_change in _of_kind(TextChange, faults):
        text = text_change.apply(text)
    posted = encode_post(text)
    for posted_change in _of_kind(PostedChange, faults):
        posted = posted_change.apply(posted)
    return posted


def _of_kind(kind: type[_Kind], faults: Iterable[Fault]) -> list[_Kind]:
    return [change for fault in faults for change in fault.changes if isinstance(change, kind)]


def _seal(response: Element, sealing: Sealing, keys: Keys) -> None:
    key = keys.chosen(sealing.key)
    assertions = find_all(response, "saml:Assertion")
    if sealing.parts in (SignedParts.ASSERTION, SignedParts.BOTH):
        for assertion in assertions:
            sign(assertion, key, sealing.algorithm)
    if sealing.encrypt:
        for assertion in assertions:
            encrypt_assertion(assertion, keys.other.certificate_pem)
    # Without an assertion to sign, a provider that signs assertions only has the response left.
    nothing_signed = sealing.parts == SignedParts.ASSERTION and not assertions
    if sealing.parts in (SignedParts.RESPONSE, SignedParts.BOTH) or nothing_signed:
        sign(response, key, sealing.algorithm)
