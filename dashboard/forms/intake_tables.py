"""Plain tables of an import: the first rows as understood, why rows were refused, earlier imports."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from html import escape
from typing import Any

import streamlit as st

from casework.actors import Staff
from casework.applications.facts import FIELDS
from casework.countries.pack import pack_of, packs
from dashboard.desk import colleague
from data_access.queries.intake import Batch
from ui.components.markup import id_html, text_html
from ui.dates import day, moment
from ui.intake_words import refusal_sentence
from ui.labels import choice_label, field_label, programme_label, region_label, yes_no
from ui.numerals import number
from ui.text import gettext as _

_IDS = frozenset({"national_id", "iban", "phone", "email", "electricity_account"})
SHOWN_REFUSALS = 50


def preview_table(rows: Sequence[Any]) -> None:
    """The first rows as understood: a column for each fact that any of them states, and what is wrong."""
    known = [name for name in FIELDS if any(name in row.facts for row in rows)]
    header = [
        _("Row"),
        field_label("programme"),
        *(field_label(name) for name in known),
        _("Refused because"),
    ]
    lines: list[list[str]] = []
    for row in rows:
        cells = [fact_html(name, row.facts[name]) if name in row.facts else "" for name in known]
        why = " ".join(_sentence(one) for one in row.refusals)
        programme = escape(programme_label(row.programme)) if row.programme else ""
        lines.append([escape(number(row.row.number)), programme, *cells, text_html(why) if why else ""])
    _show(header, lines)


def refusals_table(refusals: Sequence[Any]) -> None:
    """Why rows were refused, the first of them."""
    header = [_("Row"), _("Field"), _("Value given"), _("What was expected")]
    lines = [
        [
            escape(number(one.row)),
            escape(field_label(one.field) if one.field else _("The row")),
            id_html(one.value) if one.value else "",
            text_html(_sentence(one)),
        ]
        for one in refusals[:SHOWN_REFUSALS]
    ]
    _show(header, lines)


def history_table(batches: Iterable[Batch], zone: str) -> None:
    """The imports before this one; a link to the refused rows where there are any."""
    header = [
        _("When"),
        _("By"),
        _("File"),
        _("Mapping"),
        _("Read"),
        _("Accepted"),
        _("Refused"),
        _("Already known"),
        "",
    ]
    lines = [
        [
            escape(moment(batch.at, zone)),
            escape(_("Command line") if batch.username == "import" else colleague(batch.username)),
            text_html(batch.file_name),
            id_html(batch.mapping),
            *(escape(number(count)) for count in (batch.read, batch.accepted, batch.refused, batch.known)),
            rejects_link(batch.id) if batch.refused else "",
        ]
        for batch in batches
    ]
    _show(header, lines)


def zone_of(viewer: Staff) -> str:
    """The zone of the viewer's country; of the first pack for those who have no programmes."""
    pack = pack_of(min(viewer.programmes)) if viewer.programmes else next(iter(packs().values()))
    return pack.zone


def rejects_link(batch: int) -> str:
    """The way to the refused rows of an import, through the route that asks who is there."""
    label = escape(_("Refused rows"))
    return f'<a class="mizan-link" href="/imports/{batch}/rejects.csv" download>{label}</a>'


def fact_html(name: str, value: object) -> str:
    """One fact as the reader writes it."""
    if name in _IDS:
        return id_html(str(value))
    if name == "region":
        return escape(region_label(str(value)))
    return text_html(_worded(name, value))


def _worded(name: str, value: object) -> str:
    if isinstance(value, bool):
        return yes_no(value)
    if isinstance(value, int | Decimal):
        return number(value)
    if isinstance(value, date):
        return day(value)
    return choice_label(name, str(value)) if FIELDS[name].choices else str(value)


def _sentence(one: Any) -> str:
    return refusal_sentence(one.field, one.value, one.expected, one.facts)


def _show(header: Sequence[str], lines: Iterable[Sequence[str]]) -> None:
    """A table of cells that are HTML already; the header is plain."""
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in header)
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in line) + "</tr>" for line in lines)
    table = f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    st.html(f'<div class="mizan-plain" tabindex="0">{table}</div>')
