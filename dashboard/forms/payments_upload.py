"""A file of payment results: the upload, what would become of it, and what became of it."""

from collections.abc import Generator, Iterable, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final

import streamlit as st

from dashboard.desk import colleague
from dashboard.session import forget, remember, remembered
from data_access.queries.payments import ResultsFile
from ui.components.linked_table import LinkedCell, LinkedTable, linked_table
from ui.components.markup import literal
from ui.dates import moment
from ui.intake_words import account_sentence, rows_text
from ui.numerals import number
from ui.payment_words import row_fault_sentence
from ui.text import gettext as _
from ui.text import isolated

LARGEST: Final = 200
SHOWN: Final = 50
_TURN: Final = "payments.turn"
_RESULT: Final = "payments.result"
_FORESEEN: Final = "payments.foreseen"


@dataclass(frozen=True, slots=True, kw_only=True)
class Uploaded:
    """A file on its way in."""

    name: str
    content: bytes
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a page keeps of a file to tell of it: the account, why rows were refused, and those rows."""

    name: str
    digest: str
    account: Mapping[str, int]
    refused: Sequence[tuple[int, str]]
    rejects: bytes


def upload_form() -> Uploaded | None:
    """Ask for the file; None until there is one."""
    file = st.file_uploader(
        _("File of payment results: CSV or XLSX"),
        type=["csv", "xlsx", "txt"],
        key=f"payments.file.{remembered(_TURN, 0)}",
        max_upload_size=LARGEST,
    )
    if file is None:
        return None
    content = file.getvalue()
    return Uploaded(name=file.name, content=content, digest=sha256(content).hexdigest())


def told_of(taken: Any, rejects: bytes) -> Told:
    """What is told of a file, taken in or foreseen."""
    return Told(
        name=taken.file.name,
        digest=taken.file.sha256,
        account={name: getattr(taken, name) for name in ("read", "accepted", "refused", "known")},
        refused=[
            (one.row.number, row_fault_sentence(one.fault, one.value)) for one in taken.refused_rows[:SHOWN]
        ],
        rejects=rejects,
    )


def foreseen(uploaded: Uploaded) -> Told | None:
    """What was found of this very file in an earlier run of the page."""
    told: Told | None = remembered(_FORESEEN, None)
    return told if told is not None and told.digest == uploaded.digest else None


def keep_foreseen(told: Told) -> None:
    """Keep it for the next run."""
    remember(_FORESEEN, told)


def keep_result(told: Told) -> None:
    """Keep what became of the file for the next run, which begins with an empty uploader."""
    forget(_FORESEEN)
    remember(_RESULT, told)
    remember(_TURN, remembered(_TURN, 0) + 1)


def show_foreseen(told: Told) -> bool:
    """The account of what would be, and whether the person takes the file in now."""
    st.text(account_sentence(**told.account, dry_run=True))
    _refused(told, "foreseen")
    label = _("Take in {rows}").format(rows=rows_text(told.account["read"]))
    return st.button(label, type="primary", key="payments.confirm")


def show_result() -> None:
    """What became of the last file of this tab."""
    told: Told | None = remembered(_RESULT, None)
    if told is None:
        return
    st.subheader(_("Result of {name}").format(name=literal(isolated(told.name))))
    sentence = account_sentence(**told.account, dry_run=False)
    (st.warning if told.account["refused"] else st.success)(sentence)
    _refused(told, "result")


def _refused(told: Told, place: str) -> None:
    if not told.refused:
        return
    rows = [[LinkedCell(text=number(row)), LinkedCell(text=sentence)] for row, sentence in told.refused]
    heads = [(_("Row"), ""), (_("Why"), "")]
    st.html(linked_table(LinkedTable(caption=_("Refused rows"), heads=heads, rows=rows)))
    if told.account["refused"] > SHOWN:
        st.caption(_("The first {n} reasons; the file has them all.").format(n=number(SHOWN)))
    st.download_button(
        _("Refused rows"), told.rejects, "rejects.csv", "text/csv", key=f"payments.rejects_{place}"
    )


@contextmanager
def progress_bar(rows: int) -> Generator[Any]:
    """A bar that is told how many rows are done; it is only touched between transactions."""
    bar = st.progress(0.0, _("Taking in the results"))

    def tell(done: int) -> None:
        bar.progress(min(1.0, done / rows) if rows else 1.0, rows_text(done))

    yield tell
    bar.empty()


def files_table(files: Iterable[ResultsFile], zone: str) -> None:
    """The files before this one."""
    rows = [
        [
            LinkedCell(text=moment(file.at, zone)),
            LinkedCell(text=_("Command line") if file.username == "system" else colleague(file.username)),
            LinkedCell(text=file.file_name),
            *(LinkedCell(text=number(n)) for n in (file.read, file.accepted, file.refused, file.known)),
        ]
        for file in files
    ]
    if not rows:
        st.caption(_("No file of results so far."))
        return
    titles = (_("When"), _("By"), _("File"), _("Read"), _("Accepted"), _("Refused"), _("Already known"))
    heads = [(title, "") for title in titles]
    st.html(linked_table(LinkedTable(caption=_("Files of results so far"), heads=heads, rows=rows)))
