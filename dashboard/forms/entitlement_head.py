"""What an entitlement is: for whom, how much and made of what, since when, and until when it is looked at."""

from collections.abc import Mapping
from decimal import Decimal
from html import escape
from typing import Any

import streamlit as st

from casework.entitlements.lifecycle import EntitlementState
from dashboard.forms.entitlement_work import PLACE, EntitlementWork
from dashboard.forms.wishes import tell_refusal
from dashboard.navigation import CASE, COMPLAINTS, REVIEWS
from ui.complaint_words import complaint_kind_label, complaint_state_label
from ui.components.linked_table import link_html
from ui.components.markup import bar_html, chip_html, facts_html, id_html, text_html
from ui.dates import day, month
from ui.entitlement_words import entitlement_chip, part_counted, part_label
from ui.labels import Chip, programme_label, region_label
from ui.numerals import money
from ui.text import gettext as _
from ui.text import isolated, language


def entitlement_bar(work: EntitlementWork) -> None:
    """Who is paid what, and where it stands."""
    one = work.entitlement
    pairs = [
        (_("Beneficiary"), text_html(one.name)),
        (_("Reference"), id_html(one.reference)),
        (_("Programme"), text_html(programme_label(one.programme))),
        (_("Region"), text_html(region_label(one.region))),
        (_("State"), " ".join(chip_html(chip) for chip in _state(work))),
        (_("A month"), text_html(money(one.amount, one.currency))),
        (_("Paid from"), text_html(month(one.paid_from))),
        (_("Next review"), text_html(day(one.review_on))),
    ]
    st.html(bar_html(pairs))


def entitlement_ways(work: EntitlementWork) -> None:
    """To the case, to a complaint about it, to the reviews; and why the last wish was refused."""
    reference = work.entitlement.reference
    with st.container(key="entitlement.ways", horizontal=True, vertical_alignment="center"):
        if st.button(_("To the case"), key="entitlement.case", type="tertiary"):
            CASE.open(case=reference)
        if COMPLAINTS.open_to(work.viewer) and st.button(
            _("Take down a complaint"), key="entitlement.complain", type="tertiary"
        ):
            COMPLAINTS.open(file=reference)
        if work.runs and st.button(_("To the reviews"), key="entitlement.reviews", type="tertiary"):
            REVIEWS.open()
    tell_refusal(PLACE)
    _open_complaints(work)


def amount_with_its_parts(work: EntitlementWork) -> None:
    """The amount as a sum of its parts, and the formula it is by."""
    one, award = work.entitlement, work.scheme.award
    heading, month_word = _("Amount a month"), _("A month")
    st.subheader(heading)
    rows = "".join(
        f"<tr><td>{text_html(part_label(part, one.programme))}</td>"
        f'<td><span class="mizan-quiet">{escape(part_counted(part, one.currency))}</span></td>'
        f'<td class="number">{escape(money(_sum(part), one.currency))}</td></tr>'
        for part in one.parts
    )
    total = (
        f'<tr><th scope="row">{escape(month_word)}</th><td></td>'
        f'<td class="number"><b>{escape(money(one.amount, one.currency))}</b></td></tr>'
    )
    st.html(
        f'<div class="mizan-plain" tabindex="0" role="region" aria-label="{escape(heading)}">'
        f"<table><tbody>{rows}{total}</tbody></table></div>"
    )
    version = _("Formula of version {version}").format(version=isolated(one.formula))
    pairs = [(_("How it is worked out"), f"{text_html(version)}{invented_html(invented=award.invented)}")]
    if award.version == one.formula:
        pairs.append((_("Source"), text_html(award.source.in_(language()))))
    st.html(facts_html(pairs))


def invented_html(*, invented: bool) -> str:
    """The label of a figure that no source gives."""
    return " " + chip_html(Chip(_("Demonstration figure"), "△", "warn")) if invented else ""


def _sum(part: Mapping[str, Any]) -> Decimal:
    return Decimal(str(part["sum"]))


def _state(work: EntitlementWork) -> list[Chip]:
    one = work.entitlement
    chips = [entitlement_chip(one.state)]
    if one.state is EntitlementState.ACTIVE and one.stop_on is not None:
        chips.append(Chip(_("Notice out"), "!", "warn"))
    return chips


def _open_complaints(work: EntitlementWork) -> None:
    if work.entitlement.complaints:
        lines = [
            f"{link_html(one.tracking, f'/complaint?c={one.tracking}')} "
            f"{text_html(f'{complaint_kind_label(one.kind)} · {complaint_state_label(one.state)}')}"
            for one in work.entitlement.complaints
        ]
        st.html(facts_html([(_("Open complaints"), "<br>".join(lines))]))
