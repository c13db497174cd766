"""An OpenID provider outside AWS: discovery, key set, and the tokens that it signs."""

import base64
import json
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

Key = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


def base64url(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def number(value: int) -> str:
    return base64url(value.to_bytes((value.bit_length() + 7) // 8))


def public_key(key: Key, key_id: str) -> dict[str, str]:
    """The key as a member of a key set."""
    if isinstance(key, rsa.RSAPrivateKey):
        numbers = key.public_key().public_numbers()
        return {"kty": "RSA", "kid": key_id, "n": number(numbers.n), "e": number(numbers.e)}
    point = key.public_key().public_numbers()
    x, y = (base64url(value.to_bytes(32)) for value in (point.x, point.y))
    return {"kty": "EC", "kid": key_id, "crv": "P-256", "x": x, "y": y}


def signed(key: Key, claims: dict[str, Any], *, key_id: str = "key-1", algorithm: str | None = None) -> str:
    """A JSON Web Token."""
    is_rsa = isinstance(key, rsa.RSAPrivateKey)
    header = {"typ": "JWT", "alg": algorithm or ("RS256" if is_rsa else "ES256"), "kid": key_id}
    content = ".".join(base64url(json.dumps(part).encode()) for part in (header, claims))
    if isinstance(key, rsa.RSAPrivateKey):
        signature = key.sign(content.encode(), padding.PKCS1v15(), hashes.SHA256())
    else:
        r, s = decode_dss_signature(key.sign(content.encode(), ec.ECDSA(hashes.SHA256())))
        signature = r.to_bytes(32) + s.to_bytes(32)
    return f"{content}.{base64url(signature)}"


@dataclass
class TokenIssuer:
    """A running issuer. What it publishes can be changed: `documents` by path."""

    key: Key
    documents: dict[str, Any] = field(default_factory=dict)

    def start(self) -> "TokenIssuer":
        documents = self.documents

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                found = documents.get(self.path)
                content = json.dumps(found).encode()
                self.send_response(200 if found is not None else 404)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, format: str, *arguments: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        documents["/.well-known/openid-configuration"] = {"issuer": self.url, "jwks_uri": f"{self.url}/keys"}
        documents["/keys"] = {"keys": [public_key(self.key, "key-1")]}
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05})
        self._thread.start()
        return self

    def stop(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
