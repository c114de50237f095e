"""My account: how a person reads, their password, their sessions."""

import pytest
from pyotp.totp import TOTP

from casework.permissions import Role
from dashboard import office as process
from dashboard import passwords
from dashboard.attempts import try_password
from dashboard.passwords import DEMO_PASSWORD, DEMO_TOTP_SECRET
from tests.staffed import set_role

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
        (
            DEMO_PASSWORD,
            "Ramadan2026!",
            "Ramadan2026!",
            "The new password is one of those that are tried first",
        ),
        (
            DEMO_PASSWORD,
            "عبدالرحمن1990",
            "عبدالرحمن1990",
            "The new password is one of those that are tried first",
        ),
        (DEMO_PASSWORD, "seven\tquiet camels", "seven\tquiet camels", "The new password holds a character"),
        (DEMO_PASSWORD, "i am Amal so", "i am Amal so", "The new password must not contain the user name."),
    ],
)
def test_an_unfit_password_is_refused_in_words_and_nothing_changes(office, old, new, again, sentence):
    at = office.opened("account.py", by="amal", language="en")
    change(at, old, new, again)
    assert at.error[0].value.startswith(sentence)
    assert passwords.fits(DEMO_PASSWORD, office.directory.password_hash("amal"))


def test_a_pass_phrase_in_arabic_is_taken_and_opens(office):
    phrase = "لا أنام قبل أن أشرب كوبًا من الشاي بالنعناع على شرفة البيت القديم"
    change(office.opened("account.py", by="amal"), DEMO_PASSWORD, phrase)
    assert try_password("amal", phrase, "").outcome == "right"


def test_guessing_the_present_password_here_is_counted_like_at_the_door(office):
    at = office.opened("account.py", by="amal", language="en")
    for _ in range(10):
        change(at, "not it", NEW)
    change(at, DEMO_PASSWORD, NEW)
    assert at.error[0].value == "Too many attempts failed. Try again in 5 minutes."
    assert passwords.fits(DEMO_PASSWORD, office.directory.password_hash("amal"))


def test_one_other_session_is_ended_and_no_more(office):
    one, other = office.session_of("amal"), office.session_of("amal")
    at = office.opened("account.py", by="amal", language="en")
    assert sum("this browser" in text for text in texts(at)) == 1
    at.button(key=f"account.end.{one[:12]}").click().run()
    assert office.directory.standing(one, process.now()) is None
    assert office.directory.standing(other, process.now()) is not None
    assert office.directory.standing(at.user["session"], process.now()) is not None


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


# The second factor


def begun(office, by="amal", language="en"):
    at = office.opened("account.py", by=by, language=language)
    at.button(key="account.app_begin").click().run()
    return at, shown_secret(at)


def shown_secret(at):
    block = next(block.value for block in at.html if "mizan-qr" in block.value)
    return block.partition('mizan-id">')[2].partition("<")[0].replace(" ", "")


def confirm(at, code, present=None):
    at.text_input(key="account.app_code").set_value(code)
    if present is not None:
        at.text_input(key="account.app_present").set_value(present)
    at.button(key="account.app_confirm").click().run()


def shown_codes(at):
    found = [block.value for block in at.html if "mizan-codes" in block.value]
    return [part.split("<")[0] for part in found[0].split("mizan-id'>")[1:]] if found else []


def test_an_app_is_set_up_by_its_code_and_the_recovery_codes_are_shown_once(office):
    at, secret = begun(office)
    confirm(at, "000000")
    assert at.error[0].value.startswith("This code is not right")
    assert not office.directory.account("amal").second_factor
    confirm(at, TOTP(secret).now())
    codes = shown_codes(at)
    assert len(codes) == 10
    assert office.directory.account("amal").second_factor
    at.button(key="account.codes_kept").click().run()
    assert shown_codes(at) == []
    assert "A code app is set up. 10 recovery codes are left." in texts(at)
    assert shown_codes(office.opened("account.py", by="amal")) == []


def test_the_picture_is_drawn_here_and_asks_nothing_of_the_outside(office):
    at, secret = begun(office)
    picture = next(block.value for block in at.html if "mizan-qr" in block.value)
    assert 'src="data:image/svg+xml' in picture
    assert "https:" not in picture
    assert secret not in picture.split("<p>")[0]


def test_a_supervisor_gets_another_app_only_with_the_present_one_and_cannot_do_without(office):
    at, secret = begun(office, by="samir")
    confirm(at, TOTP(secret).now(), "000000")
    assert at.error
    present = process.second_factors().code_if("samir", DEMO_TOTP_SECRET, process.now())
    confirm(at, TOTP(secret).now(), present)
    assert len(shown_codes(at)) == 10
    at.button(key="account.codes_kept").click().run()
    assert "account.app_off" not in [button.key for button in at.button]


def test_recovery_codes_are_made_anew_and_a_caseworker_may_do_without(office):
    at, secret = begun(office)
    confirm(at, TOTP(secret).now())
    first = shown_codes(at)
    at.button(key="account.codes_kept").click().run()
    at.text_input(key="account.code").set_value(first[0])
    at.button(key="account.renew_codes").click().run()
    second = shown_codes(at)
    assert len(second) == 10
    assert not set(first) & set(second)
    at.button(key="account.codes_kept").click().run()
    at.text_input(key="account.code").set_value(second[0])
    at.button(key="account.app_off").click().run()
    assert not office.directory.account("amal").second_factor


def test_who_must_set_up_both_does_one_after_the_other_and_finds_nothing_else(office):
    set_role(office.directory, "amal", Role.ADMINISTRATOR)
    known = office.directory.password_hash("amal")
    office.directory.set_password("amal", known, must_change=True, now=process.now())
    at = office.opened("account.py", by="amal", language="en")
    assert [warning.value for warning in at.warning] == ["Choose a password of your own before you begin."]
    assert "account.app_begin" not in [button.key for button in at.button]
    change(at, DEMO_PASSWORD, NEW)
    at, secret = begun(office)
    confirm(at, TOTP(secret).now())
    assert process.directory().standing(at.user["session"], process.now()).ready


@pytest.mark.parametrize("language", ["ar", "en"])
def test_every_step_is_worded_in_the_readers_language(office, language):
    at, secret = begun(office, language=language)
    confirm(at, TOTP(secret).now())
    said = " ".join(block.value for block in at.subheader) + " ".join(texts(at))
    assert ("تطبيق الرموز" in said) == (language == "ar")
    assert ("Code app" in said) == (language == "en")
