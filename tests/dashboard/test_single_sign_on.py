"""Coming in through a provider: a real one, asked by the real routes behind the real door."""

import base64
import json
from html import unescape
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import sqlalchemy as sa
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.testclient import TestClient

from dashboard import office as process
from dashboard import provider as ours
from dashboard import sessions, single_sign_on
from dashboard.door import Door
from dashboard.headers import SecurityHeaders
from dashboard.provider import Begun, Identity, Provider, ProviderTrouble, checked_second_factor
from data_access import tables
from operations.bench.loopback import free_port
from tests.sso_provider import SETTINGS, Running, running_provider, sentence_of

BACK = "http://mizan.test/sso/callback"
HTML = {"accept": "text/html"}
# Each provider is started once: their tests run in one process.
pytestmark = pytest.mark.xdist_group("single sign-on")


@pytest.fixture(scope="module", params=[False, True], ids=["userinfo", "claims"])
def there(request):
    with running_provider(BACK, "http://mizan.test/", claims=request.param) as running:
        yield running


@pytest.fixture
def desk(office, there: Running, monkeypatch):
    """A browser at a desk with single sign-on; amal and yousef bear names there."""
    for name, value in there.settings.items():
        monkeypatch.setenv(name, value)
    return opened(office)


def opened(office) -> TestClient:
    process.settings.cache_clear()
    ours.provider.cache_clear()
    with process.engine().begin() as connection:
        for username in ("amal", "yousef"):
            known = {"sso_name": f"{username}@ministry"}
            connection.execute(
                sa.update(tables.staff).where(tables.staff.c.username == username).values(known)
            )
    app = Starlette(
        routes=[*single_sign_on.ROUTES, *sessions.ROUTES],
        middleware=[Middleware(SecurityHeaders), Middleware(Door)],
    )
    client = TestClient(app, base_url="http://mizan.test", client=("10.1.2.3", 4000), follow_redirects=False)
    client.cookies.set("mizan_language", "en")
    return client


@pytest.fixture(autouse=True)
def _forgotten():
    yield
    ours.provider.cache_clear()


def sent(desk, **headers) -> str:
    answer = desk.get("/sso/start", headers=headers)
    assert answer.status_code == 303
    return answer.headers["location"]


def who(desk) -> str | None:
    token = desk.cookies.get("mizan_session")
    standing = token and process.directory().standing(process.directory().handle_of(token), process.now())
    return standing.account.username if standing else None


def came_back(desk, address: str):
    return desk.get(address, headers=HTML)


def told(answer) -> str:
    return unescape(sentence_of(answer.text))


def test_what_leaves_for_the_provider(desk, there):
    asked = parse_qs(urlsplit(sent(desk)).query)
    assert asked["response_type"] == ["code"]
    assert asked["code_challenge_method"] == ["S256"]
    assert asked["redirect_uri"] == [BACK]
    assert asked["ui_locales"] == ["en"]
    assert len(asked["state"][0]) > 40
    assert len(asked["nonce"][0]) > 40
    assert "a-secret" not in str(asked)


def test_somebody_who_works_here_comes_in_where_they_wanted_to(desk, there):
    address = sent(desk, referer="http://mizan.test/queue?state=submitted")
    answer = came_back(desk, there.log_in(address, "amal@ministry"))
    assert (answer.status_code, answer.headers["location"]) == (303, "/queue?state=submitted")
    assert who(desk) == "amal"
    token = desk.cookies["mizan_session"]
    standing = process.directory().standing(process.directory().handle_of(token), process.now())
    assert (standing.method, standing.ready) == ("sso", True)
    assert answer.headers["cache-control"] == "no-store"
    assert "mizan_sso" not in desk.cookies


def test_a_role_with_a_second_factor_comes_in_where_the_provider_asked_for_one(desk, there):
    refused = came_back(desk, there.log_in(sent(desk), "yousef@ministry"))
    assert refused.status_code == 403
    assert told(refused).startswith("Your role needs a second factor, and the test provider did not say")
    assert who(desk) is None
    came_back(desk, there.log_in(sent(desk), "yousef@ministry", second=True))
    assert who(desk) == "yousef"


