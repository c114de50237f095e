"""The invented applicants: who they are and what they declare.

Everything is drawn from one seeded generator, so the same size and date give the same people
on every machine.
A cause says on purpose why an application should pass or fail; the rules find it out by themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Final

from operations.demo import numbers
from operations.demo.words import NAMES, REGION_WEIGHTS, STREETS, TOWNS

Facts = dict[str, object]

# The share of each programme in a hundred applications.
PROGRAMMES: Final[Mapping[str, int]] = {
    "eg.takaful": 39,
    "eg.karama": 20,
    "sa.social_security": 15,
    "sa.food": 9,
    "sa.electricity": 8,
    "sa.low_income": 9,
}

# Why an application should end as it does; "clean" fails nothing. Weights follow no published figure:
# none exists.
CAUSES: Final[Mapping[str, Mapping[str, int]]] = {
    "eg.takaful": {
        "clean": 56, "fixed_income": 9, "other_pension": 5, "property": 4, "land": 5,
        "private_school": 6,
        "not_updated": 7, "vehicle": 3, "unknown": 3, "no_children": 2, "health_visits": 3, "many": 3,
    },
    "eg.karama": {
        "clean": 52, "fixed_income": 5, "other_pension": 9, "property": 4, "land": 4, "not_updated": 6,
        "missed_exam": 11, "vehicle": 2, "unknown": 3, "too_young": 4, "many": 3,
    },
    "sa.social_security": {
        "clean": 54, "fixed_income": 12, "other_pension": 5, "property": 5, "not_updated": 5,
        "abroad": 5,
        "shelter": 2, "training": 5, "not_citizen": 3, "unknown": 3, "many": 3,
    },
    "sa.food": {
        "clean": 62, "fixed_income": 14, "not_updated": 6, "abroad": 5, "not_citizen": 3,
        "property": 4, "unknown": 3,
        "many": 3,
    },
    "sa.electricity": {
        "clean": 62, "fixed_income": 12, "high_use": 10, "not_updated": 5, "property": 4,
        "unknown": 4, "many": 3,
    },
    "sa.low_income": {
        "clean": 58, "fixed_income": 14, "other_pension": 4, "private_school": 6,
        "property": 5, "vehicle": 3,
        "not_updated": 5, "unknown": 2, "many": 3,
    },
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """An invented citizen or resident."""

    country: str
    full_name: str
    sex: str
    birth_date: date
    national_id: str
    nationality: str
    region: str
    address: str
    phone: str
    email: str
    iban: str
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Applicant:
    """One application as it was declared, and why the generator made it so."""

    number: int
    programme: str
    person: Person
    cause: str
    facts: Facts
    received_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Sums:
    """What poor and better-off families have, in the country's currency."""

    poor: tuple[int, int]
    fixed: tuple[int, int]
    pension: tuple[int, int]
    rent: tuple[int, int]
    fees: tuple[int, int]
    property_small: tuple[int, int]
    property_large: tuple[int, int]


SUMS: Final[Mapping[str, Sums]] = {
    "eg": Sums(
        poor=(300, 2_200), fixed=(6_500, 14_000), pension=(1_800, 4_200), rent=(400, 1_500),
        fees=(25_000, 90_000),
        property_small=(0, 90_000), property_large=(1_400_000, 4_000_000),
    ),
    "sa": Sums(
        poor=(0, 1_250), fixed=(13_000, 24_000), pension=(2_800, 6_000), rent=(900, 2_200),
        fees=(32_000, 70_000),
        property_small=(0, 150_000), property_large=(1_800_000, 5_000_000),
    ),
}  # fmt: skip


def pick(rng: Random, weights: Mapping[str, int]) -> str:
    """Draw one key, heavier keys more often."""
    return rng.choices(list(weights), weights=list(weights.values()))[0]


def _money(rng: Random, between: tuple[int, int], step: int = 50) -> Decimal:
    return Decimal(rng.randrange(between[0], between[1] + 1, step))


def _born(rng: Random, on: date, ages: tuple[int, int]) -> date:
    """A birthday such that the person is at least ages[0] and less than ages[1] years old on the day."""
    youngest = on - timedelta(days=int(ages[0] * 365.25) + 2)
    return youngest - timedelta(days=rng.randrange(int((ages[1] - ages[0]) * 365.25) - 3))


def _name(rng: Random, country: str, sex: str) -> str:
    names = NAMES[country]
    given = rng.choice(names.men if sex == numbers.MALE else names.women)
    father, grandfather = rng.sample(names.men, 2)
    family = rng.choice(names.families)
    if country == "eg":
        return f"{given} {father} {grandfather} {family}"
    link = "بن" if sex == numbers.MALE else "بنت"
    middle = f" بن {grandfather}" if rng.random() < 0.6 else ""  # noqa: PLR2004  a share of the people
    return f"{given} {link} {father}{middle} {family}"


