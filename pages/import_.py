"""Import: a file of applications, shown as understood, taken in, and every row accounted for."""

import streamlit as st

from dashboard.desk import clock, documents, done, explaining, records
from dashboard.forms.intake_steps import import_button, keep_result, progress_bar, show_plan, show_result
from dashboard.forms.intake_tables import history_table, zone_of
from dashboard.forms.intake_upload import Upload, foreign_box, next_upload, upload_form
from dashboard.session import who
from dashboard.settings import settings
from data_access.queries.intake import batches
from operations.intake.accounting import counts_of, keep_account
from operations.intake.importer import import_file
from operations.intake.mapping import mappings
from operations.intake.plan import Plan, plan_import
from operations.intake.source import FileRefused
from operations.intake.template import template
from ui.components.markup import literal
from ui.intake_words import file_refused
from ui.text import gettext as _
from ui.text import language


def understood(upload: Upload) -> Plan | None:
    """The file's plan, or None after saying why it cannot be imported."""
    try:
        plan = plan_import(
            upload.content, upload.name, today=clock()().date(), mapping=upload.mapping, given=upload.given
        )
    except FileRefused as refused:
        st.error(literal(file_refused(refused.kind, refused.facts)))
        return None
    return plan.accepting_foreign(yes=foreign_box()) if plan.mapping.foreign else plan


viewer = who()
title, workbook, text = st.columns([4, 1, 1], vertical_alignment="center")
title.title(_("Import"))
for place, kind in ((workbook, "xlsx"), (text, "csv")):
    label = _("Template, {format}").format(format=kind.upper())
    place.download_button(label, template(kind, language()), f"mizan.{kind}", key=f"import.template_{kind}")

titles = {name: mapping.title.in_(language()) for name, mapping in mappings().items()}
upload = upload_form(titles)
plan = understood(upload) if upload else None
if upload and plan:
    show_plan(plan, plan.preview())
    if import_button(plan.rows):
        with explaining(), progress_bar(plan.rows) as tell:
            result = import_file(
                plan, records(), store=documents(), by=viewer, documents=upload.documents, progress=tell
            )
            batch = keep_account(result, records(), by=viewer, rejects=settings().home / "rejects")
            keep_result(result, batch, counts_of(result.remarks))
            next_upload()
            done(_("The file was imported."))

show_result()
st.subheader(_("Imports so far"))
history_table(records().ask(batches, viewer=viewer), zone_of(viewer))
