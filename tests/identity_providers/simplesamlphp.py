"""SimpleSAMLphp as Debian packages it, on PHP's own server, with one person to sign in."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

from emulator.cli.provider_configuration import provider_configuration
from tests.identity_providers.processes import Process, free_port

PROGRAM = Path("/usr/share/simplesamlphp")
PACKAGES = "simplesamlphp micro-httpd php-cgi php-cli php-mbstring php-xml"

EMAIL = "SAML:1.1:nameid-format:emailAddress"
TRANSIENT = "SAML:2.0:nameid-format:transient"

_CONFIG = """<?php
$config = [
    'baseurlpath' => '{url}/',
    'certdir' => '{folder}/cert/',
    'loggingdir' => '{folder}/',
    'datadir' => '{folder}/',
    'tempdir' => '{folder}/tmp',
    'metadatadir' => '{folder}/metadata/',
    'attributenamemapdir' => '/etc/simplesamlphp/attributemap/',
    'metadata.sources' => [['type' => 'flatfile', 'directory' => '{folder}/metadata/']],
    'secretsalt' => 'only-for-tests',
    'auth.adminpassword' => 'only-for-tests',
    'timezone' => 'UTC',
    'logging.handler' => 'errorlog',
    'enable.saml20-idp' => true,
    'module.enable' => ['exampleauth' => true, 'core' => true, 'saml' => true],
    'session.cookie.secure' => false,
    'session.phpsession.savepath' => '{folder}/tmp',
    'store.type' => 'phpsession',
    'theme.use' => 'default',
];
"""
_PEOPLE = """<?php
$config = [
    'people' => [
        'exampleauth:UserPass',
        'jane:jane' => [
            'uid' => ['jane'],
            'mail' => ['jane@example.com'],
            'eduPersonAffiliation' => ['member', 'employee'],
        ],
    ],
];
"""
_PROVIDER = """<?php
$metadata['__DYNAMIC:1__'] = [
    'host' => '__DEFAULT__',
    'privatekey' => '{name}.key',
    'certificate' => '{name}.crt',
    'NameIDFormat' => 'urn:oasis:names:tc:{format}',
    'auth' => 'people',
];
"""


class SimpleSamlPhp:
    """A running one. What a test changes in it holds from the next request on."""

    def __init__(self, url: str, folder: Path) -> None:
        self.url = url
        self.metadata_url = f"{url}/saml2/idp/metadata.php"
        self._folder = folder

    def know(self, issuer: str, acs_url: str, **replaced: str) -> None:
        """Register IAM Identity Center as `idc config` writes it, each text of `replaced` by another one."""
        php = provider_configuration("simplesamlphp", issuer=issuer, acs_url=acs_url)
        for old, new in replaced.items():
            assert old in php
            php = php.replace(old, new)
        (self._folder / "metadata" / "saml20-sp-remote.php").write_text(php)

    def start_url(self, issuer: str) -> str:
        """Where a sign-in begins that starts at the provider."""
        return f"{self.url}/saml2/idp/SSOService.php?spentityid={issuer}"

    def publish(self, *, key: str = "first", name_id_format: str = EMAIL) -> None:
        """Sign with that key, `first` or `second`, and offer that name identifier format in the metadata."""
        text = _PROVIDER.format(name=key, format=name_id_format)
        (self._folder / "metadata" / "saml20-idp-hosted.php").write_text(text)


@contextmanager
def running_simplesamlphp(folder: Path) -> Iterator[SimpleSamlPhp]:
    """SimpleSAMLphp with its whole configuration in `folder`."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    for name in ("cert", "metadata", "tmp"):
        (folder / name).mkdir()
    for name in ("first", "second"):
        certificate, key = certificate_and_key(f"{name} key of SimpleSAMLphp")
        (folder / "cert" / f"{name}.crt").write_bytes(certificate)
        (folder / "cert" / f"{name}.key").write_bytes(key)
    (folder / "config.php").write_text(_CONFIG.format(url=url, folder=folder))
    (folder / "authsources.php").write_text(_PEOPLE)
    provider = SimpleSamlPhp(url, folder)
    provider.publish()
    provider.know("urn:none", "http://127.0.0.1/none")
    command = [shutil.which("php") or "php", "-d", "opcache.enable=0", "-S", f"127.0.0.1:{port}"]
    command += ["-t", str(PROGRAM / "www")]
    environment = {"SIMPLESAMLPHP_CONFIG_DIR": str(folder)}
    with Process(command, url=provider.metadata_url, log=folder / "server.log", within=20, environment=environment):
        yield provider


def certificate_and_key(name: str) -> tuple[bytes, bytes]:
    """A self-signed certificate that has been valid since yesterday, and its key, as PEM."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=365))
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return certificate.public_bytes(pem), private
