"""Reads a pack's tables into rules, reasons and programmes; whatever it does not know it refuses."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Final, TypeAlias

from casework.applications.facts import FIELDS
from casework.applications.lifecycle import Outcome
from casework.applications.reasons import Reason, Route
from casework.countries.benefits import Benefits
from casework.countries.programme import (
    Amount,
    DocumentKind,
    Programme,
    RequiredDocument,
    SecondCheckRule,
)
from casework.eligibility.checks import DATED_OPERATORS, OPERATORS, Check, Value
from casework.eligibility.rule import Rule
from casework.words import Words

Table: TypeAlias = dict[str, Any]


class BadPack(ValueError):  # noqa: N818 - it names the fact.
    """A pack's data cannot be what it should be; `where` is the path in the file, `what` the trouble."""

    def __init__(self, where: str, what: str) -> None:
        super().__init__(f"{where}: {what}")
        self.where = where
        self.what = what


class Entry:
    """One table of a pack, read key by key; keys nobody asked for are an error."""

    def __init__(self, where: str, table: Table) -> None:
        self.where = where
        self._left = dict(table)

    def take(self, key: str, default: Any = None) -> Any:
        """The value of a key, or the default."""
        return self._left.pop(key, default)

    def must(self, key: str) -> Any:
        """The value of a key that has to be there."""
        if key not in self._left:
            raise BadPack(self.where, f"has no {key}")
        return self._left.pop(key)

    def words(self, key: str) -> Words:
        """The words of a key that has to be there, in both languages."""
        return read_words(f"{self.where}.{key}", self.must(key))

    def words_or_none(self, key: str) -> Words | None:
        """The words of a key, if it is there."""
        given = self.take(key)
        return None if given is None else read_words(f"{self.where}.{key}", given)

    def list_of_words(self, key: str) -> tuple[Words, ...]:
        """A list of words, empty if the key is not there."""
        return tuple(read_words(f"{self.where}.{key}", item) for item in self.take(key, []))

    def close(self) -> None:
        """Refuse what is left."""
        if self._left:
            raise BadPack(self.where, f"does not know {', '.join(sorted(self._left))}")


def read_words(where: str, given: Table) -> Words:
    """Words with nothing empty in either language."""
    entry = Entry(where, given)
    words = Words(ar=entry.must("ar"), en=entry.must("en"))
    entry.close()
    if not (words.ar.strip() and words.en.strip()):
        raise BadPack(where, "is empty in one language")
    return words


def read_documents(tables: Table) -> dict[str, DocumentKind]:
    """The kinds of paper by code."""
    return {
        code: DocumentKind(code, read_words(f"documents.{code}", given)) for code, given in tables.items()
    }


def read_reasons(tables: Table) -> dict[str, Reason]:
    """The reasons by code."""
    return {code: _reason(code, Entry(f"reasons.{code}", given)) for code, given in tables.items()}


def read_programme(
    code: str, country: str, given: Table, reasons: Mapping[str, Reason], benefits: Benefits
) -> Programme:
    """One programme; its catalogue is its own reasons and then those every programme shares."""
    entry = Entry(code, given)
    programme = Programme(
        code=f"{country}.{code}",
        country=country,
        prefix=entry.must("prefix"),
        name=entry.words("name"),
        summary=entry.words("summary"),
        target_groups=entry.list_of_words("target_groups"),
        conditions=entry.list_of_words("conditions"),
        required_documents=tuple(
            _document(Entry(f"{code}.documents", item)) for item in entry.must("documents")
        ),
        rules=tuple(_rule(code, item, reasons) for item in entry.must("rules")),
        catalogue=_catalogue(entry, reasons),
        decide_within=entry.must("decide_within"),
        amber_after=entry.must("amber_after"),
        complete_within_days=entry.must("complete_within_days"),
        object_within_days=entry.must("object_within_days"),
        second_check=read_second_check(f"{code}.second_check", entry.take("second_check", {}), reasons),
        benefits=benefits,
        amounts=tuple(_amount(Entry(f"{code}.amounts", item)) for item in entry.take("amounts", [])),
        invented=entry.list_of_words("invented"),
    )
    entry.close()
    return programme


def read_check(where: str, given: Table) -> Check:
    """A check of the closed vocabulary over known facts."""
    entry = Entry(where, given)
    check = _take_check(entry)
    entry.close()
    return check


def read_second_check(where: str, given: Table, reasons: Mapping[str, Reason]) -> SecondCheckRule:
    """Which decisions are looked at twice; an outcome without a share is not drawn."""
    entry = Entry(where, given)
    shares = {outcome: Decimal(entry.take(outcome, 0)) for outcome in Outcome}
    rule = SecondCheckRule(
        shares=MappingProxyType(shares),
        always=frozenset(entry.take("always", [])),
        overturned_above=Decimal(entry.take("overturned_above", 1)),
        overturned_least=entry.take("overturned_least", 1),
        overturned_months=entry.take("overturned_months", 12),
    )
    entry.close()
    if any(not 0 <= share <= 1 for share in (*shares.values(), rule.overturned_above)):
        raise BadPack(where, "has a share that is not between 0 and 1")
    if min(rule.overturned_least, rule.overturned_months) < 1:
        raise BadPack(where, "counts overturned decisions over no month or from none")
    if unknown := rule.always - reasons.keys():
        raise BadPack(where, f"has no reasons {', '.join(sorted(unknown))}")
    return rule


