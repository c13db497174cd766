"""The links of signing in: the provider's certificates, the last sign-in, the session."""

from emulator.directory.user import User
from emulator.guide.refusal import Facts
from emulator.identity_source.external_idp import external_idp
from emulator.identity_source.sources import identity_source
from emulator.signin.access_chain.history import last_refusal
from emulator.signin.access_chain.link import Case, Link, State
from emulator.signin.sessions import Standing, latest_standing_of_user

_ACS = "/saml/acs/"


def provider(case: Case) -> Link:
    """Whether the identity source can vouch for anybody now."""
    question = "Can the identity source sign people in?"
    connected = external_idp(case.tx, case.instance.identity_store_id)
    if connected is None:
        found = f"the identity source is {identity_source(case.tx, case.instance.identity_store_id)}"
        return Link(name="identity-source", question=question, state=State.SOUND, found=found)
    ends = [imported.certificate.not_after for imported in connected.certificates]
    if any(end > case.tx.now() for end in ends):
        found = f"external provider {connected.issuer}, certificate valid until {max(ends):%Y-%m-%d}"
        return Link(name="identity-source", question=question, state=State.SOUND, found=found)
    return Link(
        name="identity-source",
        question=question,
        state=State.BROKEN,
        found=f"no certificate of {connected.issuer} is valid any more",
        cause="saml.certificate-expired",
        facts=Facts(
            where="certificates of the identity provider",
            found=f"the last one ended on {max(ends):%Y-%m-%d}",
            expected="a valid certificate, that of the provider's signing key",
        ),
    )


def last_sign_in(case: Case, user: User | None) -> Link:
    """Whether the newest attempt to sign in with SAML succeeded."""
    question = "Did the last sign-in succeed?"
    standing = _newest(case, user)
    since = standing.session.started_at if standing else None
    refused = last_refusal(case.tx, _ACS, names=case.names, after=since)
    if refused is not None:
        return Link(
            name="sign-in",
            question=question,
            state=State.BROKEN,
            found=f"refused at {refused.at:%Y-%m-%dT%H:%M:%SZ}",
            cause=refused.cause,
            facts=refused.facts,
        )
    if since is not None:
        return Link(name="sign-in", question=question, state=State.SOUND, found=f"yes, at {since:%Y-%m-%dT%H:%M:%SZ}")
    found = "nobody has tried in this name"
    of_somebody = last_refusal(case.tx, _ACS)
    if of_somebody is not None:
        found += f"; the last refused response names somebody else or nobody ({of_somebody.cause})"
    return Link(name="sign-in", question=question, state=State.OPEN, found=found)


def session(case: Case, user: User) -> Link:
    """Whether the person has a session of the access portal."""
    question = "Is there a session?"
    standing = _newest(case, user)
    if standing is None:
        return Link(name="session", question=question, state=State.OPEN, found="none yet")
    if standing.over is None:
        found = f"alive until {standing.session.expires_at:%Y-%m-%dT%H:%M:%SZ}"
        return Link(name="session", question=question, state=State.SOUND, found=found)
    found = f"the last one is {standing.over}, since {standing.over_since:%Y-%m-%dT%H:%M:%SZ}"
    return Link(
        name="session",
        question=question,
        state=State.BROKEN,
        found=found,
        cause=f"session.{standing.over}",
        facts=Facts(where="session of the access portal", found=found, expected="a session that is alive"),
    )


def _newest(case: Case, user: User | None) -> Standing | None:
    return latest_standing_of_user(case.tx, case.instance.instance_arn, user.user_id) if user else None
