"""Signing in, as AppTest sees it: the form, what it answers, and how often it may be tried."""

import time

import pytest
import sqlalchemy as sa

from dashboard import office as process
from dashboard import sign_in
from dashboard.passwords import DEMO_PASSWORD
from data_access import tables


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
    office.directory.disable("amal", process.now())
    assert (
        attempt(office.opened("", language="en"), "amal", DEMO_PASSWORD)
        .error[0]
        .value.startswith("The user name")
    )


def test_after_ten_failures_even_the_right_password_waits(office):
    for _ in range(10):
        assert sign_in.password_fits("amal", "wrong", "10.0.0.1") == "wrong"
    assert sign_in.password_fits("amal", DEMO_PASSWORD, "10.0.0.2") == "throttled"
    assert sign_in.password_fits("hany", DEMO_PASSWORD, "10.0.0.1") == "throttled"
    assert sign_in.password_fits("hany", DEMO_PASSWORD, "10.0.0.2") == "right"


def test_success_costs_no_attempts(office):
    for _ in range(12):
        assert sign_in.password_fits("amal", DEMO_PASSWORD, "10.0.0.1") == "right"


def test_a_strangers_name_takes_as_long_as_a_colleagues(office):
    sign_in.password_fits("nobody", "warm up", "")

    def spent(username):
        started = time.process_time()
        sign_in.password_fits(username, "wrong", "")
        return time.process_time() - started

    known = min(spent("amal") for _ in range(3))
    unknown = min(spent("nobody") for _ in range(3))
    assert unknown > known / 2


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
    office.directory.disable("amal", process.now())
    at.run()
    assert not at.title
    assert len(at.text_input) == 2
