"""Passwords: any script, one normal form, hashes brought up to date, and none that is tried first."""

import bcrypt
import pytest
from argon2 import PasswordHasher
from pwdlib.hashers.argon2 import Argon2Hasher
from pwdlib.hashers.bcrypt import BcryptHasher

from dashboard import passwords
from dashboard.common_passwords import is_common, words
from dashboard.passwords import UnfitPassword, check, fits, hashed, tried

PHRASE = "جمل أصفر ينام تحت النخلة"


@pytest.mark.usefixtures("cheap_hashes")
@pytest.mark.parametrize(
    "phrase",
    [
        PHRASE,
        "four quiet camels and a lantern by the sea " * 2,
        "тихая ночь над рекой",
        "夜空に星が見える静かな庭",
        "🐪 under the 🌴 at noon",
        "نخل " * 31 + "بحر",
    ],
)
def test_a_pass_phrase_of_any_script_is_accepted_and_fits(phrase):
    phrase = phrase.strip()
    check(phrase, "amal")
    known = hashed(phrase)
    assert fits(phrase, known)
    assert not fits(phrase[:-1], known)


@pytest.mark.usefixtures("cheap_hashes")
@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("لا أنام قبل الفجر", "ﻻ أنام قبل الفجر"),  # lam-alef as two letters and as one sign
        ("كتابٌ مفتوحٌ على النافذة", "\ufedb\ufe98\ufe8e\ufe8fٌ مفتوحٌ على النافذة"),  # letters by their place
        ("شدّةٌ على الراء", "شد\u0651ة\u064c على الراء"),
        ("café at the corner", "cafe\u0301 at the corner"),
    ],
)
def test_two_keyboards_that_write_the_same_word_type_the_same_password(one, other):
    assert fits(other, hashed(one))


def test_the_longest_is_counted_as_it_is_kept():
    check(PHRASE + " x" * 52, "amal")
    with pytest.raises(UnfitPassword, match="long"):
        check("ﷺ " * 40, "amal")  # one sign, eighteen letters


@pytest.mark.usefixtures("cheap_hashes")
def test_nothing_after_the_longest_is_ignored():
    longest = "pq5 " * 32
    assert len(longest) == passwords.LONGEST
    known = hashed(longest)
    assert fits(longest, known)
    assert not fits(longest + "x", known)
    assert not fits("x" * 10_000_000, known)


@pytest.mark.usefixtures("cheap_hashes")
@pytest.mark.parametrize("odd", ["seven quiet\x00camels", "seven\tquiet camels", "seven quiet\ud800camels"])
def test_what_cannot_be_typed_everywhere_is_refused_and_never_fits(odd):
    with pytest.raises(UnfitPassword, match="odd"):
        check(odd, "amal")
    assert not fits(odd, hashed("seven quiet camels"))


def test_a_hash_from_elsewhere_fits_and_is_replaced_at_the_first_right_password():
    known = bcrypt.hashpw(PHRASE.encode()[:72], bcrypt.gensalt(4)).decode()
    assert tried("not it", known) == (False, None)
    right, better = tried(PHRASE, known)
    assert right
    assert better.startswith("$argon2id$")
    assert tried(PHRASE, better) == (True, None)


@pytest.mark.usefixtures("cheap_hashes")
def test_a_bcrypt_hash_of_a_long_password_is_checked_but_not_renewed():
    long = "a very long sentence that goes on and on until nobody remembers how it began"
    known = bcrypt.hashpw(long.encode()[:72], bcrypt.gensalt(4)).decode()
    assert tried(long, known) == (True, None)
    assert tried("b" + long[1:], known) == (False, None)


def test_a_weak_argon2_hash_is_renewed():
    weak = "$argon2id$v=19$m=8,t=1,p=1$"
    known = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash("seven quiet camels")
    assert known.startswith(weak)
    right, better = tried("seven quiet camels", known)
    assert right
    assert better
    assert not better.startswith(weak)


@pytest.mark.usefixtures("cheap_hashes")
@pytest.mark.parametrize("known", [None, "", "plain text", "$1$abc$def"])
def test_without_a_readable_hash_nothing_fits(known, monkeypatch):
    monkeypatch.setattr(passwords, "_nobodys", lambda: hashed("nobody has this password"))
    assert tried("nobody has this password", known) == (False, None)


@pytest.mark.parametrize(
    "common",
    [
        "password12", "P@ssw0rd2026!", "p4ssw0rd2026", "Ahmed@1990!!", "mohamed123456", "Welcome2026!!",
        "qwertyuiop", "1q2w3e4r5t6y", "1qaz2wsx3edc", "abcdefghij", "abcd1abcd1abcd1", "abcd1234abcd1234",
        "0123456789", "01012345678", "29801011234567", "zamalek1911", "Ramadan2026!", "Egypt@2026!!",
        "محمد123456", "محمد١٢٣٤٥٦", "أحمد عبدالله 90", "السلام عليكم1", "ضصثقفغعهخح", "شسيبلاتنمك",
        # "password" and "القاهرة" typed while the other keyboard was on.
        "حشسسصخقي2026", "hgrhivm123",
        # The office's own.
        "mizan-demo-2027", "Takaful&Karama", "ميزان2026!!",
    ],
)  # fmt: skip
def test_what_is_tried_first_is_refused_in_any_capitals(common):
    for typed in (common, common.upper()):
        with pytest.raises(UnfitPassword, match="common"):
            check(typed, "zaki")


@pytest.mark.parametrize(
    "fine",
    [
        PHRASE, "seven quiet camels", "correct horse battery staple", "xK9$mQ2vLp7w",
        "قهوة الصباح على الشرفة 7", "لا أحب القهوة بدون سكر", "olive tree by the sea", "ahmed 8391745-5663",
    ],
)  # fmt: skip
def test_what_is_not_is_accepted(fine):
    check(fine, "zaki")


def test_a_persons_own_names_are_tried_first_too():
    assert not is_common("Elshafei1987!")
    assert is_common("Elshafei1987!", ["Mariam Elshafei"])
    assert is_common("الشافعي1987", ["مريم الشافعي"])


@pytest.mark.usefixtures("cheap_hashes")
@pytest.mark.parametrize("cost", [0, 4])
@pytest.mark.parametrize("kind", ["own", "imported", "none", "unreadable"])
def test_every_kind_of_hash_costs_the_same_checks(kind, cost, monkeypatch):
    known = {
        "own": hashed("seven quiet camels"),
        "imported": bcrypt.hashpw(b"seven quiet camels", bcrypt.gensalt(4)).decode(),
        "none": None,
        "unreadable": "$1$abc$def",
    }[kind]
    tried("warm up", None, cost)
    checks = []
    for hasher in (Argon2Hasher, BcryptHasher):
        monkeypatch.setattr(hasher, "verify", lambda *_args, name=hasher.__name__: checks.append(name))
    tried("not it", known, cost)
    # An office with an imported hash has a cost; its own account is never checked without it.
    expected = ["Argon2Hasher", "BcryptHasher"] if cost or kind == "imported" else ["Argon2Hasher"]
    assert checks == expected


def test_the_list_knows_both_scripts():
    arabic = [word for word in words() if any("\u0600" <= letter <= "\u06ff" for letter in word)]
    assert len(arabic) > 200
    assert len(words()) - len(arabic) > 500
