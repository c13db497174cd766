"""Connects a provider and creates its person, as the guide of providers tells it."""

from typing import Any

import requests


def connect(url: str, metadata_url: str) -> None:
    """Make the emulator at `url` know the provider with that metadata, and Jane Doe."""
    metadata = requests.get(metadata_url, timeout=30).text
    _control("PUT", f"{url}/_emulator/identity-source", {"idp": {"metadata": metadata}})
    token = _control("POST", f"{url}/_emulator/scim/tokens", {})["secret"]
    endpoint = _control("GET", f"{url}/_emulator/scim/tenant")["endpoint"]
    jane = {
        "userName": "jane@example.com",
        "displayName": "Jane Doe",
        "name": {"givenName": "Jane", "familyName": "Doe"},
        "active": True,
    }
    headers = {"Authorization": f"Bearer {token}"}
    assert requests.post(f"{endpoint}/Users", json=jane, headers=headers, timeout=10).status_code == 201


def _control(method: str, url: str, body: Any = None) -> dict[str, Any]:
    answer = requests.request(method, url, json=body, timeout=10)
    assert answer.ok, answer.text
    found: dict[str, Any] = answer.json()
    return found
