"""Sends what waits in the outbox after each request: the one that caused a message, or a later one for a retry."""

from flask import Flask, Response

from emulator.mail.delivery import deliver_due
from emulator.web.context import Context


def deliver_mail(app: Flask, context: Context) -> None:
    """Deliver what is due when a request has been answered, its transaction long committed."""

    @app.after_request
    def _deliver(response: Response) -> Response:
        deliver_due(context.store, smtp_url(context))
        return response


def smtp_url(context: Context) -> str | None:
    """The mail server of the settings."""
    secret = context.settings.smtp_url
    return secret.get_secret_value() if secret else None
