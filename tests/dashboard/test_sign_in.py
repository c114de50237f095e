"""Signing in, as AppTest sees it: the form, what it answers, and how often it may be tried."""

import re
from types import SimpleNamespace

import bcrypt
import pytest
import sqlalchemy as sa

from casework.permissions import Role
from dashboard import attempts
from dashboard import office as process
from dashboard.passwords import DEMO_PASSWORD, DEMO_TOTP_SECRET, hashed
from dashboard.settings import settings
from data_access import tables
from tests.staffed import disable, set_role


@pytest.fixture
def office(office, cheap_hashes):
    """Everybody's hash is a cheap one, and counts as good: it is not renewed."""
    with process.engine().begin() as connection:
        connection.execute(sa.update(tables.staff).values(password_hash=hashed(DEMO_PASSWORD)))
    return office


def attempt(at, username, password):
    at.text_input[0].set_value(username)
    at.text_input[1].set_value(password)
    return at.form_submit_button[0].click().run()


def tickets():
    with process.engine().connect() as connection:
        return [*connection.scalars(sa.select(tables.tickets.c.username))]


@pytest.mark.parametrize("page", ["", "account.py", "start.py"])
def test_a_stranger_meets_the_form_whatever_they_ask_for(office, page):
    at = office.opened(page)
    assert not at.exception
    assert [field.label for field in at.text_input] == ["اسم المستخدم", "كلمة المرور"]
    assert not at.title


def test_a_made_up_session_is_a_strangers(office):
    at = office.opened("")
    at.user["session"] = "f" * 64
    assert not at.run().title


def test_the_right_password_earns_a_ticket(office):
    at = attempt(office.opened(""), " Amal ", DEMO_PASSWORD)
    assert not at.error
    assert tickets() == ["amal"]


@pytest.mark.parametrize(
    ("username", "password"), [("amal", "wrong"), ("nobody", "wrong"), ("nobody", DEMO_PASSWORD)]
)
def test_a_wrong_name_and_a_wrong_password_read_the_same(office, username, password):
    at = attempt(office.opened("", language="en"), username, password)
    assert [error.value for error in at.error] == ["The user name or the password is not right."]
    assert tickets() == []


def test_an_empty_form_is_answered(office):
    assert attempt(office.opened("", language="en"), "amal", "").error[0].value.startswith("Write your")


def test_a_disabled_person_is_refused_like_a_stranger(office):
    disable(office.directory, "amal", process.now())
    assert (
        attempt(office.opened("", language="en"), "amal", DEMO_PASSWORD)
        .error[0]
        .value.startswith("The user name")
    )


def tries(username, password, where):
    return attempts.try_password(username, password, where)


def test_after_ten_failures_even_the_right_password_waits(office):
    for _ in range(10):
        assert tries("amal", "wrong", "10.0.0.1").outcome == "wrong"
    assert tries("amal", DEMO_PASSWORD, "10.0.0.2").outcome == "throttled"
    assert tries("hany", DEMO_PASSWORD, "10.0.0.1").outcome == "throttled"
    assert tries("hany", DEMO_PASSWORD, "10.0.0.2").outcome == "right"


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "Too many attempts failed. Try again in 5 minutes."),
        ("ar", "أخفقت محاولات كثيرة. أعد المحاولة بعد 5 دقائق."),
    ],
)
def test_who_must_wait_is_told_for_how_long(office, language, sentence):
    for _ in range(10):
        tries("nobody", "wrong", "")
    assert attempt(office.opened("", language=language), "nobody", "wrong").error[0].value == sentence


def test_everybody_together_waits_too(office, monkeypatch):
    monkeypatch.setenv("MIZAN_ATTEMPTS_OVERALL", "3")
    settings.cache_clear()
    for name in ("one", "two", "three"):
        assert tries(name, "wrong", "").outcome == "wrong"
    assert tries("amal", DEMO_PASSWORD, "").outcome == "throttled"


def test_success_costs_no_attempts(office):
    for _ in range(12):
        assert tries("amal", DEMO_PASSWORD, "10.0.0.1").outcome == "right"


def test_refusals_leave_on_a_grid_and_what_is_right_at_once(office, monkeypatch):
    waited = []
    monkeypatch.setattr(attempts, "GRID", 0.25)
    clock = iter([100.0, 100.07, 200.0, 200.3, 300.0]).__next__
    # Of this module only: other threads of the process sleep too, and would spin.
    monkeypatch.setattr(attempts, "time", SimpleNamespace(sleep=waited.append, monotonic=clock))
    tries("amal", "wrong", "")
    tries("nobody", "wrong", "")
    tries("amal", DEMO_PASSWORD, "")
    assert waited == pytest.approx([0.18, 0.2])


def test_known_and_unknown_names_cost_the_database_the_same(office):
    """The same statements in the same order, whoever is asked for: a disabled and a bcrypt account too."""
    disable(office.directory, "hany", process.now())
    legacy = bcrypt.hashpw(DEMO_PASSWORD.encode(), bcrypt.gensalt(4)).decode()
    office.directory.set_password("reem", legacy, must_change=False, now=process.now())
    told = {}

    def record(_connection, _cursor, statement, *_rest):
        told[name].append(statement)

    sa.event.listen(process.engine(), "before_cursor_execute", record)
    for name in ("amal", "nobody", "hany", "reem"):
        told[name] = []
        at = attempt(office.opened("", language="en"), name, "wrong")
        told[name].append([block.value for block in at.html])
        assert len(at.error) == 1
    assert told["amal"] == told["nobody"] == told["hany"] == told["reem"]


