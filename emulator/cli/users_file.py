"""Reads a file of users, so that `idc check saml` can tell whether a name id names one."""

import csv
import io
from pathlib import Path
from typing import Any

import click
import yaml
from pydantic import AliasChoices, BaseModel, ConfigDict, Field, ValidationError, field_validator

from emulator.saml.expectations import Person


class User(BaseModel):
    """A user as a seed file, SCIM or `aws identitystore list-users` writes one; other keys are passed over."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    user_name: str = Field(validation_alias=AliasChoices("user_name", "userName", "UserName"))
    email: str | None = Field(None, validation_alias=AliasChoices("email", "emails", "Emails"))
    active: bool = Field(True, validation_alias=AliasChoices("active", "UserStatus"))

    @field_validator("email", mode="before")
    @classmethod
    def _first_of_a_list(cls, value: Any) -> Any:
        if isinstance(value, list):
            first = value[0] if value else {}
            return (first.get("value") or first.get("Value")) if isinstance(first, dict) else first
        return (value.get("value") if isinstance(value, dict) else value) or None

    @field_validator("active", mode="before")
    @classmethod
    def _status_of_the_identity_store(cls, value: Any) -> Any:
        return {"ENABLED": True, "DISABLED": False}.get(value, value) if isinstance(value, str) else value


class UsersFile:
    """The users of a file, found by user name (in any case) or e-mail address."""

    def __init__(self, users: list[User]) -> None:
        self._users = users

    def by_user_name(self, user_name: str) -> Person | None:
        """The user of that name; one that differs only in case when none is equal."""
        alike = [user for user in self._users if user.user_name.casefold() == user_name.casefold()]
        equal = [user for user in alike if user.user_name == user_name]
        return next((_person(user) for user in (*equal, *alike)), None)

    def by_email(self, email: str) -> Person | None:
        """The user of that e-mail address, in any case."""
        return next(
            (_person(user) for user in self._users if (user.email or "").casefold() == email.casefold()), None
        )


def read_users(path: Path) -> UsersFile:
    """The users of a file: a YAML or JSON list, a seed file, `aws identitystore list-users`, or CSV.

    Raises click.BadParameter where it cannot be read.
    """
    try:
        text = path.read_text("utf-8-sig")
        rows = _structured(text) if path.suffix.lower() in (".yaml", ".yml", ".json") else _lines(text)
        return UsersFile([User.model_validate(row) for row in rows])
    except (OSError, UnicodeDecodeError, yaml.YAMLError, csv.Error) as error:
        raise click.BadParameter(f"cannot read {path}: {error}", param_hint="--users") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise click.BadParameter(f"{path}: {where}: {first['msg']}", param_hint="--users") from error


def _structured(text: str) -> list[Any]:
    document = yaml.safe_load(text)
    if isinstance(document, dict):
        document = next((document[key] for key in ("users", "Users", "Resources") if key in document), None)
    if not isinstance(document, list):
        raise click.BadParameter(
            "expected a list of users, or a mapping with the key users, Users or Resources", param_hint="--users"
        )
    return [{"user_name": each} if isinstance(each, str) else each for each in document]


def _lines(text: str) -> list[dict[str, str | None]]:
    """`user_name[,email]` per line; a heading line may name the columns."""
    rows = [
        [cell.strip() for cell in row] for row in csv.reader(io.StringIO(text)) if any(cell.strip() for cell in row)
    ]
    columns = ["user_name", "email"]
    if rows and {"user_name", "userName", "UserName"} & set(rows[0]):
        columns = rows.pop(0)
    return [dict(zip(columns, row, strict=False)) for row in rows]


def _person(user: User) -> Person:
    return Person(user_id="", user_name=user.user_name, enabled=user.active)
