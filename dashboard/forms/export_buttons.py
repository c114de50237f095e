"""Two quiet links under a table: the same rows as a workbook or as CSV."""

from datetime import datetime
from html import escape

import streamlit as st

from casework.actors import Staff
from casework.permissions import Permission
from dashboard.exports import Laid, shelf
from dashboard.forms.intake_tables import zone_of
from dashboard.session import session_handle
from ui.sheets import MEDIA_TYPES, ExportTable
from ui.text import gettext as _
from ui.text import language


def export_buttons(table: ExportTable, *, key: str, viewer: Staff, read: datetime | None) -> None:
    """Offer a table as a file to those who may take figures out; each file taken is put on record.

    Args:
        table: exactly what the page shows.
        key: the key of the place, `page.thing`.
        viewer: who is shown it.
        read: the moment its figures are of, UTC; the file says it.
    """
    if not viewer.may(Permission.EXPORT):
        return
    ticket = shelf().lay(
        Laid(table=table, session=session_handle(), language=language(), zone=zone_of(viewer), read=read)
    )
    links = " ".join(_link(ticket, kind, table.title) for kind in MEDIA_TYPES)
    words = escape(_("Take as a file:"))
    with st.container(key=key):
        st.html(f'<p class="mizan-exports"><span>{words}</span> {links}</p>')


def _link(ticket: str, kind: str, title: str) -> str:
    told = _("Take “{title}” as a file: {format}").format(title=title, format=kind.upper())
    return (
        f'<a class="mizan-link" href="/exports/{ticket}.{kind}" target="_self" rel="nofollow" '
        f'aria-label="{escape(told)}">{kind.upper()}</a>'
    )