_VARIANTS: Final = (
    ("أحمد", "احمد"), ("إبراهيم", "ابراهيم"), ("عبد ", "عبد"), ("فاطمة", "فاطمه"),
    ("مصطفى", "مصطفي"), ("منى", "مني"),
    ("أسماء", "اسماء"), ("أبو ", "ابو"), ("هدى", "هدي"), ("عائشة", "عايشه"),
    ("إيمان", "ايمان"), ("آية", "ايه"),
    ("يحيى", "يحيي"), ("أمل", "امل"), ("أشرف", "اشرف"), ("إسماعيل", "اسماعيل"), ("علي", "على"),
    ("نورة", "نوره"),
)  # fmt: skip


def respelled(name: str) -> str:
    """The same name as another clerk would write it."""
    for usual, other in _VARIANTS:
        if usual in name:
            return name.replace(usual, other)
    first, rest = name.split(" ", 1)
    return f"{first[0]}ـ{first[1:]} {rest}"


def _address(rng: Random, country: str, region: str) -> str:
    town = rng.choice(TOWNS[region])
    return f"{rng.randint(1, 120)} {rng.choice(STREETS[country])}، {town}"


def _sex(rng: Random, programme: str) -> str:
    women = {"eg.takaful": 0.82, "eg.karama": 0.52}.get(programme, 0.46)
    return "female" if rng.random() < women else numbers.MALE


def _national_id(
    rng: Random, person: Mapping[str, object], country: str, region: str, *, resident: bool
) -> str:
    if country == "sa":
        return numbers.saudi_number(rng, resident=resident)
    born, sex = person["birth_date"], person["sex"]
    if not isinstance(born, date):
        raise TypeError(born)
    home = numbers.birth_governorate(rng, region, tuple(REGION_WEIGHTS["eg"]))
    return numbers.egyptian_number(rng, born=born, sex=str(sex), governorate=home)


def _ages(rng: Random, programme: str, cause: str) -> tuple[int, int]:
    if programme == "eg.karama":
        disabled = cause in {"too_young", "missed_exam"} or rng.random() < 0.35  # noqa: PLR2004  a share of the people
        return (22, 60) if disabled else (66, 86)
    return (23, 50) if programme == "eg.takaful" else (22, 72)


def _person(rng: Random, programme: str, cause: str, as_of: date) -> Person:
    country = programme.split(".", maxsplit=1)[0]
    sex = _sex(rng, programme)
    region = pick(rng, REGION_WEIGHTS[country])
    born = _born(rng, as_of - timedelta(days=300), _ages(rng, programme, cause))
    resident = cause == "not_citizen"
    national_id = _national_id(rng, {"birth_date": born, "sex": sex}, country, region, resident=resident)
    return Person(
        country=country,
        full_name=_name(rng, country, sex),
        sex=sex,
        birth_date=born,
        national_id=national_id,
        nationality="resident" if resident else "citizen",
        region=region,
        address=_address(rng, country, region),
        phone=numbers.mobile(rng, country),
        email=f"applicant.{national_id[-6:]}@example.com" if rng.random() < 0.35 else "",  # noqa: PLR2004
        iban=numbers.specimen_iban(rng, country),
        language="en" if rng.random() < 0.03 else "ar",  # noqa: PLR2004  few read English
    )


# What each cause changes in the facts of an otherwise clean application.


def _fixed_income(rng: Random, facts: Facts, sums: Sums) -> None:
    facts.update(monthly_income=_money(rng, sums.fixed), employment_status="employed")


def _other_pension(rng: Random, facts: Facts, sums: Sums) -> None:
    facts.update(other_pension=_money(rng, sums.pension))


def _property(rng: Random, facts: Facts, sums: Sums) -> None:
    facts.update(
        property_value=_money(rng, sums.property_large, 10_000), housing="owned", monthly_rent=Decimal(0)
    )


def _land(rng: Random, facts: Facts, _: Sums) -> None:
    facts.update(land_area=Decimal(rng.randrange(30, 120)) / 10)


def _private_school(rng: Random, facts: Facts, sums: Sums) -> None:
    facts.update(
        school_fees=_money(rng, sums.fees, 500),
        school_children=max(1, _integer(facts, "school_children")),
        dependants=max(1, _integer(facts, "dependants")),
        household_size=max(2, _integer(facts, "household_size")),
        children_in_school=True,
    )


def _not_updated(rng: Random, facts: Facts, _: Sums) -> None:
    updated = facts["data_updated_on"]
    if isinstance(updated, date):
        facts.update(data_updated_on=updated - timedelta(days=rng.randrange(1_300, 1_900)))
    facts.update(moved_since_update=True)


