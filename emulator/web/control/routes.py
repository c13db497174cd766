"""The table of the control API: every route below /_emulator."""

from emulator.web.control import authorization, clock, happened, health, identity_source, info, openapi, saml, scim, state
from emulator.web.control.route import Route

ROUTES: tuple[Route, ...] = (
    Route("GET", "livez", health.livez, open=True),
    Route("GET", "readyz", health.readyz, open=True),
    Route("GET", "info", info.info),
    Route("GET", "openapi.json", openapi.openapi),
    Route("GET", "clock", clock.read_clock),
    Route("POST", "clock", clock.change_clock),
    Route("POST", "reset", state.reset),
    Route("GET", "snapshots", state.list_snapshots),
    Route("POST", "snapshots", state.take_snapshot, status=201),
    Route("POST", "snapshots/<name>/restore", state.restore_snapshot),
    Route("DELETE", "snapshots/<name>", state.discard_snapshot),
    Route("GET", "events", happened.events),
    Route("GET", "refusals", happened.refusals),
    Route("GET", "requests", happened.requests),
    Route("GET", "identity-source", identity_source.read_identity_source),
    Route("PUT", "identity-source", identity_source.choose_identity_source),
    Route("POST", "identity-source/certificates", identity_source.add_certificate, status=201),
    Route("DELETE", "identity-source/certificates/<certificate_id>", identity_source.remove_certificate),
    Route("GET", "access-control-attributes", identity_source.read_access_control_attributes),
    Route("PUT", "access-control-attributes", identity_source.switch_access_control_attributes),
    Route("GET", "authorization", authorization.read_authorization),
    Route("PUT", "authorization", authorization.switch_authorization),
    Route("POST", "saml/examine", saml.examine_response),
    Route("GET", "scim/tenant", scim.read_provisioning),
    Route("POST", "scim/tenant", scim.enable),
    Route("DELETE", "scim/tenant", scim.disable),
    Route("GET", "scim/tokens", scim.read_tokens),
    Route("POST", "scim/tokens", scim.generate_token, status=201),
    Route("DELETE", "scim/tokens/<token_id>", scim.remove_token),
)
