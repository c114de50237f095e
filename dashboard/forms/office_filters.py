"""What narrows the office's figures: where, which days, as of when."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

import streamlit as st

from casework.actors import Staff
from casework.countries.pack import pack_of
from dashboard.forms.narrowing import one_or_all
from dashboard.forms.office_address import (
    OWN,
    USUAL,
    OfficeAddress,
    clear,
    follow,
    moved,
    span_moved,
)
from dashboard.forms.queue_address import offices_of, regions_of
from ui.labels import country_label, field_label, programme_label, region_label
from ui.text import NP_, pgettext
from ui.text import gettext as _

SPANS: Final[Mapping[str, tuple[str, str]]] = {
    "4w": NP_("period", "4 weeks"),
    "13w": NP_("period", "13 weeks"),
    "26w": NP_("period", "26 weeks"),
    "52w": NP_("period", "52 weeks"),
    OWN: NP_("period", "Own dates"),
}


def filter_rows(asked: OfficeAddress, viewer: Staff) -> None:
    """Places in one row, days in the next."""
    with st.container(key="office.filters"):
        _place_row(asked, viewer)
        _day_row(asked)


def _place_row(asked: OfficeAddress, viewer: Staff) -> None:
    several = len(offices_of(viewer)) > 1
    columns = iter(st.columns([*[3] * (2 + several), 1.2], vertical_alignment="bottom"))
    if several:
        with next(columns):
            _choice(asked, "office", pgettext("filter", "Country"), offices_of(viewer), country_label)
    with next(columns):
        _choice(asked, "programme", field_label("programme"), programmes_in(asked, viewer), programme_label)
    with next(columns):
        _choice(asked, "region", field_label("region"), regions_in(asked, viewer), region_label)
    with next(columns):
        narrowed = asked.places or asked.span != USUAL or not asked.is_now
        st.button(_("Clear"), key="office.clear", disabled=not narrowed, on_click=clear, width="stretch")


def _day_row(asked: OfficeAddress) -> None:
    span, since, until = st.columns([5, 2, 2], vertical_alignment="bottom")
    with span:
        st.segmented_control(
            _("Period"),
            list(SPANS),
            format_func={code: pgettext(*words) for code, words in SPANS.items()}.get,
            key=follow("period", asked.span),
            required=True,
            on_change=span_moved,
            args=(asked.period.since,),
            width="stretch",
        )
    with since:
        st.date_input(
            pgettext("period", "From"),
            key=follow("from", asked.period.since),
            max_value=asked.period.until,
            format="DD/MM/YYYY",
            on_change=moved,
            args=("from",),
        )
    with until:
        st.date_input(
            _("Up to and with"),
            key=follow("to", asked.period.until),
            max_value=asked.today,
            format="DD/MM/YYYY",
            help=_("Stocks, such as what waits, are told as of the end of this day."),
            on_change=moved,
            args=("to",),
        )


def programmes_in(asked: OfficeAddress, viewer: Staff) -> Sequence[str]:
    """The programmes of the chosen country."""
    return [code for code in sorted(viewer.programmes) if asked.asked.office in {None, pack_of(code).code}]


def regions_in(asked: OfficeAddress, viewer: Staff) -> Sequence[str]:
    """The regions of the chosen programme or country."""
    programme = asked.asked.programme
    codes = [programme] if programme else programmes_in(asked, viewer)
    countries = {pack_of(code).code for code in codes}
    return [code for code in regions_of(viewer) if code.partition("-")[0] in countries]


def worded(asked: OfficeAddress) -> tuple[tuple[str, str], ...]:
    """Where, as names and words."""
    words: Mapping[str, tuple[str, Callable[[str], str]]] = {
        "office": (pgettext("filter", "Country"), country_label),
        "programme": (field_label("programme"), programme_label),
        "region": (field_label("region"), region_label),
    }
    return tuple((words[name][0], words[name][1](code)) for name, code in asked.places.items())


def _choice(
    asked: OfficeAddress, name: str, label: str, options: Sequence[str], words: Callable[[str], str]
) -> None:
    chosen = getattr(asked.asked, name)
    one_or_all(label, options, words, name=name, chosen=chosen, key=follow(name, chosen), on_change=moved)
