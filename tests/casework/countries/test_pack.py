import re
from datetime import date, timedelta
from decimal import Decimal

import pytest

from casework.applications.facts import FIELDS
from casework.applications.reasons import PLACEHOLDERS, Route, placeholders
from casework.countries.pack import BadPack, _with_what_is_shared, pack_of, packs, programme
from casework.countries.reading import read_check, read_programme, read_words
from casework.eligibility.assessment import INFORMATION_MISSING

PACKS = list(packs().values())
PROGRAMMES = [scheme for pack in PACKS for scheme in pack.programmes.values()]
RULES = [(scheme, rule) for scheme in PROGRAMMES for rule in scheme.rules]
REASONS = [(pack, reason) for pack in PACKS for reason in pack.reasons.values()]
ARABIC, LATIN_WORD = re.compile(r"[\u0621-\u064a]"), re.compile(r"[A-Za-z]{2,}")


def by_code(value):
    return getattr(value, "code", None) or getattr(value, "id", "")


def test_the_two_countries_and_their_programmes():
    assert set(packs()) == {"eg", "sa"}
    assert {scheme.code for scheme in PROGRAMMES} == {
        "eg.takaful",
        "eg.karama",
        "sa.social_security",
        "sa.food",
        "sa.electricity",
        "sa.low_income",
    }
    assert {scheme.prefix for scheme in PROGRAMMES} == {"TK", "KR", "SS", "FD", "EL", "LI"}
    assert (len(packs()["eg"].regions), len(packs()["sa"].regions)) == (27, 13)
    assert "eg-88" not in packs()["eg"].regions
    assert "sa-13" not in packs()["sa"].regions


def test_a_programme_knows_its_pack():
    assert pack_of("sa.food") is packs()["sa"]
    with pytest.raises(KeyError):
        programme("sa.takaful")


@pytest.mark.parametrize("pack", PACKS, ids=by_code)
def test_every_region_and_paper_is_worded_in_both_languages(pack):
    for words in (*pack.regions.values(), *(kind.name for kind in pack.documents.values())):
        assert ARABIC.search(words.ar)
        assert not ARABIC.search(words.en)


@pytest.mark.parametrize(("pack", "reason"), REASONS, ids=by_code)
def test_every_reason_is_worded_in_both_languages(pack, reason):
    said = [reason.title, reason.citizen, reason.remedy, *([reason.detail] if reason.detail else [])]
    for words in said:
        assert ARABIC.search(words.ar) or words.ar == "{words}"
        assert not ARABIC.search(words.en)
    for words in said[1:]:
        if words.ar == words.en == "{words}":
            continue  # What the caseworker writes, as it is.
        assert words.ar.endswith(".")
        assert words.en.endswith(".")


@pytest.mark.parametrize(("pack", "reason"), REASONS, ids=by_code)
def test_only_details_have_placeholders_and_the_same_in_both_languages(pack, reason):
    assert not placeholders(reason.citizen.ar + reason.citizen.en + reason.remedy.ar + reason.remedy.en)
    if reason.detail:
        assert placeholders(reason.detail.ar) == placeholders(reason.detail.en) != frozenset()
        assert placeholders(reason.detail.ar) <= PLACEHOLDERS


@pytest.mark.parametrize(("pack", "reason"), REASONS, ids=by_code)
def test_every_reason_is_offered_by_some_programme(pack, reason):
    assert any(reason.code in scheme.catalogue for scheme in pack.programmes.values())


@pytest.mark.parametrize("pack", PACKS, ids=by_code)
def test_papers_named_by_reasons_and_programmes_exist(pack):
    named = {reason.document for reason in pack.reasons.values()} - {None}
    asked = {document.kind for scheme in pack.programmes.values() for document in scheme.required_documents}

    assert named | asked <= set(pack.documents)


@pytest.mark.parametrize("scheme", PROGRAMMES, ids=by_code)
def test_the_common_reasons_are_in_every_catalogue(scheme):
    routes = {reason.route for reason in scheme.catalogue.values()}

    assert {INFORMATION_MISSING, "document_missing", "other", "false_statement", "outside_population"} <= set(
        scheme.reasons
    )
    assert routes == set(Route)
    assert any(reason.valid_until for reason in scheme.catalogue.values()), "a retired code is kept"


@pytest.mark.parametrize(
    ("code", "causes"),
    [
        (
            "eg.takaful",
            {
                "fixed_income",
                "other_pension",
                "property_over_limit",
                "land_over_limit",
                "private_school_fees",
                "data_not_updated",
            },
        ),
        (
            "eg.karama",
            {
                "fixed_income",
                "other_pension",
                "property_over_limit",
                "land_over_limit",
                "data_not_updated",
                "medical_exam_missed",
            },
        ),
    ],
)
def test_the_usual_causes_have_reasons_of_their_own(code, causes):
    assert causes <= {rule.reason for rule in programme(code).rules}


@pytest.mark.parametrize(("scheme", "rule"), RULES, ids=by_code)
def test_a_rules_reason_is_in_its_programmes_catalogue(scheme, rule):
    assert rule.reason in scheme.catalogue
    assert scheme.catalogue[rule.reason].is_valid(date(2026, 11, 23))
    assert rule.version
    assert rule.source


@pytest.mark.parametrize(("scheme", "rule"), RULES, ids=by_code)
def test_an_invented_figure_is_labelled_in_words(scheme, rule):
    assert rule.invented == (rule.note is not None)
    if rule.invented:
        assert scheme.invented


