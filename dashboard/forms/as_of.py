"""Of which moment a page's figures are: they are shared for some seconds, and may be a copy's."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Final

import streamlit as st

from casework.actors import Staff
from dashboard.desk import now
from dashboard.forms.intake_tables import zone_of
from data_access.replica import LookBack, Source
from ui.as_of import copy_text, late_text, records_text, silent_text

_FROM_RECORDS: Final[Mapping[Source, Callable[[datetime, str], str]]] = {
    Source.RECORDS: records_text,
    Source.SILENT: silent_text,
    Source.LATE: late_text,
}


def as_of(back: LookBack, viewer: Staff) -> None:
    """Say it near the title, once the last figure was read; a shared reading grows older meanwhile."""
    found = back.as_of
    if found is None:
        return
    zone = zone_of(viewer)
    if found.source is Source.COPY:
        shared = timedelta(seconds=int((now() - found.at - found.behind).total_seconds()))
        st.caption(copy_text(found.at, found.behind + shared, zone))
    else:
        st.caption(_FROM_RECORDS[found.source](found.at, zone))
