"""How the Identity Store API words what SCIM words otherwise (facts/awsapi.md §4.6)."""

from emulator.guide.refusal import Refusal


def reworded(refusal: Refusal) -> Refusal:
    """The refusal as this API says it: `USER not found.` for what SCIM calls `USER does not exist.`

    unconfirmed: the words, which are those of third-party code.
    """
    resource_type = refusal.members.get("ResourceType")
    if resource_type is None or resource_type == "IDENTITY_STORE":
        return refusal
    return Refusal(
        refusal.code,
        f"{resource_type} not found.",
        cause=refusal.cause,
        facts=refusal.facts,
        members=refusal.members,
    )
