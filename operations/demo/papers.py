"""Which papers an invented applicant sends, what they say, and what a good caseworker should find.

The plan keeps the truth beside each paper: the verdict a careful person gives it,
and the fault the examination finds. Most papers agree with what was declared; the others make
reviewing mean something.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Final

from operations.demo import numbers
from operations.demo.people import SUMS, Applicant, Facts, Person
from operations.demo.words import BANKS, EMPLOYERS, HOSPITALS, NAMES, SCHOOLS

Values = dict[str, object]

# What is wrong with a paper, in a thousand papers. "fine" is the rest.
FLAWS: Final[Mapping[str, int]] = {
    "fine": 675, "turned": 80, "dark": 40, "contradicts": 85, "expired": 35,
    "wrong_document": 25, "glare": 20,
    "blurred": 28, "poor_resolution": 8, "encrypted": 3, "broken": 3,
}  # fmt: skip

# Those of cases long closed: fewer, so that the office's year is not all about bad photographs.
FLAWS_OF_OLD: Final[Mapping[str, int]] = {
    "fine": 930, "contradicts": 25, "expired": 12, "wrong_document": 6, "glare": 15, "blurred": 10,
    "broken": 2,
}  # fmt: skip

# The verdict a careful caseworker gives; a paper kept aside at intake gets none.
VERDICT_OF: Final[Mapping[str, str]] = {
    "fine": "accepted",
    "turned": "accepted",
    "dark": "accepted",
    "contradicts": "does_not_match",
    "expired": "expired",
    "wrong_document": "wrong_document",
    "glare": "unreadable",
}
FAULT_OF: Final[Mapping[str, str]] = {
    "blurred": "blurred",
    "poor_resolution": "poor_resolution",
    "encrypted": "encrypted",
    "broken": "broken",
}
LOOKS: Final[Mapping[str, int]] = {"photo": 45, "scan": 30, "pdf_scan": 13, "pdf": 12}
EXPIRING: Final = frozenset({"identity_card", "rent_contract", "medical_report"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One paper before it is drawn, with its truth.

    ``drawn`` differs from ``kind`` for a wrong document. ``truth`` is a verdict, or empty when
    ``fault`` says that the file is kept aside at intake. ``about`` names the fact that a
    contradicting paper contradicts.
    """

    kind: str
    drawn: str
    country: str
    values: Values
    flaw: str
    look: str
    turn: int
    seed: int
    about: str = ""

    @property
    def truth(self) -> str:
        """The verdict a careful caseworker gives."""
        return VERDICT_OF.get(self.flaw, "")

    @property
    def fault(self) -> str | None:
        """The fault the examination at intake finds."""
        return FAULT_OF.get(self.flaw)

    @property
    def suffix(self) -> str:
        """The ending of the file's name."""
        if self.flaw == "encrypted" or self.look.startswith("pdf"):
            return "pdf"
        return "png" if self.look == "png" else "jpg"


def _weighted(rng: Random, weights: Mapping[str, int]) -> str:
    return rng.choices(list(weights), weights=list(weights.values()))[0]


def _amount(country: str, value: object) -> str:
    currency = "جنيه" if country == "eg" else "ريال"
    whole = value if isinstance(value, Decimal) else Decimal(0)
    return f"{whole:,.0f} {currency}"


def _spaced(iban: str) -> str:
    return " ".join(iban[i : i + 4] for i in range(0, len(iban), 4))


def _day(moment: date) -> str:
    return f"{moment:%Y/%m/%d}"


def _text(facts: Facts, name: str) -> str:
    return str(facts.get(name, ""))


def _common(rng: Random, person: Person, facts: Facts, on: date) -> Values:
    return {
        "country": person.country,
        "name": _text(facts, "full_name"),
        "number": _text(facts, "national_id"),
        "number_label": "الرقم القومي" if person.country == "eg" else "رقم الهوية",
        "address": _text(facts, "address"),
        "birth_date": _day(person.birth_date),
        "sex": "ذكر" if person.sex == numbers.MALE else "أنثى",
        "issued": _day(on - timedelta(days=rng.randrange(3, 80))),
        "since": _day(on - timedelta(days=rng.randrange(200, 1500))),
        "expires": _day(on + timedelta(days=rng.randrange(120, 1800))),
        "invoice": str(rng.randrange(100_000, 999_999)),
    }


def _identity(_: Random, __: Person, ___: Facts) -> Values:
    return {}


def _salary(rng: Random, person: Person, facts: Facts) -> Values:
    return {
        "employer": rng.choice(EMPLOYERS[person.country]),
        "job": rng.choice(("عامل إنتاج", "كاتب", "حارس", "فني صيانة", "سائق")),
        "income": _amount(person.country, facts.get("monthly_income")),
    }


