"""Every operation of the administration API and the function that does it."""

from collections.abc import Mapping

from emulator.web.aws_api.service import Handler
from emulator.web.aws_api.sso_admin.application_operations import APPLICATION_OPERATIONS

OPERATIONS: Mapping[str, Handler] = {**APPLICATION_OPERATIONS}
