"""Health: alive means that the process answers, ready that the store does too."""

from flask import Blueprint
from sqlalchemy import select

from emulator.store.tables.permissions import instances
from emulator.web.context import Context


def health_blueprint(context: Context) -> Blueprint:
    """`GET /_emulator/livez` and `GET /_emulator/readyz`; asked for by containers, so without the admin token."""
    blueprint = Blueprint("health", __name__, url_prefix="/_emulator")

    @blueprint.get("/livez")
    def livez() -> dict[str, str]:
        return {"status": "alive"}

    @blueprint.get("/readyz")
    def readyz() -> tuple[dict[str, str], int]:
        with context.store.transaction() as tx:
            planted = tx.row(select(instances.c.instance_arn)) is not None
        return ({"status": "ready"}, 200) if planted else ({"status": "starting"}, 503)

    return blueprint
