"""What a fault rule says, and the refusal that it makes."""

from dataclasses import dataclass

from emulator.guide.refusal import Facts, Refusal

SIGN_IN, PORTAL, SCIM = "sign-in", "portal", "scim"

_THROTTLED = 429
# What is answered where a rule names a status and nothing else.
_CODES = {
    400: "ValidationException",
    401: "UnauthorizedException",
    403: "AccessDeniedException",
    404: "ResourceNotFoundException",
    409: "ConflictException",
    _THROTTLED: "ThrottlingException",
    500: "InternalServerException",
    503: "ServiceUnavailableException",
}
_MESSAGES = {
    _THROTTLED: "Too many requests.",
    500: "The request processing has failed because of an unknown error.",
    503: "The service is unavailable. Please try again later.",
}
# The AWS access portal has a name of its own for throttling (facts/field.md §1, row 22).
_PORTAL_THROTTLED = "TooManyRequestsException"


@dataclass(frozen=True, kw_only=True)
class FaultError:
    """The error to answer with. What is None follows from the rest: the code from the status, and the reverse.

    `cause` is what the diagnosis explains it by, None for the fault itself.
    """

    status: int | None = None
    code: str | None = None
    message: str | None = None
    cause: str | None = None


@dataclass(frozen=True, kw_only=True)
class FaultRule:
    """Which requests fail, and how.

    `service` is `scim`, `sign-in`, `portal`, or the name that botocore has for an AWS API; `operation` None means all
    of its operations. The first `skip` requests that match pass, the next `times` fail, all of them where it is None.
    With `drop_after_commit` the work is done first: then the error is answered all the same, or without an error the
    connection is closed. `met` counts the requests that have matched so far.
    """

    rule_id: str
    service: str
    operation: str | None = None
    skip: int = 0
    times: int | None = 1
    error: FaultError | None = None
    drop_after_commit: bool = False
    delay_seconds: float = 0
    met: int = 0

    @property
    def struck(self) -> int:
        """How many requests the rule has struck."""
        over = max(0, self.met - self.skip)
        return over if self.times is None else min(over, self.times)

    @property
    def is_due(self) -> bool:
        """Whether the next request that matches is struck."""
        return self.met >= self.skip and (self.times is None or self.met < self.skip + self.times)


class InjectedError(Refusal):
    """The error that a rule makes. `status` is the HTTP status, or None for the one that the code has elsewhere."""

    def __init__(self, rule: FaultRule, error: FaultError, operation: str) -> None:
        throttled = _PORTAL_THROTTLED if rule.service == "sso" and error.status == _THROTTLED else None
        code = error.code or throttled or _CODES.get(error.status or 0, "InternalServerException")
        message = _MESSAGES.get(error.status or 0, "") if error.message is None else error.message
        injected = "fault.carried-out-all-the-same" if rule.drop_after_commit else "fault.answered-with-error"
        super().__init__(code, message, cause=error.cause or injected, facts=_facts(rule, operation))
        self.status = error.status


class LostAnswer(Refusal):
    """The request was carried out, and its answer never arrives."""

    def __init__(self, rule: FaultRule, operation: str) -> None:
        message = "The connection was closed without an answer."
        super().__init__("ConnectionClosed", message, cause="fault.answer-lost", facts=_facts(rule, operation))


def _facts(rule: FaultRule, operation: str) -> Facts:
    many = "all from now on" if rule.times is None else f"{rule.struck} of {rule.times}"
    return Facts(
        where=f"{rule.service} {operation}".strip(),
        found=f"the injected fault {rule.rule_id} ({many})",
        expected="no fault",
        more={"remove": f"DELETE /_emulator/faults/{rule.rule_id}"},
    )