@pytest.mark.parametrize("disabled", [False, True])
def test_nobody_is_taken_on_by_signing_on(desk, there, disabled):
    name = "amal@ministry" if disabled else "somebody@ministry"
    if disabled:
        with process.engine().begin() as connection:
            gone = sa.update(tables.staff).where(tables.staff.c.username == "amal")
            connection.execute(gone.values(disabled_at=process.now()))
    answer = came_back(desk, there.log_in(sent(desk), name))
    assert answer.status_code == 403
    assert "no open account of this desk bears your name there" in told(answer)
    assert who(desk) is None


def test_a_person_who_cancels_is_told_that_nothing_was_opened(desk, there):
    answer = came_back(desk, there.log_in(sent(desk), "amal@ministry", cancel=True))
    assert told(answer) == "You did not sign in at the test provider, so nothing was opened here."


def test_an_answer_that_was_used_opens_nothing_again(desk, there):
    address = sent(desk)
    kept = desk.cookies["mizan_sso"]
    back = there.log_in(address, "amal@ministry")
    came_back(desk, back)
    assert who(desk) == "amal"
    desk.cookies.delete("mizan_session")
    assert "was used already" in told(came_back(desk, back))
    # Somebody who kept the cookie too is refused by the provider: its code is good once.
    desk.cookies.set("mizan_sso", kept)
    assert told(came_back(desk, back)) == "the test provider did not accept this sign-in. Begin again."
    assert who(desk) is None


@pytest.mark.parametrize("change", [{"state": "x" * 43}, {"state": ""}])
def test_an_answer_to_somebody_else_s_question_opens_nothing(desk, there, change):
    back = there.log_in(sent(desk), "amal@ministry")
    parts = urlsplit(back)
    query = {name: value[0] for name, value in parse_qs(parts.query).items()} | change
    answer = came_back(desk, f"/sso/callback?{urlencode(query)}")
    assert answer.status_code == 403
    assert "was not begun in this browser" in told(answer)
    assert who(desk) is None


def test_another_person_s_browser_is_not_signed_in_with_my_answer(desk, there, office):
    back = there.log_in(sent(desk), "amal@ministry")
    victim = opened(office)
    assert "was not begun in this browser" in told(came_back(victim, back))
    sent(victim)
    assert "was not begun in this browser" in told(came_back(victim, back))
    assert who(victim) is None


def test_a_forged_cookie_is_no_cookie(desk, there):
    back = there.log_in(sent(desk), "amal@ministry")
    state = parse_qs(urlsplit(back).query)["state"][0]
    forged = base64.urlsafe_b64encode(
        json.dumps({"state": state, "nonce": "", "verifier": "", "next": "//evil"}).encode()
    )
    desk.cookies.delete("mizan_sso")
    desk.cookies.set("mizan_sso", forged.decode() + ".x.y")
    assert "was not begun in this browser" in told(came_back(desk, back))


@pytest.mark.parametrize(
    "query",
    [
        "",
        "code=x",
        "error=server_error",
        "error=access_denied&error_description=<script>1058529940",
        "code=" + "x" * 5000,
    ],
)
def test_what_anybody_can_type_is_answered_in_a_sentence(desk, query, capfd):
    answer = came_back(desk, f"/sso/callback?{query}")
    assert answer.status_code == 403
    assert "<script" not in answer.text
    assert "1058529940" not in answer.text + capfd.readouterr().err


@pytest.mark.parametrize(
    "wrong",
    [{"nonce": "another"}, {"client": "another"}, {"issuer": "another"}, {"late": 4000}],
    ids=lambda wrong: next(iter(wrong)),
)
def test_a_token_that_is_not_for_us_now_is_not_believed(desk, there, monkeypatch, wrong):
    chosen = process.settings()
    asked = Provider(chosen)
    address, begun = asked.begin(BACK, "ar")
    code = parse_qs(urlsplit(there.log_in(address, "amal@ministry")).query)["code"][0]
    if "nonce" in wrong:
        begun = Begun(state=begun.state, nonce="another", verifier=begun.verifier)
    if "issuer" in wrong:
        metadata = asked._metadata() | {"issuer": "http://127.0.0.1:1"}
        monkeypatch.setattr(asked, "_metadata", lambda: metadata)
    if "client" in wrong:
        believed = asked._believed
        other = chosen.model_copy(update={"oidc_client_id": "another"})

        def as_another(*given):
            asked._chosen = other
            return believed(*given)

        monkeypatch.setattr(asked, "_believed", as_another)
    if "late" in wrong:
        monkeypatch.setattr(ours, "LEEWAY", -wrong["late"])
    with pytest.raises(ProviderTrouble, match="unbelieved"):
        asked.identity(code, begun, BACK)


