"""What is known about an application."""

from dataclasses import dataclass
from datetime import datetime

ENABLED, DISABLED = "ENABLED", "DISABLED"


@dataclass(frozen=True, kw_only=True)
class SignIn:
    """How the access portal leads to the application: `origin` is IDENTITY_CENTER or APPLICATION."""

    origin: str
    application_url: str | None = None


@dataclass(frozen=True, kw_only=True)
class ApplicationDraft:
    """What somebody wants an application to be. `visibility` is that of its tile in the access portal."""

    provider_arn: str
    name: str
    description: str | None = None
    status: str = ENABLED
    visibility: str = ENABLED
    sign_in: SignIn | None = None


@dataclass(frozen=True, kw_only=True)
class Application(ApplicationDraft):
    """An application. `account_id` and `created_from` are the account and the Region that created it.

    `assignment_required`: only those assigned to it may use it; otherwise every user may. `background_sessions`:
    whether work that a user started may go on after the user has left.
    """

    application_arn: str
    instance_arn: str
    account_id: str
    assignment_required: bool
    background_sessions: str
    created_at: datetime
    created_from: str
