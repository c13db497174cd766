"""Client tokens: a request that is repeated with the same token is done once (service model, `ClientToken`)."""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from emulator.guide.refusal import Facts, Refusal
from emulator.store.tables.client_tokens import client_tokens
from emulator.store.transaction import Transaction

# unconfirmed: how long AWS remembers a token.
REMEMBERED = timedelta(hours=24)


@dataclass(frozen=True, kw_only=True)
class RepeatableRequest:
    """What makes two requests the same: who asks for what with which token. `parameters` are all others."""

    account_id: str
    operation: str
    token: str
    parameters: Mapping[str, Any]

    @property
    def digest(self) -> str:
        """Equal for equal parameters, whatever their order."""
        return hashlib.sha256(json.dumps(self.parameters, sort_keys=True, default=str).encode()).hexdigest()


def create_once(tx: Transaction, request: RepeatableRequest, create: Callable[[], str]) -> str:
    """The ARN of what `create` makes, or of what it made when the same request came before.

    Raises ConflictException for a token that came with other parameters.
    """
    columns = client_tokens.c
    of_request = (
        (columns.account_id == request.account_id)
        & (columns.operation == request.operation)
        & (columns.token == request.token)
    )
    before = tx.row(select(client_tokens).where(of_request))
    if before is not None and before["used_at"] > tx.now() - REMEMBERED:
        if before["parameters"] != request.digest:
            raise _mismatch(request)
        resource_arn: str = before["resource_arn"]
        return resource_arn
    tx.execute(delete(client_tokens).where(of_request))
    try:
        with tx.connection.begin_nested():
            tx.execute(insert(client_tokens).values(**_first_use(request), used_at=tx.now()))
    except IntegrityError:
        # The same request runs beside this one and has just finished: look at what it has made.
        return create_once(tx, request, create)
    resource_arn = create()
    tx.execute(update(client_tokens).where(of_request).values(resource_arn=resource_arn))
    return resource_arn


def _first_use(request: RepeatableRequest) -> dict[str, str]:
    return {
        "account_id": request.account_id,
        "operation": request.operation,
        "token": request.token,
        "parameters": request.digest,
        "resource_arn": "",
    }


def _mismatch(request: RepeatableRequest) -> Refusal:
    # unconfirmed: the exception and the text. AWS documents "an IdempotentParameterMismatch error", which no
    # operation declares; ConflictException is the declared one that means an earlier write.
    return Refusal(
        "ConflictException",
        "IdempotentParameterMismatch: The client token was used before with different parameters.",
        cause="aws-api.client-token",
        facts=Facts(
            where="clientToken",
            found=f"{request.token}, used before for another {request.operation}",
            expected="a new token for a new request, or the same parameters again",
        ),
    )
