"""The grant types that the OIDC service knows (facts/awsapi.md §4.3)."""

AUTHORIZATION_CODE = "authorization_code"
DEVICE_CODE = "urn:ietf:params:oauth:grant-type:device_code"
REFRESH_TOKEN = "refresh_token"
JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer"
TOKEN_EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange"

OF_CLIENTS = (AUTHORIZATION_CODE, DEVICE_CODE, REFRESH_TOKEN)
OF_APPLICATIONS = (AUTHORIZATION_CODE, REFRESH_TOKEN, JWT_BEARER, TOKEN_EXCHANGE)
