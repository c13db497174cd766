"""Whether the policies of callers decide what they may do."""

from pydantic import Field

from emulator.authorization.switch import enforce, is_enforced
from emulator.web.control.route import Answer, Body, Control


class AuthorizationSwitch(Body):
    """Whether policies are enforced."""

    enabled: bool = Field(description="true: evaluate the policies of callers; false: accept any credentials.")


class AuthorizationInfo(Answer):
    """Whether policies are enforced."""

    enabled: bool


def read_authorization(control: Control) -> AuthorizationInfo:
    """Whether the policies of callers are evaluated."""
    with control.context.store.transaction() as tx:
        return AuthorizationInfo(enabled=is_enforced(tx))


def switch_authorization(control: Control, *, body: AuthorizationSwitch) -> AuthorizationInfo:
    """Evaluate the policies of callers from now on, or accept any credentials."""
    with control.context.store.transaction() as tx:
        enforce(tx, body.enabled)
    return AuthorizationInfo(enabled=body.enabled)
