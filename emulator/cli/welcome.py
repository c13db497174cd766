"""What `idc serve` prints when it starts: everything that one would copy from the AWS console."""

from emulator.identity_source.service_provider import metadata_url, portal_url, service_provider
from emulator.permissions.instances import organization_instance
from emulator.server import Server
from emulator.web.control.scim import scim_endpoint


def welcome(server: Server) -> str:
    """The lines, for a started server. A SCIM token is shown only when this start has made it."""
    assert server.emulator is not None
    context = server.emulator.context
    with context.store.transaction() as tx:
        instance = organization_instance(tx)
    provider, url = service_provider(instance, context.public_url), context.public_url
    lines = [
        ("AWS access portal", portal_url(url)),
        ("Admin console", f"{url}/console"),
        ("Test IdP", f"{url}/idp"),
        ("ACS URL", provider.acs_url),
        ("Issuer (audience)", provider.issuer),
        ("SP metadata", metadata_url(instance, url)),
    ]
    if server.planted is not None and server.planted.tenant is not None:
        lines.append(("SCIM endpoint", scim_endpoint(server.planted.tenant.tenant_id, url)))
        lines += [("SCIM access token", secret) for _, secret in server.planted.tokens]
    else:
        lines.append(("SCIM tokens", f"{url}/_emulator/scim/tokens"))
    settings = context.settings
    lines.append(("State", str(settings.data or ("PostgreSQL" if settings.database_url else "in memory only"))))
    if server.certificate_authority is not None:
        lines.append(("Certificate authority", str(server.certificate_authority)))
    return "\n".join(f"{name + ':':<23}{value}" for name, value in lines)
