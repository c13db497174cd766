"""The portal sends people to their identity provider."""

from urllib.parse import parse_qs, urlsplit

from lxml import html
from signin.provider import SIGN_IN_URL, Provider

from emulator.identity_source.external_idp import change_identity_source, connect_external_idp
from emulator.identity_source.sources import SourceKind
from emulator.saml import names
from emulator.saml.authn_request import read_authn_request
from emulator.saml.bindings import decode_post, decode_redirect
from web.signin.conftest import ANA, Site


def test_portal_leads_through_login_to_the_provider(site: Site) -> None:
    first = site.get("/start")
    assert first.status_code == 302
    assert first.headers["Location"] == f"{site.emulator.url}/platform/login?destination=%2Fstart"
    second = site.browser.get(first.headers["Location"], allow_redirects=False, timeout=5)
    assert second.status_code == 302
    assert second.headers["Location"].startswith(SIGN_IN_URL + "?SAMLRequest=")


def test_request_is_the_one_that_aws_sends(site: Site) -> None:
    location = site.get("/platform/login").headers["Location"]
    query = parse_qs(urlsplit(location).query)
    asked = read_authn_request(decode_redirect(query["SAMLRequest"][0]))
    assert asked.id.startswith("aws_")
    assert asked.issuer == site.provider.audience
    assert asked.acs_url == site.provider.acs_url
    assert asked.destination == SIGN_IN_URL
    assert asked.name_id_format == names.EMAIL_ADDRESS
    assert len(query["RelayState"][0]) == 43


def test_answer_leads_to_the_page_that_was_wanted(site: Site) -> None:
    location = site.browser.get(
        site.get("/start/?tab=1").headers["Location"], allow_redirects=False, timeout=5
    ).headers["Location"]
    query = parse_qs(urlsplit(location).query)
    asked = read_authn_request(decode_redirect(query["SAMLRequest"][0]))
    answer = site.post_response(site.provider.response(ANA, in_response_to=asked.id), query["RelayState"][0])
    assert answer.headers["Location"] == f"{site.emulator.url}/start/?tab=1"


def test_provider_that_takes_only_posts_gets_a_form(site: Site) -> None:
    only_post = Provider().metadata.replace(names.HTTP_REDIRECT, "urn:oasis:names:tc:SAML:2.0:bindings:SOAP")
    with site.emulator.context.store.transaction() as tx:
        connect_external_idp(tx, site.instance.identity_store_id, metadata=only_post)
    answer = site.get("/platform/login")
    assert answer.status_code == 200
    [form] = html.document_fromstring(answer.text).forms
    assert (form.method, form.action) == ("POST", SIGN_IN_URL)
    assert read_authn_request(decode_post(form.fields["SAMLRequest"])).acs_url == site.provider.acs_url
    assert form.fields["RelayState"]
    assert "form-action 'self' http: https:" in answer.headers["Content-Security-Policy"]
    assert "<button" in answer.text


def test_foreign_destination_is_not_followed(site: Site) -> None:
    location = site.get("/platform/login?destination=https://evil.example/").headers["Location"]
    asked = read_authn_request(decode_redirect(parse_qs(urlsplit(location).query)["SAMLRequest"][0]))
    answer = site.post_response(site.provider.response(ANA, in_response_to=asked.id))
    assert answer.headers["Location"] == f"{site.emulator.url}/start"


def test_without_a_provider_the_user_name_is_asked_for(site: Site) -> None:
    with site.emulator.context.store.transaction() as tx:
        change_identity_source(tx, site.instance.identity_store_id, SourceKind.IDENTITY_CENTER)
    answer = site.get("/platform/login")
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith(f"{site.emulator.url}/platform/login?workflowStateHandle=")


def test_service_provider_metadata_can_be_downloaded(site: Site) -> None:
    answer = site.get(f"/platform/saml/metadata/{site.instance.saml_tenant_id}")
    assert answer.status_code == 200
    assert "attachment" in answer.headers["Content-Disposition"]
    assert answer.headers["Content-Type"].startswith("application/samlmetadata+xml")
    assert f'entityID="{site.provider.audience}"' in answer.text
    assert f'Location="{site.provider.acs_url}"' in answer.text


def test_metadata_of_an_unknown_instance_is_not_found(site: Site) -> None:
    answer = site.get("/platform/saml/metadata/no-such-instance")
    assert (answer.status_code, answer.headers["x-emulator-cause"]) == (404, "sign-in.unknown-address")
