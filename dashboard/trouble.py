"""What a reader is told when a page fails: an apology with a reference that finds the line in the log."""

import secrets

import streamlit as st
import structlog

from casework.errors import Refusal
from dashboard.desk import told
from data_access.errors import StorageError
from ui.text import gettext as _

_log = structlog.get_logger("mizan.trouble")


def on_script_error(problem: Exception) -> bool:
    """Word a refusal; for anything else apologise with a reference. Nothing technical is ever shown."""
    if isinstance(problem, Refusal):
        _log.info("refused", refusal=type(problem).__name__)
        st.error(told(problem))
        return True
    reference = secrets.token_hex(4).upper()
    _log.error("script failed", reference=reference, exc_info=problem)
    if isinstance(problem, StorageError):
        sentence = _(
            "The office's records did not answer. Please try again in a moment. Reference: {reference}"
        )
    else:
        sentence = _("Something went wrong on our side, and we are sorry. Reference: {reference}")
    st.error(sentence.format(reference=reference))
    return True
