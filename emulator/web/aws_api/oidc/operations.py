"""Every operation of the OIDC service and the function that does it."""

from collections.abc import Mapping

from emulator.web.aws_api.oidc import applications, clients
from emulator.web.aws_api.service import Handler, Preparation

OPERATIONS: Mapping[str, Handler] = {
    "RegisterClient": clients.register,
    "StartDeviceAuthorization": clients.start_device_flow,
    "CreateToken": clients.create_token,
    "CreateTokenWithIAM": applications.create_token_for_application,
}

PREPARATIONS: Mapping[str, Preparation] = {
    "CreateToken": clients.poll_counted,
    "CreateTokenWithIAM": applications.issuer_keys,
}
