"""Configuration for identity providers that knows this emulator: one template per provider, filled with its URLs."""

from pathlib import Path

_TEMPLATES = {"keycloak": "keycloak-realm.json", "simplesamlphp": "saml20-sp-remote.php"}
PROVIDERS = tuple(_TEMPLATES)


def provider_configuration(provider: str, *, issuer: str, acs_url: str) -> str:
    """The file that makes `provider` (one of PROVIDERS) know IAM Identity Center at these URLs."""
    template = (Path(__file__).parent / _TEMPLATES[provider]).read_text("utf-8")
    return template.replace("{{issuer}}", issuer).replace("{{acs_url}}", acs_url)
