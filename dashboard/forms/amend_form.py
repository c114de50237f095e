"""Changing data on record: what is to change, what that would change, and then the change itself."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import partial
from typing import Any, Final

import streamlit as st

from casework.applications.amending import LONGEST_TEXT, NEVER
from casework.applications.facts import FIELDS, BadFact, Field, FieldKind, check_fact
from casework.applications.lifecycle import State
from casework.applications.remarks import LONGEST_NOTE
from casework.eligibility.checks import CheckOutcome
from casework.entitlements.award import award_of
from casework.entitlements.change import what_would_change
from casework.people.digits import to_ascii_digits
from casework.permissions import Permission
from casework.use_cases.amend import Amend, amend
from dashboard.forms.case_head import said
from dashboard.forms.case_work import Work
from dashboard.forms.folded import unfolded
from dashboard.forms.wishes import Wish, command_of, tell_refusal, wish
from dashboard.session import forget, remember, remembered
from ui.components.markup import chip_html, facts_html, text_html
from ui.labels import check_chip, choice_label, field_label, yes_no
from ui.messages import value_text
from ui.numerals import money
from ui.text import gettext as _
from ui.text import language, listed

_EARLIEST: Final = date(1900, 1, 1)
_NUMBERS: Final = frozenset({FieldKind.MONEY, FieldKind.NUMBER, FieldKind.INTEGER})


def amend_form(work: Work, *, page: str, complaint: str | None = None) -> None:
    """Choose fields, say their new values and why, look at what that changes, confirm.

    Args:
        work: the case.
        page: the page's name, with which the keys begin.
        complaint: the complaint that asks for it, if one does.
    """
    if not work.viewer.may(Permission.AMEND) or work.case.removed_at is not None:
        return
    _of_this_case(work, page)
    label = _("Amend data, or a reported change")
    box = unfolded(st.expander, label, f"{page}.amend_box", work.case.reference)
    if box is not None:
        with box:
            _fields(work, page, complaint)


def _fields(work: Work, page: str, complaint: str | None) -> None:
    fields = st.multiselect(
        _("What is to be changed?"),
        [name for name in FIELDS if name not in NEVER],
        format_func={name: field_label(name) for name in FIELDS}.get,
        key=f"{page}.amend_fields",
        placeholder=_("Choose"),
    )
    for name in fields:
        _field(FIELDS[name], work, page)
    st.checkbox(_("The household reported that its circumstances changed"), key=f"{page}.amend_reported")
    st.text_area(
        _("On what does the change rest?"), key=f"{page}.amend_note", max_chars=LONGEST_NOTE, height=80
    )
    changes = {name: _value(FIELDS[name], page) for name in fields}
    changes = {name: value for name, value in changes.items() if value is not None}
    if changes:
        _preview(work, changes)
    tell_refusal("amend")
    st.button(
        _("Confirm the change"),
        key=f"{page}.amend_send",
        type="primary",
        disabled=not changes,
        on_click=partial(_ask, work, page, complaint, changes),
    )


def _of_this_case(work: Work, page: str) -> None:
    """What was typed for another case is nothing of this one."""
    if remembered(f"{page}.amend_of", "") != work.case.reference:
        _forget_all(page)
        remember(f"{page}.amend_of", work.case.reference)


def _forget_all(page: str) -> None:
    names = ("fields", "reported", "note", *(f"to_{name}" for name in FIELDS))
    forget(*(f"{page}.amend_{name}" for name in names))


def _field(field: Field, work: Work, page: str) -> None:
    """The input for a field's new value."""
    key, label = f"{page}.amend_to_{field.name}", field_label(field.name)
    before = work.case.masked.get(field.name) or value_text(
        field.name, work.case.facts.get(field.name), work.case.programme
    )
    now = _("Now: {value}").format(value=before)
    if field.kind is FieldKind.BOOLEAN:
        _one_of(label, [True, False], yes_no, key, now)
    elif field.kind is FieldKind.CHOICE:
        _one_of(label, list(field.choices), partial(choice_label, field.name), key, now)
    elif field.kind is FieldKind.DATE:
        st.date_input(label, value=None, min_value=_EARLIEST, max_value=work.today, key=key, help=now)
    else:
        st.text_input(label, key=key, max_chars=LONGEST_TEXT, help=now, placeholder=now, autocomplete="off")