def _missed_exam(_: Random, facts: Facts, __: Sums) -> None:
    facts.update(medical_exam="missed", disability="severe")


def _vehicle(rng: Random, facts: Facts, _: Sums) -> None:
    facts.update(vehicles=rng.randint(1, 4))


def _unknown(rng: Random, facts: Facts, _: Sums) -> None:
    """Leave blank what a rule would have to read."""
    for name in rng.sample(("monthly_income", "property_value", "data_updated_on", "other_pension"), 2):
        facts.pop(name, None)


def _no_children(_: Random, facts: Facts, __: Sums) -> None:
    facts.update(
        dependants=0, school_children=0, household_size=1, children_in_school=False, school_fees=Decimal(0)
    )


def _health_visits(_: Random, facts: Facts, __: Sums) -> None:
    facts.update(health_visits_kept=False)


def _too_young(_: Random, facts: Facts, __: Sums) -> None:
    facts.update(disability="none", medical_exam="not_required")


def _abroad(rng: Random, facts: Facts, _: Sums) -> None:
    facts.update(days_abroad=rng.randint(95, 210))


def _shelter(_: Random, facts: Facts, __: Sums) -> None:
    facts.update(in_shelter=True, housing="other", monthly_rent=Decimal(0))


def _training(_: Random, facts: Facts, __: Sums) -> None:
    facts.update(accepts_training=False, employment_status="unemployed")


def _high_use(rng: Random, facts: Facts, _: Sums) -> None:
    facts.update(electricity_kwh=Decimal(rng.randrange(6_500, 11_000, 10)))


def _many(rng: Random, facts: Facts, sums: Sums) -> None:
    _fixed_income(rng, facts, sums)
    _property(rng, facts, sums)
    _vehicle(rng, facts, sums)


CHANGES: Final[Mapping[str, Callable[[Random, Facts, Sums], None]]] = {
    "fixed_income": _fixed_income,
    "other_pension": _other_pension,
    "property": _property,
    "land": _land,
    "private_school": _private_school,
    "not_updated": _not_updated,
    "missed_exam": _missed_exam,
    "vehicle": _vehicle,
    "unknown": _unknown,
    "no_children": _no_children,
    "health_visits": _health_visits,
    "too_young": _too_young,
    "abroad": _abroad,
    "shelter": _shelter,
    "training": _training,
    "high_use": _high_use,
    "many": _many,
}


def _integer(facts: Facts, name: str) -> int:
    value = facts.get(name, 0)
    return value if isinstance(value, int) else 0


def _family(rng: Random, programme: str) -> Facts:
    alone = programme == "eg.karama" and rng.random() < 0.5  # noqa: PLR2004  a share of the people
    dependants = 0 if alone else rng.choices((1, 2, 3, 4, 5, 6), weights=(10, 22, 28, 20, 13, 7))[0]
    adults = 1 if alone else rng.choices((1, 2), weights=(35, 65))[0]
    pupils = rng.randint(min(1, dependants), dependants)
    married = "married" if adults > 1 else rng.choice(("widowed", "divorced"))
    return {
        "household_size": adults + dependants,
        "dependants": dependants,
        "school_children": pupils,
        "children_in_school": pupils > 0,
        "school_fees": Decimal(0),
        "marital_status": "single" if alone and rng.random() < 0.3 else married,  # noqa: PLR2004
    }


def _living(rng: Random, sums: Sums) -> Facts:
    housing = rng.choices(("rented", "owned", "shared", "other"), weights=(46, 26, 24, 4))[0]
    owned = housing == "owned"
    return {
        "housing": housing,
        "monthly_rent": _money(rng, sums.rent) if housing == "rented" else Decimal(0),
        "property_value": _money(rng, sums.property_small, 5_000) if owned else Decimal(0),
        "vehicles": 0,
        "land_area": Decimal(rng.choices((0, 2, 5), weights=(80, 14, 6))[0]) / 10,
    }


def _means(rng: Random, person: Person, sums: Sums, age: int) -> Facts:
    if age >= 60:  # noqa: PLR2004  the usual age of leaving work
        employment = rng.choices(("retired", "unable"), weights=(40, 60))[0]
    else:
        women = ("homemaker", "unemployed", "self_employed", "employed")
        men = ("unemployed", "self_employed", "employed", "unable")
        employment = rng.choices(women if person.sex == "female" else men, weights=(35, 30, 20, 15))[0]
    return {
        "monthly_income": _money(rng, sums.poor),
        "other_pension": Decimal(0),
        "employment_status": employment,
        "accepts_training": True,
        "days_abroad": rng.choices((0, rng.randint(3, 40)), weights=(85, 15))[0],
        "in_shelter": False,
    }


