"""Batches of reviews: how far each has come, and the form that opens one."""

from collections.abc import Sequence
from datetime import date, timedelta

import streamlit as st

from casework.actors import Staff
from casework.countries.pack import pack_of
from casework.entitlements.reviews import WARN_DAYS
from casework.use_cases.review import EVERYWHERE, OpenBatch, open_batch
from dashboard.desk import colleague
from dashboard.forms.wishes import Wish, kept_command, tell_refusal, wish
from dashboard.session import forget, remember
from data_access.queries.reviews import BatchLine
from ui.components.linked_table import LinkedCell, LinkedTable, linked_table
from ui.dates import short_day, short_moment
from ui.labels import programme_label, region_label
from ui.numerals import number, percent
from ui.text import gettext as _
from ui.text import ngettext

PLACE = "reviews.batch"
_COMMAND = "reviews.batch_command"


def batches_table(batches: Sequence[BatchLine]) -> None:
    """The batches and how much of each is done; a number leads to what is left."""
    if not batches:
        st.caption(_("No batch was opened so far."))
        return
    rows = [
        [
            LinkedCell(text=number(one.id)),
            LinkedCell(text=programme_label(one.programme)),
            LinkedCell(text=region_text(one.region)),
            LinkedCell(text=short_day(one.due_by)),
            LinkedCell(text=number(one.size - one.left), note=percent((one.size - one.left) / one.size)),
            LinkedCell(text=number(one.left), href=_left_of(one)),
            LinkedCell(text=number(one.size)),
            LinkedCell(text=f"{colleague(one.by)} · {short_moment(one.at, pack_of(one.programme).zone)}"),
        ]
        for one in batches
    ]
    titles = (
        *(_("Batch"), _("Programme"), _("Region"), _("Due by"), _("Done"), _("Left"), _("Size")),
        _("Opened by"),
    )
    table = LinkedTable(caption=_("Batches of reviews"), heads=[(one, "") for one in titles], rows=rows)
    st.html(linked_table(table))


def _left_of(one: BatchLine) -> str:
    return f"/reviews?view=all&batch={one.id}" if one.left else ""


def region_text(region: str) -> str:
    """A region's name, or that it is all of them."""
    return _("All regions") if region == EVERYWHERE else region_label(region)


def batch_form(viewer: Staff, today: date) -> None:
    """Ask for what a batch holds, and open it."""
    st.subheader(_("Open a batch"))
    tell_refusal(PLACE)
    which, where, until, send = st.columns([3, 3, 2, 2], vertical_alignment="bottom")
    with which:
        programme = st.selectbox(
            _("Programme"),
            sorted(viewer.programmes),
            format_func=programme_label,
            key="reviews.batch_programme",
        )
    with where:
        region = st.selectbox(
            _("Region"),
            _regions(viewer, programme),
            format_func=region_text,
            key=f"reviews.batch_region.{programme}",
        )
    with until:
        due_by = st.date_input(
            _("Due by"),
            value=today + timedelta(days=WARN_DAYS),
            min_value=today - timedelta(days=366),
            max_value=today + timedelta(days=366),
            format="DD/MM/YYYY",
            key="reviews.batch_due_by",
        )
    with send:
        st.button(
            _("Open a batch"),
            key="reviews.batch_open",
            type="primary",
            disabled=not (programme and region),
            on_click=_opened,
            args=(programme, region, due_by),
        )


def _regions(viewer: Staff, programme: str | None) -> list[str]:
    if programme is None:
        return []
    mine = [code for code in pack_of(programme).regions if not viewer.regions or code in viewer.regions]
    return mine if viewer.regions else [EVERYWHERE, *mine]


def _opened(programme: str, region: str, due_by: date) -> None:
    command = OpenBatch(programme=programme, region=region, due_by=due_by, command_id=kept_command(_COMMAND))
    wish(Wish(place=PLACE, use_case=open_batch, command=command, then=_said, otherwise=_forget))


def _forget() -> None:
    forget(_COMMAND)


def _said(result: object) -> None:
    forget(_COMMAND)
    batch, _space, size = str(result).partition(" ")
    sentence = ngettext(
        "Batch {batch} was opened with {n} review.", "Batch {batch} was opened with {n} reviews.", int(size)
    )
    remember("shell.done", sentence.format(batch=number(int(batch)), n=number(int(size))))