def _one_of(label: str, options: list[Any], words: Any, key: str, now: str) -> None:
    st.selectbox(
        label,
        options,
        index=None,
        format_func={one: words(one) for one in options}.get,
        key=key,
        help=now,
        placeholder=_("Choose"),
    )


def _value(field: Field, page: str) -> object:
    """What was typed, in memory's type; None where nothing was, or nothing that can be read."""
    typed = remembered(f"{page}.amend_to_{field.name}", None)
    if not isinstance(typed, str):
        return typed
    text = typed.strip()
    if not text or field.kind not in _NUMBERS:
        return text or None
    try:
        number = Decimal(to_ascii_digits(text).replace("٫", ".").replace(",", "").replace("٬", ""))
    except InvalidOperation:
        return text  # Refused in words when it is confirmed.
    whole = field.kind is FieldKind.INTEGER and number.is_finite() and number == number.to_integral_value()
    return int(number) if whole else number


def _preview(work: Work, changes: Mapping[str, object]) -> None:
    """Before and after, and the checks that would come out otherwise."""
    sound = all(_fits(name, value) for name, value in changes.items())
    pairs = [
        (
            field_label(name),
            text_html(f"{_before(work, name)} {_arrow()} {_worded(work, name, value)}"),
        )
        for name, value in changes.items()
    ]
    st.caption(_("What would change"))
    # A value of the wrong kind is refused in words when it is confirmed.
    st.html(facts_html([*pairs, *(_would_change(work, changes) if sound else ())]))


def _fits(name: str, value: object) -> bool:
    try:
        check_fact(name, value)
    except BadFact:
        return False
    return True


def _worded(work: Work, name: str, value: object) -> str:
    return value_text(name, value, work.case.programme) if _fits(name, value) else str(value)


def _before(work: Work, name: str) -> str:
    return work.case.masked.get(name) or value_text(name, work.case.facts.get(name), work.case.programme)


def _would_change(work: Work, changes: Mapping[str, object]) -> list[tuple[str, str]]:
    """The checks that would come out otherwise, the amount that would be paid, and why it might stop."""
    paid = award_of(work.scheme.award, work.facts, work.today).amount if _is_paid(work) else None
    change = what_would_change(work.scheme, work.facts, changes, work.today, paid=paid)
    pairs = [
        (work.scheme.rule(one.rule).name.in_(language()), _turned(one.before, one.after))
        for one in change.flips
    ]
    if change.before is not None and change.after is not None and change.before != change.after:
        sums = [money(amount, work.pack.currency) for amount in (change.before, change.after)]
        pairs.append((_("Monthly amount"), text_html(f" {_arrow()} ".join(sums))))
    if paid is not None and change.stops:
        titles = [work.scheme.stops[code].title.in_(language()) for code in change.stops]
        pairs.append((_("Could stop payment, after a notice"), text_html(listed(titles))))
    return pairs


def _is_paid(work: Work) -> bool:
    return work.case.state is State.APPROVED


def _arrow() -> str:
    return "←" if language() == "ar" else "→"


def _turned(before: CheckOutcome, after: CheckOutcome) -> str:
    return f"{chip_html(check_chip(before))} {_arrow()} {chip_html(check_chip(after))}"


def _ask(work: Work, page: str, complaint: str | None, changes: Mapping[str, object]) -> None:
    """Keep the change for the run that follows; a callback."""
    case = work.case
    note = str(remembered(f"{page}.amend_note", "") or "")
    reported = bool(remembered(f"{page}.amend_reported", default=False))
    told = sorted((name, str(value)) for name, value in changes.items())
    wish(
        Wish(
            place="amend",
            use_case=amend,
            command=Amend(
                application=case.reference,
                seen=case.version,
                command_id=command_of(
                    work.viewer, "amend", case.reference, case.version, told, note, reported
                ),
                changes=dict(changes),
                note=note,
                complaint=complaint,
                reported=reported,
            ),
            then=partial(_amended, page),
        )
    )


def _amended(page: str, _result: object) -> None:
    _forget_all(page)
    said(_("The change is on record, with what stood there before."))
