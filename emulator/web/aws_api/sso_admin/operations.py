"""Every operation of the administration API and the function that does it."""

from collections.abc import Mapping

from emulator.web.aws_api.service import Handler
from emulator.web.aws_api.sso_admin.application_operations import APPLICATION_OPERATIONS
from emulator.web.aws_api.sso_admin.permission_operations import PERMISSION_OPERATIONS

OPERATIONS: Mapping[str, Handler] = {**PERMISSION_OPERATIONS, **APPLICATION_OPERATIONS}
