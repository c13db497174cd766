"""Whether a document can be the inline policy of a permission set."""

import json
from typing import Any

from emulator.directory.constraints import shown
from emulator.guide.refusal import Facts, Refusal

# Characters that are no white space; a role's inline policies may hold no more (facts/signin.md §6).
MAXIMUM_SIZE = 10_240

_VERSIONS = ("2012-10-17", "2008-10-17")
_EFFECTS = ("Allow", "Deny")


def check_inline_policy(document: str) -> None:
    """Raise ValidationException unless the document is an identity-based policy of a size that IAM accepts."""
    size = len("".join(document.split()).encode())
    if size > MAXIMUM_SIZE:
        # Observed: https://github.com/LBHackney-IT/Data-Platform/pull/2789
        raise Refusal(
            "ValidationException",
            "Current size of the non-whitespace characters present in the InlinePolicy Document is "
            f"{size} bytes which has exceeded the maximum limit of {MAXIMUM_SIZE} bytes",
            cause="permission-set.inline-policy-size",
            facts=Facts(where="inlinePolicy", found=f"{size} bytes", expected=f"at most {MAXIMUM_SIZE} bytes"),
        )
    problem = _problem(document)
    if problem is not None:
        raise Refusal(
            "ValidationException",
            f"Invalid PermissionsPolicy Document {document}",
            cause="permission-set.inline-policy",
            facts=Facts(where="inlinePolicy", found=problem, expected="an identity-based policy of IAM"),
        )


def _problem(document: str) -> str | None:
    """What is wrong with the document, in words. unconfirmed: which of IAM's rules are checked at this point."""
    try:
        policy = json.loads(document)
    except (ValueError, RecursionError):
        return "text that is not JSON"
    if not isinstance(policy, dict):
        return "JSON that is not an object"
    unknown = policy.keys() - {"Version", "Id", "Statement"}
    if unknown:
        return f"the unknown element {shown(min(unknown))}"
    if policy.get("Version", _VERSIONS[0]) not in _VERSIONS:
        return f"the version {shown(policy['Version'])}"
    statements = policy.get("Statement")
    every = statements if isinstance(statements, list) else [statements]
    if not every or statements is None:
        return "no statement"
    return next((problem for problem in map(_problem_of_statement, every) if problem), None)


def _problem_of_statement(statement: Any) -> str | None:
    if not isinstance(statement, dict):
        return "a statement that is not an object"
    if statement.get("Effect") not in _EFFECTS:
        return f"a statement with the effect {shown(statement.get('Effect'))}"
    if {"Principal", "NotPrincipal"} & statement.keys():
        return "a statement with a principal, which only resource-based policies have"
    for element in ("Action", "Resource"):
        given = [name for name in (element, f"Not{element}") if name in statement]
        if len(given) != 1:
            return f"a statement with {' and '.join(given) or f'neither {element} nor Not{element}'}"
        if not _is_text_or_texts(statement[given[0]]):
            return f"a statement whose {given[0]} is {shown(statement[given[0]])}"
    return None


def _is_text_or_texts(value: Any) -> bool:
    texts = value if isinstance(value, list) else [value]
    return bool(texts) and all(isinstance(text, str) and text for text in texts)
