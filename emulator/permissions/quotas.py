"""The refusal for what exceeds a quota (facts/signin.md §6); each stands beside its rule."""

from emulator.guide.refusal import Facts, Refusal


def quota_exceeded(what: str, limit: int, owner: str, *, code: str = "ServiceQuotaExceededException") -> Refusal:
    """`owner` has as many `what` as it may; `code` is for operations that lack this one.

    unconfirmed: the text, which is that of moto, another emulator, for policies.
    """
    return Refusal(
        code,
        f"You have exceeded AWS SSO limits. Cannot create {what} more than {limit} for id {owner}. "
        "Please refer to https://docs.aws.amazon.com/singlesignon/latest/userguide/limits.html",
        cause="quota.exceeded",
        facts=Facts(where=what, found=f"one more than {limit} for {owner}", expected=f"at most {limit}"),
    )