def _rent(rng: Random, person: Person, facts: Facts) -> Values:
    names = NAMES[person.country]
    owner = f"{rng.choice(names.men)} {rng.choice(names.men)} {rng.choice(names.families)}"
    return {"owner": owner, "rent": _amount(person.country, facts.get("monthly_rent"))}


def _bank(rng: Random, person: Person, facts: Facts) -> Values:
    currency = "جنيه مصري" if person.country == "eg" else "ريال سعودي"
    return {
        "bank": rng.choice(BANKS[person.country]),
        "currency": currency,
        "iban": _spaced(_text(facts, "iban")),
    }


def _child(rng: Random, person: Person) -> str:
    names = NAMES[person.country]
    given = rng.choice(names.men + names.women)
    return f"{given} {rng.choice(names.men)} {person.full_name.split()[-1]}"


def _school(rng: Random, person: Person, facts: Facts) -> Values:
    fees = facts.get("school_fees")
    total = fees if isinstance(fees, Decimal) and fees else Decimal(rng.randrange(400, 900, 50))
    bus, books = (total * 15 / 100).quantize(Decimal(1)), (total * 10 / 100).quantize(Decimal(1))
    parts = (("مصروفات التعليم", total - bus - books), ("الانتقال", bus), ("الكتب والزي", books))
    start = int(str(facts["data_updated_on"])[:4]) if "data_updated_on" in facts else 2026
    return {
        "school": rng.choice(SCHOOLS) if fees else "مدرسة الأمل الرسمية (عينة)",
        "pupil": _child(rng, person),
        "year": f"{start}/{start + 1}",
        "lines": [[name, _amount(person.country, part)] for name, part in parts],
        "fees": _amount(person.country, total),
    }


def _medical(rng: Random, _: Person, facts: Facts) -> Values:
    degree = {"severe": "شديدة", "moderate": "متوسطة"}.get(_text(facts, "disability"), "لا توجد إعاقة")
    able = {"شديدة": "غير قادر على العمل", "متوسطة": "قادر على أعمال خفيفة"}.get(degree, "قادر على العمل")
    diagnosis = rng.choice(("إعاقة حركية بالطرف السفلي", "ضعف بصر شديد", "قصور مزمن بالكلى", "ضعف سمع شديد"))
    return {
        "hospital": rng.choice(HOSPITALS),
        "degree": degree,
        "ability": able,
        "diagnosis": diagnosis if degree != "لا توجد إعاقة" else "حالة عامة مستقرة",
    }


def _bill(rng: Random, person: Person, facts: Facts) -> Values:
    kwh = int(facts["electricity_kwh"]) if isinstance(facts.get("electricity_kwh"), Decimal) else 240
    before = rng.randrange(10_000, 60_000)
    return {
        "account": _text(facts, "electricity_account") or str(rng.randrange(10**9, 10**10)),
        "kwh": str(kwh),
        "before": str(before),
        "after": str(before + kwh),
        "amount": _amount(person.country, Decimal(kwh) * 18 / 100),
        "month": f"{rng.randrange(1, 13):02d}",
    }


_MARITAL: Final[Mapping[str, str]] = {
    "single": "أعزب / عزباء",
    "married": "متزوج / متزوجة",
    "divorced": "مطلق / مطلقة",
    "widowed": "أرمل / أرملة",
}


def _register(rng: Random, person: Person, facts: Facts) -> Values:
    count = facts.get("household_size")
    size = count if isinstance(count, int) else 1
    names = NAMES[person.country]
    members = [["1", _text(facts, "full_name"), "صاحب القيد", _day(person.birth_date)]]
    for number in range(2, min(size, 9) + 1):
        girl = rng.random() < 0.5  # noqa: PLR2004  half of the children
        given = rng.choice(names.women if girl else names.men)
        spouse = number == 2 and facts.get("marital_status") == "married"  # noqa: PLR2004  the second line
        kin = "الزوج / الزوجة" if spouse else ("ابنة" if girl else "ابن")
        born = date(
            rng.randrange(1980, 1996) if spouse else rng.randrange(2009, 2024), rng.randint(1, 12), 10
        )
        members.append(
            [
                str(number),
                f"{given} {person.full_name.split()[-1] if not spouse else rng.choice(names.families)}",
                kin,
                _day(born),
            ]
        )
    marital = _MARITAL.get(_text(facts, "marital_status"), "")
    return {"count": str(size), "marital": marital, "members": members}


def _birth(rng: Random, person: Person, _: Facts) -> Values:
    return {"pupil": _child(rng, person)}


def _deed(_: Random, person: Person, facts: Facts) -> Values:
    return {
        "land": str(facts.get("land_area", "0")),
        "value": _amount(person.country, facts.get("property_value")),
    }


_SPECIFIC: Final = {
    "identity_card": _identity,
    "salary_letter": _salary,
    "rent_contract": _rent,
    "bank_letter": _bank,
    "school_invoice": _school,
    "medical_report": _medical,
    "electricity_bill": _bill,
    "family_register": _register,
    "birth_certificate": _birth,
    "property_deed": _deed,
}
KINDS: Final = tuple(_SPECIFIC)


