"""Runs the synchronization of a connected Active Directory that is due, before a request is answered."""

from flask import Flask

from emulator.identity_source.active_directory.synchronizing import synchronize_due
from emulator.web.context import Context


def keep_synchronized(app: Flask, context: Context) -> None:
    """Whoever looks, finds what the cycles up to now have brought."""

    @app.before_request
    def _synchronize() -> None:
        synchronize_due(context.store)
