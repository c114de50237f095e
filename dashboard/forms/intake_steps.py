"""The steps of an import as they are shown: what the file is, how far it has come, what became of it."""

from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import streamlit as st

from dashboard.forms.intake_tables import SHOWN_REFUSALS, preview_table, refusals_table, rejects_link
from dashboard.session import remember, remembered
from ui.components.markup import literal
from ui.intake_words import (
    account_sentence,
    encoding_label,
    format_label,
    remark_sentence,
    remark_title,
    rows_text,
    same_paper_sentence,
    separator_label,
)
from ui.numerals import number, size
from ui.text import gettext as _
from ui.text import isolated, language

RESULT = "import.result"
_SHOWN_REMARKS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a page keeps of an import to tell of it: never the file."""

    name: str
    batch: int
    account: Mapping[str, int]
    refusals: Sequence[Any]
    remarks: Sequence[Any]
    remark_counts: Mapping[str, int]
    same_papers: Sequence[Any]
    papers: int


def show_plan(plan: Any, rows: Sequence[Any]) -> None:
    """What the file is, how it is read, and its first rows as understood."""
    st.subheader(_("As understood"))
    found = [
        (_("File"), isolated(plan.name)),
        (_("Rows"), rows_text(plan.rows)),
        (_("Format"), format_label(plan.kind)),
        (_("Encoding"), encoding_label(plan.encoding)),
        (_("Separator"), separator_label(plan.separator)),
        (_("Sheet"), plan.sheet),
        (_("Size"), size(len(plan.content))),
    ]
    st.text(" · ".join(f"{name}: {value}" for name, value in found if value))
    how = _("found by its columns") if plan.guessed else _("as chosen")
    st.text(_("Mapping: {title} ({how})").format(title=plan.mapping.title.in_(language()), how=how))
    for words in plan.mapping.assumptions:
        st.caption(words.in_(language()))
    if plan.unused:
        names = " · ".join(isolated(name) for name in plan.unused[:20])
        st.text(_("Columns not used: {names}").format(names=names))
    preview_table(rows)


def import_button(rows: int) -> bool:
    """Whether the person confirms the import in this run."""
    label = _("Import {rows}").format(rows=rows_text(rows))
    return st.button(label, type="primary", key="import.confirm")


@contextmanager
def progress_bar(rows: int) -> Generator[Callable[[Any], None]]:
    """A bar that is told how far the import has come; it is only touched between transactions."""
    bar = st.progress(0.0, _("Importing"))

    def tell(come: Any) -> None:
        said = _("{done} of {rows} rows, {papers} papers").format(
            done=number(come.rows), rows=number(rows), papers=number(come.papers)
        )
        bar.progress(min(1.0, come.rows / rows) if rows else 1.0, said)

    yield tell
    bar.empty()


def keep_result(result: Any, batch: int, remark_counts: Mapping[str, int]) -> None:
    """Keep what is told of an import for the next run."""
    told = Told(
        name=result.plan.name,
        batch=batch,
        account={name: getattr(result, name) for name in ("read", "accepted", "refused", "known")},
        refusals=tuple(result.refusals[: SHOWN_REFUSALS + 1]),
        remarks=tuple(result.remarks[:_SHOWN_REMARKS]),
        remark_counts=remark_counts,
        same_papers=result.same_papers[:_SHOWN_REMARKS],
        papers=result.papers,
    )
    remember(RESULT, told)


def show_result() -> None:
    """What became of the last import of this tab."""
    told: Told | None = remembered(RESULT, None)
    if told is None:
        return
    st.subheader(_("Result of {name}").format(name=literal(isolated(told.name))))
    sentence = account_sentence(**told.account, dry_run=False)
    (st.warning if told.account["refused"] else st.success)(sentence)
    for line in _lines(told):
        st.text(line)
    if told.refusals:
        refusals_table(told.refusals)
        if len(told.refusals) > SHOWN_REFUSALS:
            st.caption(_("The first {n} reasons; the file has them all.").format(n=number(SHOWN_REFUSALS)))
        st.html(rejects_link(told.batch))


def _lines(told: Told) -> list[str]:
    lines = [_("Papers examined: {n}").format(n=number(told.papers))] if told.papers else []
    lines += [same_paper_sentence(same.rows, same.names) for same in told.same_papers]
    lines += [f"{remark_title(kind)}: {number(count)}" for kind, count in told.remark_counts.items()]
    for one in told.remarks:
        said = remark_sentence(one.kind, one.facts)
        lines.append(_("Row {row}: {sentence}").format(row=number(one.row), sentence=said))
    return lines