# How a paper of each kind contradicts: the fact it is about, and the value it shows instead.


def _other_income(rng: Random, person: Person) -> tuple[str, str, str]:
    more = Decimal(rng.randrange(*SUMS[person.country].fixed, 100))
    return "monthly_income", "income", _amount(person.country, more)


def _other_iban(rng: Random, person: Person) -> tuple[str, str, str]:
    return "iban", "iban", _spaced(numbers.specimen_iban(rng, person.country))


def _other_rent(rng: Random, person: Person) -> tuple[str, str, str]:
    low, high = SUMS[person.country].rent
    return "monthly_rent", "rent", _amount(person.country, Decimal(rng.randrange(low * 3, high * 4, 50)))


def _other_fees(rng: Random, person: Person) -> tuple[str, str, str]:
    return (
        "school_fees",
        "fees",
        _amount(person.country, Decimal(rng.randrange(*SUMS[person.country].fees, 500))),
    )


def _other_degree(_: Random, __: Person) -> tuple[str, str, str]:
    return "disability", "degree", "بسيطة"


def _other_count(rng: Random, _: Person) -> tuple[str, str, str]:
    return "household_size", "count", str(rng.randrange(10, 14))


def _other_use(rng: Random, _: Person) -> tuple[str, str, str]:
    return "electricity_kwh", "kwh", str(rng.randrange(9_000, 14_000))


def _other_value(rng: Random, person: Person) -> tuple[str, str, str]:
    sums = SUMS[person.country].property_large
    return "property_value", "value", _amount(person.country, Decimal(rng.randrange(*sums, 10_000)))


def _other_name(rng: Random, person: Person) -> tuple[str, str, str]:
    names = NAMES[person.country]
    given = rng.choice(names.men if person.sex == numbers.MALE else names.women)
    return (
        "full_name",
        "name",
        f"{given} {rng.choice(names.men)} {rng.choice(names.men)} {rng.choice(names.families)}",
    )


_CONTRADICTS: Final = {
    "salary_letter": _other_income,
    "bank_letter": _other_iban,
    "rent_contract": _other_rent,
    "school_invoice": _other_fees,
    "medical_report": _other_degree,
    "family_register": _other_count,
    "electricity_bill": _other_use,
    "property_deed": _other_value,
}


def _contradict(rng: Random, kind: str, person: Person, values: Values) -> str:
    """Change one shown value so that it no longer agrees; say which fact it is about."""
    make = _CONTRADICTS.get(kind, _other_name)
    if rng.random() < 0.2:  # noqa: PLR2004  one contradiction in five is another person's paper
        make = _other_name
    about, shown, value = make(rng, person)
    values[shown] = value
    return about


def _look(rng: Random, kind: str, flaw: str) -> str:
    if kind == "identity_card" or flaw in {"blurred", "dark", "glare", "poor_resolution"}:
        return "photo"
    return "pdf" if flaw == "encrypted" else _weighted(rng, LOOKS)


def sheet(rng: Random, applicant: Applicant, kind: str, on: date, flaw: str = "fine") -> Sheet:
    """Plan one paper of a kind as this applicant would send it on a day.

    Args:
        rng: Where chance comes from.
        applicant: Whose paper it is; what it shows is what was declared, unless ``flaw`` says otherwise.
        kind: A paper kind.
        on: The day it is sent; issue and expiry dates are counted from it.
        flaw: A key of ``FLAWS``; "expired" falls back to "contradicts" for papers that do not expire.
    """
    if flaw == "expired" and kind not in EXPIRING:
        flaw = "contradicts"
    values = _common(rng, applicant.person, applicant.facts, on) | _SPECIFIC[kind](
        rng, applicant.person, applicant.facts
    )
    about = ""
    if flaw == "contradicts":
        about = _contradict(rng, kind, applicant.person, values)
    if flaw == "expired":
        values["expires"] = _day(on - timedelta(days=rng.randrange(40, 900)))
    return Sheet(
        kind=kind,
        drawn="other_leaflet" if flaw == "wrong_document" else kind,
        country=applicant.person.country,
        values=values,
        flaw=flaw,
        look=_look(rng, kind, flaw),
        turn=rng.choice((90, 180, 270)) if flaw == "turned" else 0,
        seed=rng.randrange(2**31),
        about=about,
    )


def sheets(
    rng: Random,
    applicant: Applicant,
    kinds: tuple[str, ...],
    on: date,
    weights: Mapping[str, int] = FLAWS,
) -> tuple[Sheet, ...]:
    """Plan the papers of one application; ``weights`` say how often each flaw occurs."""
    return tuple(sheet(rng, applicant, kind, on, _weighted(rng, weights)) for kind in kinds)
