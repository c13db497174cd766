"""A request for one of the services around ours, read as far as all of them need it."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from flask import Request
from werkzeug.exceptions import RequestEntityTooLarge

from emulator.accounts.caller import Caller
from emulator.accounts.moto_adapter.requests import AwsAnswer, AwsRequest
from emulator.guide.refusal import Facts, Refusal
from emulator.trail.event import Origin
from emulator.web.aws_api.call import Json

# Gets moto's answer, in the name of the caller's account or of another.
Forward = Callable[[str | None], AwsAnswer]

# Objects for S3 are larger than anything that our own services take.
LARGEST_BODY = 32 * 1024 * 1024

_FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, kw_only=True)
class Asked:
    """The request: whom it comes from, which service it is for, and its content."""

    service: str
    region: str
    caller: Caller
    origin: Origin
    request: Request

    @cached_property
    def body(self) -> bytes:
        """The body, kept for the journal as well. Raises Refusal where it is too large."""
        self.request.max_content_length = LARGEST_BODY
        try:
            return self.request.get_data(cache=True, parse_form_data=False)
        except RequestEntityTooLarge as problem:
            raise Refusal(
                "RequestEntityTooLargeException",
                "Request size exceeds the limit.",
                cause="aws-api.too-large",
                facts=Facts(
                    where="request body",
                    found=f"{self.request.content_length} bytes",
                    expected=f"at most {LARGEST_BODY} bytes",
                ),
            ) from problem

    @property
    def _is_too_large(self) -> bool:
        return (self.request.content_length or 0) > LARGEST_BODY

    @property
    def is_query(self) -> bool:
        """Whether the operation is named in a form, as IAM and STS have it."""
        return "Action" in self.form

    @cached_property
    def form(self) -> Mapping[str, str]:
        """Parameters of the query protocol, in the body or in the query string; empty for other protocols.

        A body that is too large is not looked at; whoever needs the body itself is told.
        """
        values = self.request.args.to_dict()
        if self.request.mimetype == _FORM and not self._is_too_large and self.body:
            values |= self.request.form.to_dict()
        return values

    @cached_property
    def json(self) -> Json:
        """The body of the JSON protocol; empty where it is none."""
        try:
            content = json.loads(self.body or b"{}")
        except ValueError:
            return {}
        return content if isinstance(content, dict) else {}

    @property
    def operation(self) -> str:
        """The operation by name; empty where only method and path tell it."""
        return self.form.get("Action") or self.request.headers.get("X-Amz-Target", "").rpartition(".")[2]

    def for_moto(self, account_id: str | None = None) -> AwsRequest:
        """The request as moto is asked, in the name of the caller's account or of another."""
        environment: Mapping[str, Any] = self.request.environ
        target = environment.get("REQUEST_URI") or environment.get("RAW_URI") or self.request.full_path.rstrip("?")
        return AwsRequest(
            service=self.service,
            region=self.region,
            account_id=account_id or self.caller.account_id,
            method=self.request.method,
            target=str(target),
            headers=tuple(self.request.headers.items()),
            body=self.body,
        )
