"""The state as a seed file: out of the emulator, and into it."""

from typing import Any

from pydantic import Field

from emulator.seed.add import CannotAdd, add_seed
from emulator.seed.export.state import Export, export_state
from emulator.seed.model import Seed
from emulator.seed.text import seed_as_yaml
from emulator.web.context import Context
from emulator.web.control.route import Answer, Body, Control, Declined
from emulator.web.control.state import ScimAccess, describe_planted


class ExportAnswer(Answer):
    """The state as a seed, also as the text of a seed file. `left_out`: what is there and not in it, in words."""

    seed: dict[str, Any]
    text: str
    left_out: tuple[str, ...]


class ImportRequest(Body):
    """A seed, and whether it replaces the whole state or is added to it."""

    seed: Seed = Field(default_factory=Seed)
    replace: bool = Field(False, description="Forget everything first, as `reset` does.")


class ImportAnswer(Answer):
    """Names by kind of what is new and of what was there and was kept as it is.

    `not_changed` are the keys of the seed that only count when it replaces the state; `scim` is what a SCIM client is
    given after that.
    """

    replaced: bool
    added: dict[str, list[str]]
    kept: dict[str, list[str]]
    not_changed: tuple[str, ...]
    scim: ScimAccess | None


def read_export(control: Control) -> ExportAnswer:
    """The whole state as a seed, without secrets: passwords, MFA devices, tokens, keys."""
    export = export_of(control.context, control.test_idp_metadata())
    return ExportAnswer(
        seed=export.seed.model_dump(mode="json", exclude_defaults=True),
        text=seed_as_yaml(export.seed),
        left_out=export.left_out,
    )


def export_of(context: Context, test_idp_metadata: str) -> Export:
    """The whole state as a seed; the console's download is the same."""
    with context.store.transaction() as tx:
        return export_state(tx, context.clock.state(), test_idp_metadata)


def import_seed(control: Control, *, body: ImportRequest) -> ImportAnswer:
    """Add what a seed names and the state lacks, or replace the state by the seed."""
    if body.replace:
        planted = describe_planted(control.reset(body.seed), control.context.public_url)
        return ImportAnswer(replaced=True, added=names_in(body.seed), kept={}, not_changed=(), scim=planted.scim)
    try:
        with control.context.store.transaction() as tx:
            done = add_seed(tx, body.seed)
    except CannotAdd as problem:
        raise Declined(409, str(problem)) from problem
    return ImportAnswer(replaced=False, added=done.added, kept=done.kept, not_changed=done.not_changed, scim=None)


def names_in(seed: Seed) -> dict[str, list[str]]:
    """What a seed names, by kind."""
    named = {
        "accounts": [account.account_id for account in seed.accounts],
        "users": [user.user_name for user in seed.users],
        "groups": [group.display_name for group in seed.groups],
        "permission sets": [permission_set.name for permission_set in seed.permission_sets],
        "applications": [application.name for application in seed.applications],
    }
    return {kind: names for kind, names in named.items() if names}
