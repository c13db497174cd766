"""Every setting, in one frozen object, read once from flags, environment (`IDC_*`) and file (`idc.toml`)."""

from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, SecretStr, StringConstraints, field_validator, model_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from emulator.smtp_url import read_smtp_url

AccountId = Annotated[str, StringConstraints(pattern=r"^\d{12}$")]


def _with_a_port(url: str) -> str:
    """The URL, if what stands behind its host can be a port; ValueError if not."""
    urlsplit(url).port  # noqa: B018  # reading it is the check
    return url


LdapUrl = Annotated[
    str,
    StringConstraints(pattern=r"^ldaps?://(\[[0-9A-Fa-f:.]+\]|[^/?#@:\[\]]+)(:\d+)?/?$"),
    AfterValidator(_with_a_port),
]


class Settings(BaseSettings):
    """The order of precedence is: flag, environment variable, `idc.toml` in the working directory, default."""

    model_config = SettingsConfigDict(env_prefix="IDC_", toml_file="idc.toml", frozen=True, extra="forbid")

    host: str = Field("127.0.0.1", description="Address to listen on.")
    port: int = Field(8250, ge=0, le=65535, description="Port to listen on; 0 picks a free one.")
    allow_remote: bool = Field(
        False, description="Permit an address other than loopback; an admin token is then required."
    )
    admin_token: SecretStr | None = Field(
        None, min_length=1, description="Bearer token that the control API and the console ask for."
    )
    public_url: str | None = Field(
        None, description="Base URL under which browsers reach the emulator; default: the listening address."
    )
    tls: bool = Field(False, description="Serve https with a certificate of the emulator's own authority.")
    tls_directory: Path = Field(
        Path.home() / ".identity-center-emulator" / "tls",
        description="Where the certificate authority is kept.",
    )
    data: Path | None = Field(None, description="SQLite file that keeps the state; default: memory only.")
    database_url: SecretStr | None = Field(
        None, description="SQLAlchemy URL of a PostgreSQL database that keeps the state."
    )
    seed: Path | None = Field(None, description="Seed file (YAML) that fills an empty store.")
    seed_random: int | None = Field(None, description="Make ids, keys and generated people repeat from run to run.")
    region: str = Field("us-east-1", pattern=r"^[a-z]{2}(-[a-z]+)+-\d$", description="Region of the instance.")
    account_id: AccountId = Field(
        "111122223333", description="AWS account that owns the instance (the management account)."
    )
    authorization: bool = Field(
        False, description="Let the IAM policies of callers decide what they may do; else any credentials will do."
    )
    scim_throttling: bool = Field(False, description="Enforce AWS's SCIM rates (25 writes, 40 reads a second).")
    diagnosis_panel: bool = Field(True, description="Show the diagnosis under AWS's error pages.")
    smtp_url: SecretStr | None = Field(
        None, description="Mail server that messages to users go to, such as smtp://localhost:25; default: none."
    )
    ldap_url: LdapUrl | None = Field(
        None,
        description="Real Active Directory to start with as identity source, such as ldaps://dc1.corp.example.com.",
    )
    ldap_base_dn: str | None = Field(
        None, description="Where its users and groups are looked for, such as DC=corp,DC=example,DC=com."
    )
    ldap_user_name: str | None = Field(
        None, description="Service account that reads it: CORP\\name, name@corp.example.com or a distinguished name."
    )
    ldap_password: SecretStr | None = Field(
        None, min_length=1, description="Password of that account; also for a seed file whose ldap has none."
    )
    ldap_ca_file: Path | None = Field(
        None, description="Certificate authorities (PEM) to trust there; default: those of the machine."
    )
    ldap_start_tls: bool = Field(False, description="Encrypt an ldap:// connection before anything is sent.")
    journal_size: int = Field(1000, ge=0, description="How many requests the journal keeps.")
    threads: int = Field(10, ge=1, le=200, description="Worker threads of the server.")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        del dotenv_settings, file_secret_settings
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)

    @field_validator("public_url")
    @classmethod
    def _base_url(cls, url: str | None) -> str | None:
        if url is None:
            return None
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.path.strip("/") or parts.query:
            raise ValueError("a base URL has the form https://host or https://host:port")
        return url.rstrip("/")

    @field_validator("smtp_url")
    @classmethod
    def _mail_server(cls, url: SecretStr | None) -> SecretStr | None:
        if url is not None:
            read_smtp_url(url.get_secret_value())
        return url

    @model_validator(mode="after")
    def _loopback_unless_told_otherwise(self) -> Self:
        if is_loopback(self.host):
            return self
        if not self.allow_remote:
            raise ValueError(
                f"host {self.host} is not a loopback address; add --allow-remote to listen on it all the same"
            )
        if self.admin_token is None:
            raise ValueError(f"listening on {self.host} needs an admin token: set --admin-token or IDC_ADMIN_TOKEN")
        return self

    @model_validator(mode="after")
    def _whole_directory(self) -> Self:
        if self.ldap_url is None:
            return self
        needed = {"base-dn": self.ldap_base_dn, "user-name": self.ldap_user_name, "password": self.ldap_password}
        missing = [f"--ldap-{name}" for name, value in needed.items() if value is None]
        if missing:
            raise ValueError(f"--ldap-url needs {', '.join(missing)}")
        if self.seed is not None:
            raise ValueError("with --seed, the directory is described in the seed file; --ldap-password goes with it")
        return self

    @model_validator(mode="after")
    def _one_place_for_the_state(self) -> Self:
        if self.data is not None and self.database_url is not None:
            raise ValueError("give either --data or --database-url, not both")
        return self


def is_loopback(host: str) -> bool:
    """Whether `host` (a name or an address) stays on this machine."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
