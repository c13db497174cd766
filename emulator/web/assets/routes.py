"""Serves the files of this folder below /assets."""

from pathlib import Path

from flask import Blueprint, Response, send_from_directory

_FOLDER = Path(__file__).parent
_SERVED = {
    "style.css": "text/css",
    "administrator_mode.js": "text/javascript",
    "submit.js": "text/javascript",
    "to_sign_in.js": "text/javascript",
    "fragment.js": "text/javascript",
    "portal.css": "text/css",
    "console.css": "text/css",
    "portal.js": "text/javascript",
    "webauthn.js": "text/javascript",
    "icon.svg": "image/svg+xml",
}


def assets_blueprint() -> Blueprint:
    """`GET /assets/<file>`, revalidated by the browser so that an upgrade shows at once."""
    blueprint = Blueprint("assets", __name__, url_prefix="/assets")

    @blueprint.get("/<name>")
    def asset(name: str) -> Response | tuple[str, int]:
        if name not in _SERVED:
            return "There is no such file.\n", 404
        response = send_from_directory(_FOLDER, name, mimetype=_SERVED[name], max_age=0)
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response

    return blueprint
