"""Settings, Authentication, Session settings."""

from pydantic import Field

from emulator.permissions.instances import organization_instance
from emulator.permissions.session_duration import set_session_minutes
from emulator.web.control.route import Answer, Body, Control


class SessionSettings(Body):
    """How long sessions in the AWS access portal last."""

    minutes: int = Field(ge=1, le=2**31 - 1, description="From 15 minutes to 90 days (129600).")


class SessionSettingsInfo(Answer):
    """How long sessions in the AWS access portal last."""

    minutes: int


def read_session_settings(control: Control) -> SessionSettingsInfo:
    """How long sessions in the AWS access portal last."""
    with control.context.store.transaction() as tx:
        return SessionSettingsInfo(minutes=organization_instance(tx).session_minutes)


def change_session_settings(control: Control, *, body: SessionSettings) -> SessionSettingsInfo:
    """Change how long new sessions in the AWS access portal last."""
    with control.context.store.transaction() as tx:
        set_session_minutes(tx, organization_instance(tx).instance_arn, body.minutes)
    return SessionSettingsInfo(minutes=body.minutes)
