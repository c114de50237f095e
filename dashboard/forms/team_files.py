"""Which files left the office lately, and who took them."""

from html import escape

import streamlit as st

from casework.actors import Staff
from dashboard.desk import colleague, records
from dashboard.forms.intake_tables import zone_of
from data_access.queries.exports import TakenFile, taken_files
from ui.components.markup import id_html
from ui.dates import moment
from ui.numerals import number
from ui.text import gettext as _


def files_taken(viewer: Staff) -> None:
    """The latest files taken by people of the viewer's programmes, folded away."""
    with st.expander(_("Files taken out lately"), key="team.files"):
        files = records().ask(taken_files, viewer=viewer)
        if not files:
            st.text(_("Nobody has taken a file."))
            return
        heads = (_("When"), _("Taken by"), _("What"), _("Filters"), _("File"), _("Number of rows"))
        head = "".join(f'<th scope="col">{escape(name)}</th>' for name in heads)
        body = "".join(_row(file, zone_of(viewer)) for file in files)
        table = f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
        st.html(f'<div class="mizan-plain" tabindex="0">{table}</div>')


def _row(file: TakenFile, zone: str) -> str:
    filters = " ".join(f"{name}={code}" for name, code in file.filters.items())
    cells = (
        escape(moment(file.at, zone)),
        escape(colleague(file.username)),
        id_html(file.what),
        id_html(filters),
        id_html(file.format.upper()),
        escape(number(file.rows)),
    )
    return "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"
