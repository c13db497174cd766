"""The cookie of a device that somebody has called trusted; the portal's sign-out does not take it away."""

from flask import Request, Response

from emulator.signin.mfa.trusted_devices import TrustedDevice

_NAME = "trusted-device"
_PATH = "/platform"


def read_trusted_device(request: Request) -> str | None:
    """The device's secret, if it has one."""
    return request.cookies.get(_NAME) or None


def write_trusted_device(response: Response, device: TrustedDevice, *, public_url: str) -> None:
    """Give the browser the secret of a device that is trusted from now on."""
    secure = public_url.startswith("https:")
    response.set_cookie(
        _NAME, device.secret, max_age=device.lasts, path=_PATH, httponly=True, samesite="Lax", secure=secure
    )