def _reason(code: str, entry: Entry) -> Reason:
    valid_from = entry.must("valid_from")
    reason = Reason(
        code=code,
        route=Route(entry.must("route")),
        title=entry.words("title"),
        citizen=entry.words("citizen"),
        remedy=entry.words("remedy"),
        detail=entry.words_or_none("detail"),
        valid_from=valid_from,
        valid_until=entry.take("valid_until"),
        version=entry.must("version"),
        version_from=entry.take("version_from", valid_from),
        document=entry.take("document"),
        verdicts=tuple(entry.take("verdicts", [])),
    )
    entry.close()
    return reason


def _catalogue(entry: Entry, reasons: Mapping[str, Reason]) -> dict[str, Reason]:
    codes: list[str] = entry.must("reasons")
    unknown = [code for code in codes if code not in reasons]
    if unknown:
        raise BadPack(entry.where, f"has no reasons {', '.join(unknown)}")
    return {code: reasons[code] for code in codes}


def _document(entry: Entry) -> RequiredDocument:
    when = entry.take("when")
    document = RequiredDocument(
        kind=entry.must("kind"),
        proves=known_facts(entry.where, entry.must("proves")),
        when=None if when is None else read_check(f"{entry.where}.when", when),
    )
    entry.close()
    if document.when and _operators(document.when) & DATED_OPERATORS:
        raise BadPack(entry.where, "asks for a paper by the day")
    return document


def _rule(programme: str, given: Table, reasons: Mapping[str, Reason]) -> Rule:
    entry = Entry(f"{programme}.rules", given)
    when = entry.take("when")
    rule = Rule(
        id=entry.must("id"),
        version=entry.must("version"),
        name=entry.words("name"),
        reason=entry.must("reason"),
        source=entry.must("source"),
        when=None if when is None else read_check(f"{entry.where}.when", when),
        invented=entry.take("invented", default=False),
        note=entry.words_or_none("note"),
        condition=_take_check(entry),
    )
    entry.close()
    if rule.reason not in reasons:
        raise BadPack(f"{entry.where}.{rule.id}", f"has no reason {rule.reason}")
    return rule


def _amount(entry: Entry) -> Amount:
    highest = entry.take("highest")
    amount = Amount(
        name=entry.words("name"),
        lowest=Decimal(entry.must("lowest")),
        highest=None if highest is None else Decimal(highest),
        valid_from=entry.must("valid_from"),
        source=entry.must("source"),
        invented=entry.take("invented", default=False),
    )
    entry.close()
    return amount


def _take_check(entry: Entry) -> Check:
    operator: str = entry.must("check")
    if operator not in OPERATORS:
        raise BadPack(entry.where, f"does not know the check {operator}")
    fact = entry.take("fact")
    parts: list[Table] = entry.take("parts", [])
    amounts: dict[str, int | Decimal] = entry.take("amounts", {})
    check = Check(
        operator=operator,
        facts=known_facts(entry.where, entry.take("facts", [] if fact is None else [fact])),
        limit=_limit(entry),
        parts=tuple(read_check(f"{entry.where}.{operator}", part) for part in parts),
        amounts=tuple((name, Decimal(amount)) for name, amount in amounts.items()),
    )
    _must_have_shape(entry.where, check)
    return check


_COMPOUND: Final = frozenset({"any_of", "all_of"})


def _must_have_shape(where: str, check: Check) -> None:
    """A compound has parts and nothing else; any other check reads facts."""
    compound = check.operator in _COMPOUND
    if compound is not bool(check.parts) or compound is bool(check.facts):
        raise BadPack(where, f"{check.operator} has the wrong facts or parts")


def _limit(entry: Entry) -> Value | None:
    limit = entry.take("limit")
    for kind, read in _LIMITS:
        if isinstance(limit, kind):
            return read(limit)
    if limit is not None:
        raise BadPack(entry.where, "has a limit of no known kind")
    return None


_LIMITS: Final[tuple[tuple[type, Callable[[Any], Value]], ...]] = (
    (list, tuple),
    (bool, bool),
    (int, int),
    (Decimal, Decimal),
    (str, str),
    (date, lambda day: day),
)


def known_facts(where: str, names: list[str]) -> tuple[str, ...]:
    """The names of facts, or `BadPack` for one outside the vocabulary."""
    unknown = [name for name in names if name not in FIELDS]
    if unknown:
        raise BadPack(where, f"does not know the facts {', '.join(unknown)}")
    return tuple(names)


def _operators(check: Check) -> frozenset[str]:
    return frozenset({check.operator}).union(*(_operators(part) for part in check.parts))