def _health(rng: Random, programme: str, age: int) -> Facts:
    if programme == "eg.karama" and age < 65:  # noqa: PLR2004  Karama's age
        return {"disability": "severe", "medical_exam": "attended"}
    disability = rng.choices(("none", "moderate"), weights=(94, 6))[0]
    return {"disability": disability, "medical_exam": "not_required"}


def _programme_facts(rng: Random, programme: str) -> Facts:
    if programme == "eg.takaful":
        return {"health_visits_kept": True}
    if programme == "sa.electricity":
        return {
            "electricity_kwh": Decimal(rng.randrange(800, 3_200, 10)),
            "electricity_account": str(rng.randrange(30_000_000_000, 30_099_999_999)),
        }
    return {}


def declared(rng: Random, programme: str, person: Person, cause: str, received_on: date) -> Facts:
    """What a person states in the application, as the vocabulary of facts names it."""
    sums = SUMS[person.country]
    age = (received_on - person.birth_date).days // 365
    facts: Facts = {
        "full_name": person.full_name,
        "national_id": person.national_id,
        "birth_date": person.birth_date,
        "sex": person.sex,
        "nationality": person.nationality,
        "region": person.region,
        "address": person.address,
        "phone": person.phone,
        "iban": person.iban,
        "language": person.language,
        "data_updated_on": received_on - timedelta(days=rng.randrange(1, 150)),
        "moved_since_update": False,
    }
    if person.email:
        facts["email"] = person.email
    facts |= _family(rng, programme) | _living(rng, sums) | _means(rng, person, sums, age)
    facts |= _health(rng, programme, age) | _programme_facts(rng, programme)
    if cause in CHANGES:
        CHANGES[cause](rng, facts, sums)
    return facts


@dataclass(slots=True)
class _Town:
    """The people drawn so far, from whom later ones borrow."""

    rng: Random
    as_of: date
    known: dict[str, list[Person]]

    def someone(self, programme: str, cause: str) -> Person:
        known = self.known[programme]
        if len(known) > 5 and self.rng.random() < 0.06:  # noqa: PLR2004  one in sixteen applies again
            return self._again(known)
        person = self._with_shared(_person(self.rng, programme, cause, self.as_of), known)
        known.append(person)
        return person

    def _again(self, known: list[Person]) -> Person:
        person = self.rng.choice(known)
        if self.rng.random() < 0.5:  # noqa: PLR2004  every second time another clerk types the name
            return replace(person, full_name=respelled(person.full_name))
        return person

    def _with_shared(self, person: Person, known: list[Person]) -> Person:
        """Let a few people give a telephone or an account that another person has given."""
        draw = self.rng.random()
        if not known or draw > 0.024:  # noqa: PLR2004  a share of the people
            return person
        other = self.rng.choice(known)
        if draw < 0.007:  # noqa: PLR2004  a share of the people
            return replace(person, iban=other.iban)
        return replace(person, phone=other.phone, address=other.address, region=other.region)


def fitting(person: Person, programme: str, cause: str, on: date) -> str:
    """The cause that suits a person who applies again: age and nationality cannot be chosen anew."""
    old_enough = (on - person.birth_date).days >= 65 * 365.25 + 1
    if programme == "eg.karama" and old_enough and cause in {"too_young", "missed_exam"}:
        return "clean"
    if cause == "not_citizen" and person.nationality == "citizen":
        return "clean"
    return cause


def population(
    size: int, received_on: Callable[[Random, int, str], date], as_of: date, seed: int = 2026
) -> tuple[Applicant, ...]:
    """Draw applicants, the same for the same arguments.

    Args:
        size: How many applications.
        received_on: The local day on which an application arrives, from chance, its number and programme.
        as_of: The day the demo office is seen on; ages are counted from it.
        seed: Another seed gives other people.
    """
    rng = Random(seed)  # noqa: S311  invented people need no secrecy
    known: dict[str, list[Person]] = {"eg": [], "sa": []}
    by_programme = {code: known[code.partition(".")[0]] for code in PROGRAMMES}
    by_programme["eg.karama"] = []
    town = _Town(rng=rng, as_of=as_of, known=by_programme)
    return tuple(_applicant(town, number, received_on) for number in range(size))


def _applicant(town: _Town, number: int, received_on: Callable[[Random, int, str], date]) -> Applicant:
    programme = pick(town.rng, PROGRAMMES)
    wanted = pick(town.rng, CAUSES[programme])
    on = received_on(town.rng, number, programme)
    person = town.someone(programme, wanted)
    cause = fitting(person, programme, wanted, on)
    facts = declared(town.rng, programme, person, cause, on)
    return Applicant(
        number=number, programme=programme, person=person, cause=cause, facts=facts, received_on=on
    )
