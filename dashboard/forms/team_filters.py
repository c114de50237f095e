"""Which days, programme and region the team's figures are of."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

import streamlit as st

from casework.actors import Staff
from casework.countries.pack import pack_of
from dashboard.forms.narrowing import one_or_all
from dashboard.forms.queue_address import regions_of
from dashboard.forms.team_address import SPANS, TeamAddress, follow, moved
from ui.labels import field_label, programme_label, region_label
from ui.text import NP_, pgettext
from ui.text import gettext as _

_SPAN_NAMES: Final[Mapping[int, tuple[str, str]]] = {
    7: NP_("period", "Week"),
    28: NP_("period", "4 weeks"),
    91: NP_("period", "13 weeks"),
    364: NP_("period", "52 weeks"),
}


def filter_row(asked: TeamAddress, viewer: Staff) -> None:
    """The period and its last day, the programme and the region."""
    with st.container(key="team.filters"):
        span, on, programme, region = st.columns(4, vertical_alignment="bottom")
        with span:
            st.selectbox(
                _("Period"),
                SPANS,
                format_func={days: pgettext(*_SPAN_NAMES[days]) for days in SPANS}.get,
                key=follow("days", asked.period.days),
                on_change=moved,
                args=("days",),
            )
        with on:
            st.date_input(
                _("Up to and with"),
                key=follow("on", asked.period.until),
                max_value=asked.today,
                format="DD/MM/YYYY",
                on_change=moved,
                args=("on",),
            )
        with programme:
            _choice("programme", asked.asked.programme, sorted(viewer.programmes), programme_label)
        with region:
            _choice("region", asked.asked.region, _regions(asked, viewer), region_label)


def _regions(asked: TeamAddress, viewer: Staff) -> Sequence[str]:
    programme = asked.asked.programme
    known = pack_of(programme).regions if programme else None
    return [code for code in regions_of(viewer) if known is None or code in known]


def _choice(name: str, chosen: str | None, options: Sequence[str], words: Callable[[str], str]) -> None:
    one_or_all(
        field_label(name),
        options,
        words,
        name=name,
        chosen=chosen,
        key=follow(name, chosen),
        on_change=moved,
    )
