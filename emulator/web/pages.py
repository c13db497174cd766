"""Renders HTML pages: one function, so that every page of ours has the same protection."""

from typing import Any

from flask import Response, make_response, render_template

# Scripts and styles come from /assets only; pages hold no inline script.
_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; "
    "base-uri 'none'; frame-ancestors 'none'; form-action {form_action}"
)


def page(template: str, *, status: int = 200, posts_elsewhere: bool = False, **values: Any) -> Response:
    """The rendered template as an uncacheable response. `posts_elsewhere` permits forms that leave the emulator."""
    response = make_response(render_template(template, **values), status)
    # Identity providers redirect a posted form to further hosts, which form-action would have to list as well.
    form_action = "'self' http: https:" if posts_elsewhere else "'self'"
    response.headers["Content-Security-Policy"] = _POLICY.format(form_action=form_action)
    return protect(response)


def protect(response: Response) -> Response:
    """Headers for everything that depends on who asks: nobody else may keep, frame or reinterpret it."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["X-Frame-Options"] = "DENY"
    return response