def test_a_token_somebody_else_signed_is_not_believed(desk, there):
    asked = Provider(process.settings())
    _address, begun = asked.begin(BACK, "ar")
    for header in ({"alg": "none"}, {"alg": "HS256"}):
        parts = [
            base64.urlsafe_b64encode(json.dumps(one).encode()).rstrip(b"=").decode()
            for one in (header, {"sub": "x"})
        ]
        with pytest.raises(ProviderTrouble, match="unbelieved"):
            asked._believed({"id_token": ".".join([*parts, ""])}, begun)


def test_a_wrong_verifier_is_refused_by_the_provider(desk, there):
    asked = Provider(process.settings())
    address, begun = asked.begin(BACK, "ar")
    code = parse_qs(urlsplit(there.log_in(address, "amal@ministry")).query)["code"][0]
    with pytest.raises(ProviderTrouble, match="refused"):
        asked.identity(code, Begun(state=begun.state, nonce=begun.nonce, verifier="v" * 64), BACK)


@pytest.mark.parametrize(("language", "words"), [("ar", "لا يجيب"), ("en", "does not answer")])
def test_a_provider_that_is_down_is_told_of(office, monkeypatch, language, words):
    for name, value in {**SETTINGS, "MIZAN_OIDC_ISSUER": f"http://127.0.0.1:{free_port()}"}.items():
        monkeypatch.setenv(name, value)
    desk = opened(office)
    desk.cookies.set("mizan_language", language)
    for path in ("/sso/start", "/sso/leave"):
        answer = desk.get(path, headers=HTML)
        assert answer.status_code == 502
        assert words in told(answer)


def test_without_a_provider_there_is_no_button_and_no_way(office):
    process.settings.cache_clear()
    desk = opened(office)
    assert desk.get("/sso/start").status_code == 404
    assert desk.get("/sso/callback?code=x&state=x").status_code == 403
    assert desk.get("/sso/leave").headers["location"] == "/"
    assert single_sign_on.way_in("ar") == ""


def test_leaving_leads_to_the_provider_s_own_way_out(desk, there):
    offered = desk.get("/sso/left", headers=HTML)
    assert 'href="/sso/leave"' in offered.text
    out = urlsplit(desk.get("/sso/leave").headers["location"])
    assert f"{out.scheme}://{out.netloc}" == there.address
    asked = parse_qs(out.query)
    assert asked == {"client_id": ["mizan"], "post_logout_redirect_uri": ["http://mizan.test/"]}


@pytest.mark.parametrize(
    ("methods", "enough"),
    [({"pwd"}, False), (set(), False), ({"pwd", "otp"}, True), ({"urn:mfa"}, False), ({"mfa"}, True)],
)
def test_which_methods_are_a_second_factor(methods, enough):
    assert checked_second_factor(Identity(name="x", methods=frozenset(methods)), "mfa, otp") is enough


def test_every_failure_has_its_sentence_in_both_languages():
    assert {"down", "denied", "refused", "state", "unbelieved", "unnamed", "unknown", "second_factor"} <= set(
        single_sign_on.SENTENCES
    )


def test_an_ended_session_is_ended(desk, there):
    came_back(desk, there.log_in(sent(desk), "amal@ministry"))
    kept = desk.cookies["mizan_session"]
    assert desk.post("/session/close", headers={"sec-fetch-site": "same-origin"}).status_code == 204
    desk.cookies.set("mizan_session", kept)
    assert who(desk) is None
