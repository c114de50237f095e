"""Accounts in words: who can come in and how, and what was changed about them."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from ui.inquiry_words import purpose_label
from ui.labels import Chip, field_label, paper_label, role_label
from ui.numerals import number
from ui.team_words import capacity_text, programmes_text, regions_text
from ui.text import NP_, isolated, ngettext, pgettext
from ui.text import gettext as _

Facts = Mapping[str, Any]

_METHODS: Final[Mapping[str, tuple[str, str]]] = {
    "password": NP_("way in", "Password"),
    "sso": NP_("way in", "Single sign-on"),
}


def access_chip(*, disabled: bool, must_change_password: bool) -> Chip:
    """Whether somebody can come in."""
    if disabled:
        return Chip(pgettext("access", "Disabled"), "✕", "bad")
    if must_change_password:
        return Chip(pgettext("access", "Must choose a password"), "○", "warn")
    return Chip(pgettext("access", "Enabled"), "✓", "good")


def second_factor_chip(*, there: bool, needed: bool) -> Chip:
    """Whether somebody has set up a second factor."""
    if there:
        return Chip(pgettext("second factor", "Set up"), "✓", "good")
    if needed:
        return Chip(pgettext("second factor", "Missing"), "⚠\ufe0e", "warn")
    return Chip(pgettext("second factor", "Not needed"), "–", "neutral")


def method_text(method: str) -> str:
    """How a session's owner came in."""
    return pgettext(*_METHODS[method]) if method in _METHODS else method


def change_text(what: str, facts: Facts) -> str:
    """What was changed about somebody's work or access, from what to what."""
    told = _CHANGES[what](facts) if what in _CHANGES else what
    back = int(facts.get("handed_back") or 0)
    if not back:
        return told
    said = ngettext("{n} case went back to the queue", "{n} cases went back to the queue", back)
    return f"{told} · {said.format(n=number(back))}"


def look_text(what: str, kind: str | None, programme: str) -> str:
    """What was looked at, and for an inquiry why; never a value."""
    if what == "paper":
        return _("Paper: {paper}").format(paper=paper_label(kind or "", programme))
    if what == "original":
        return _("Original file of: {paper}").format(paper=paper_label(kind or "", programme))
    if what == "inquiry":
        return _("Inquiry: {purpose}").format(purpose=purpose_label(kind or ""))
    return _("Masked: {field}").format(field=field_label(what))


def _from_to(name: str, before: str, after: str) -> str:
    return _("{name}: from “{before}” to “{after}”").format(name=name, before=before, after=after)


def _taken_on(facts: Facts) -> str:
    after = facts["after"]
    return _("Taken on as {role}: {programmes}; {regions}").format(
        role=role_label(after["role"]),
        programmes=programmes_text(frozenset(after["programmes"])),
        regions=regions_text(frozenset(after["regions"])),
    )


def _competence(facts: Facts) -> str:
    before, after = facts["before"], facts["after"]
    names: tuple[tuple[str, Callable[[Facts], str]], ...] = (
        (_("Programmes"), lambda had: programmes_text(frozenset(had["programmes"]))),
        (_("Regions"), lambda had: regions_text(frozenset(had["regions"]))),
    )
    return " · ".join(
        _from_to(name, words(before), words(after)) for name, words in names if words(before) != words(after)
    )


def _sessions(facts: Facts) -> str:
    ended = int(facts.get("ended") or 0)
    return ngettext("{n} session was ended", "{n} sessions were ended", ended).format(n=number(ended))


def _sso_name(facts: Facts) -> str:
    before, after = (isolated(facts[when]) if facts[when] else _("none") for when in ("before", "after"))
    return _from_to(_("Name at the single sign-on"), before, after)


_CHANGES: Final[Mapping[str, Callable[[Facts], str]]] = {
    "taken_on": _taken_on,
    "role": lambda facts: _from_to(_("Role"), role_label(facts["before"]), role_label(facts["after"])),
    "competence": _competence,
    "capacity": lambda facts: _from_to(
        _("Capacity"), capacity_text(facts["before"]), capacity_text(facts["after"])
    ),
    "access": lambda facts: (
        pgettext("change", "Disabled") if facts["after"] == "disabled" else pgettext("change", "Let in again")
    ),
    "password": lambda _facts: pgettext("change", "Password reset"),
    "own_password": lambda _facts: pgettext("change", "Chose a new password"),
    "second_factor": lambda facts: (
        pgettext("change", "Second factor set up")
        if facts["after"] == "set_up"
        else pgettext("change", "Second factor reset")
    ),
    "sessions": _sessions,
    "sso_name": _sso_name,
}
