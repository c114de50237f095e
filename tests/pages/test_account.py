"""My account: how a person reads, their password, their sessions."""

import pytest

from dashboard import office as process
from dashboard import passwords
from dashboard.passwords import DEMO_PASSWORD

NEW = "seven quiet camels"


def texts(at):
    return [element.value for element in at.text]


@pytest.mark.parametrize(("language", "title"), [("ar", "حسابي"), ("en", "My account")])
def test_it_speaks_the_readers_language(office, language, title):
    at = office.opened("account.py", by="amal", language=language)
    assert not at.exception
    assert at.title[0].value == title


def test_digits_are_remembered_in_the_office(office):
    at = office.opened("account.py", by="amal")
    at.segmented_control(key="account.digits").set_value("arab").run()
    assert office.directory.account("amal").digits == "arab"


def change(at, old, new, again=None):
    at.text_input(key="account.old").set_value(old)
    at.text_input(key="account.new").set_value(new)
    at.text_input(key="account.again").set_value(new if again is None else again)
    at.form_submit_button[0].click().run()


def test_a_changed_password_opens_and_the_old_one_does_not_and_every_session_ends(office):
    at = office.opened("account.py", by="amal")
    change(at, DEMO_PASSWORD, NEW)
    known = office.directory.password_hash("amal")
    assert passwords.fits(NEW, known)
    assert not passwords.fits(DEMO_PASSWORD, known)
    assert office.directory.open_sessions("amal", process.now()) == ()


@pytest.mark.parametrize(
    ("old", "new", "again", "sentence"),
    [
        ("not it", NEW, NEW, "The present password is not right."),
        (DEMO_PASSWORD, NEW, "other words", "The two new passwords differ."),
        (DEMO_PASSWORD, DEMO_PASSWORD, DEMO_PASSWORD, "The new password is the old one."),
        (DEMO_PASSWORD, "short", "short", "The new password needs at least 10 characters."),
        (DEMO_PASSWORD, "aaaaaaaaaaaa", "aaaaaaaaaaaa", "The new password is too plain."),
        (DEMO_PASSWORD, "i am Amal so", "i am Amal so", "The new password must not contain the user name."),
    ],
)
def test_an_unfit_password_is_refused_in_words_and_nothing_changes(office, old, new, again, sentence):
    at = office.opened("account.py", by="amal", language="en")
    change(at, old, new, again)
    assert at.error[0].value.startswith(sentence)
    assert passwords.fits(DEMO_PASSWORD, office.directory.password_hash("amal"))


def test_other_sessions_can_be_ended(office):
    other = office.session_of("amal")
    at = office.opened("account.py", by="amal")
    at.button(key="account.end_others").click().run()
    assert office.directory.standing(other, process.now()) is None
    assert office.directory.standing(at.user["session"], process.now()) is not None


def test_signing_out_ends_the_session_at_once(office):
    at = office.opened("account.py", by="amal")
    at.button(key="shell.sign_out").click().run()
    assert office.directory.standing(at.user["session"], process.now()) is None