def test_an_imported_hash_opens_and_is_replaced(office):
    legacy = bcrypt.hashpw(DEMO_PASSWORD.encode(), bcrypt.gensalt(4)).decode()
    office.directory.set_password("amal", legacy, must_change=False, now=process.now())
    attempt(office.opened(""), "amal", DEMO_PASSWORD)
    assert tickets() == ["amal"]
    assert office.directory.password_hash("amal").startswith("$argon2id$")


def test_a_pass_phrase_in_arabic_goes_through_the_form(office):
    phrase = "جمل أصفر ينام تحت النخلة " + "ويحلم بالبحر " * 7
    office.directory.set_password("amal", hashed(phrase.strip()), must_change=False, now=process.now())
    assert len(phrase) > 64
    attempt(office.opened(""), "amal", phrase)
    assert tickets() == ["amal"]


# The second step


def code_step(office, username="samir", language="en"):
    return attempt(office.opened("", language=language), username, DEMO_PASSWORD)


def give(at, code):
    at.text_input(key="sign_in.code").set_value(code)
    return at.button(key="sign_in.continue").click().run()


def demo_code(at):
    told = next(block.value for block in at.html if "mizan-demo-code" in block.value)
    return re.search(r"\d{6}", told).group()


def test_a_supervisor_is_asked_for_a_code_before_any_ticket(office):
    at = code_step(office)
    assert [field.label for field in at.text_input] == ["Code from your app"]
    assert kinds() == ["second"]
    give(at, demo_code(at))
    assert not at.error
    assert sorted(kinds()) == ["second", "session"]


def test_a_wrong_code_is_told_and_another_may_be_given(office):
    at = give(code_step(office), "000000")
    assert at.error[0].value.startswith("This code is not right")
    assert kinds() == ["second"]
    give(at, demo_code(at))
    assert "session" in kinds()


def test_a_code_opens_once(office):
    first, second = code_step(office), code_step(office)
    code = demo_code(first)
    give(first, code)
    assert give(second, code).error
    assert kinds().count("session") == 1


def test_wrong_codes_are_counted_like_wrong_passwords(office):
    at = code_step(office)
    for _ in range(10):
        give(at, "000000")
    assert give(at, demo_code(at)).error[0].value.startswith("Too many attempts")
    assert tries("samir", DEMO_PASSWORD, "").outcome == "throttled"


def test_a_recovery_code_opens_once(office):
    factors, now = process.second_factors(), process.now()
    code = factors.code_if("samir", DEMO_TOTP_SECRET, now)
    recovery = factors.renew_codes("samir", code, now)
    give(code_step(office), recovery[0].upper())
    assert kinds().count("session") == 1
    assert give(code_step(office), recovery[0]).error


def test_a_challenge_that_waited_too_long_begins_anew(office):
    at = code_step(office)
    with process.engine().begin() as connection:
        connection.execute(sa.update(tables.tickets).values(expires_at=process.now()))
    give(at, "000000")
    assert at.error[0].value == "The time for the code has passed. Please sign in again."
    assert len(at.text_input) == 2


def test_somebody_else_may_begin(office):
    at = code_step(office)
    at.button(key="sign_in.again").click().run()
    assert [field.label for field in at.text_input] == ["User name", "Password"]
    assert not at.error


def test_a_changed_password_voids_the_code_step(office):
    at = code_step(office)
    code = demo_code(at)
    office.directory.set_password("samir", hashed("another one"), must_change=False, now=process.now())
    give(at, code)
    assert "session" not in kinds()


def kinds():
    with process.engine().connect() as connection:
        return [*connection.scalars(sa.select(tables.tickets.c.kind))]


def test_only_a_demo_office_lists_accounts(office, monkeypatch):
    def listed():
        return any(DEMO_PASSWORD in block.value for block in office.opened("").html)

    assert listed()
    monkeypatch.setenv("MIZAN_DEMO", "0")
    monkeypatch.setenv("MIZAN_SECRET", "correct-horse-battery-staple-and-more-0123456789")
    process.close()
    assert not listed()


def test_a_first_password_must_be_changed_before_anything_else(office):
    office.directory.set_password(
        "amal", office.directory.password_hash("amal"), must_change=True, now=process.now()
    )
    at = office.opened("", by="amal", language="en")
    assert at.title[0].value == "My account"
    assert at.warning


def test_a_session_ended_elsewhere_meets_the_form_on_the_next_click(office):
    at = office.opened("account.py", by="amal")
    disable(office.directory, "amal", process.now())
    at.run()
    assert not at.title
    assert len(at.text_input) == 2


def test_a_new_supervisor_opens_nothing_but_their_account_until_an_app_is_set_up(office):
    set_role(office.directory, "amal", Role.SUPERVISOR)
    for page in ("queue.py", "team.py", ""):
        at = office.opened(page, by="amal", language="en")
        assert not at.exception
        assert at.title[0].value == "My account"
        assert [warning.value for warning in at.warning] == ["Set up a code app before you begin."]