@pytest.mark.parametrize("scheme", PROGRAMMES, ids=by_code)
def test_rule_ids_are_distinct_and_choices_are_real(scheme):
    ids = [rule.id for rule in scheme.rules]

    assert len(ids) == len(set(ids))
    for rule in scheme.rules:
        field = FIELDS[rule.reads()[0]]
        if field.choices and isinstance(rule.condition.limit, str):
            assert rule.condition.limit in field.choices


@pytest.mark.parametrize("scheme", PROGRAMMES, ids=by_code)
def test_a_citizen_can_read_what_the_programme_asks(scheme):
    sentences = [scheme.summary, *scheme.conditions, *scheme.target_groups, *scheme.invented]

    assert len(scheme.conditions) >= 3
    assert scheme.target_groups
    assert all(ARABIC.search(words.ar) and LATIN_WORD.search(words.en) for words in sentences)
    assert 0 < scheme.amber_after < scheme.decide_within
    assert scheme.complete_within_days == 30


@pytest.mark.parametrize("scheme", PROGRAMMES, ids=by_code)
def test_an_identity_card_is_always_required(scheme):
    assert "identity_card" in {document.kind for document in scheme.required_for({})}


def test_papers_are_required_by_the_case():
    def kinds(code, **facts):
        return {document.kind for document in programme(code).required_for(facts)}

    assert "medical_report" in kinds("eg.karama", disability="severe")
    assert "medical_report" not in kinds("eg.karama", disability="moderate")
    assert "rent_contract" in kinds("sa.food", housing="rented")
    assert "rent_contract" not in kinds("sa.food", housing="owned")
    assert "rent_contract" not in kinds("sa.food")


def test_a_school_invoice_is_required_only_where_fees_were_declared():
    takaful = programme("eg.takaful")
    invoiced = [
        (children, fees)
        for children in (None, 0, 2)
        for fees in (None, 0, 9000)
        if "school_invoice"
        in {one.kind for one in takaful.required_for({"school_children": children, "school_fees": fees})}
    ]

    assert invoiced == [(2, 9000)]


@pytest.mark.parametrize("pack", PACKS, ids=by_code)
def test_holidays_cover_three_years_and_moon_ones_are_marked(pack):
    years = {day.year for day in pack.holidays}
    eids = {day for day, words in pack.holidays.items() if "Eid" in words.en}

    assert years == {2025, 2026, 2027}
    assert pack.holidays_until == date(2027, 12, 31)
    assert eids <= pack.approximate_holidays <= set(pack.holidays)
    assert len([day for day in eids if day + timedelta(days=1) not in eids]) == 6


def test_words_are_never_empty_in_one_language():
    with pytest.raises(BadPack, match="empty"):
        read_words("here", {"ar": "نعم", "en": " "})
    with pytest.raises(BadPack, match="has no en"):
        read_words("here", {"ar": "نعم"})


@pytest.mark.parametrize(
    ("table", "trouble"),
    [
        ({"check": "eval", "fact": "vehicles"}, "does not know the check"),
        ({"check": "at_most", "fact": "shoe_size", "limit": 1}, "does not know the facts"),
        ({"check": "at_most", "fact": "vehicles", "limit": 1, "unless": "x"}, "does not know unless"),
        ({"check": "at_most", "limit": 1}, "wrong facts or parts"),
        ({"check": "any_of", "fact": "vehicles"}, "wrong facts or parts"),
        ({"check": "any_of", "parts": []}, "wrong facts or parts"),
        ({"fact": "vehicles"}, "has no check"),
        ({"check": "at_most", "fact": "vehicles", "limit": 0.5}, "no known kind"),
    ],
)
def test_a_check_outside_the_vocabulary_is_refused(table, trouble):
    with pytest.raises(BadPack, match=trouble):
        read_check("here", table)


def test_a_programme_says_only_what_is_otherwise_with_its_second_check():
    read = _with_what_is_shared(
        {"reasons": [], "second_check": {"reject": Decimal("0.5")}},
        {
            "reasons": {},
            "second_check": {"reject": Decimal("0.1"), "approve": 0, "always": ["other"]},
            "object_within_days": 28,
        },
    )

    assert read["second_check"] == {"reject": Decimal("0.5"), "approve": 0, "always": ["other"]}


def test_a_programme_with_an_unknown_reason_is_refused():
    words = {"ar": "نعم", "en": "yes"}
    table = {
        "prefix": "XX",
        "name": words,
        "summary": words,
        "documents": [],
        "rules": [],
        "reasons": ["nonsense"],
    }

    with pytest.raises(BadPack, match="nonsense"):
        read_programme("new", "xx", table, {}, programme("eg.takaful").benefits)


@pytest.mark.parametrize(("pack", "reason"), REASONS, ids=by_code)
def test_a_wording_begins_within_the_life_of_its_reason(pack, reason):
    assert reason.valid_from <= reason.version_from <= (reason.valid_until or date.max)
    assert reason.version == f"{reason.version_from:%Y-%m}"


def test_reasons_that_were_worded_anew_say_since_when():
    reworded = {reason.code for _pack, reason in REASONS if reason.version_from > reason.valid_from}
    assert reworded == {
        *("land_over_limit", "income_above_limit", "document_unreadable"),
        *("false_statement", "information_contradictory", "other"),
    }
