"""Of which moment a page's figures are: told where they are read from a copy of the records."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final

import streamlit as st

from casework.actors import Staff
from dashboard.forms.intake_tables import zone_of
from data_access.replica import LookBack, Source
from ui.as_of import copy_text, late_text, silent_text

_FROM_RECORDS: Final[Mapping[Source, Callable[[datetime, str], str]]] = {
    Source.SILENT: silent_text,
    Source.LATE: late_text,
}


def as_of(back: LookBack, viewer: Staff) -> None:
    """Say it after the last figure was read; nothing where there is no copy."""
    found = back.as_of
    if found is None or found.source is Source.RECORDS:
        return
    zone = zone_of(viewer)
    if found.source is Source.COPY:
        st.caption(copy_text(found.at, found.behind, zone))
    else:
        st.caption(_FROM_RECORDS[found.source](found.at, zone))
