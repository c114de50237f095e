"""The papers of a case: which there are, what they should prove, and the verdict on each."""

from functools import partial
from html import escape
from typing import Final

import streamlit as st

from casework.applications.evidence import Paper, PaperVerdict
from casework.permissions import Permission
from casework.use_cases.judge_document import JudgeDocument, judge_document
from casework.written import closed
from dashboard.forms.case_draft import PREVIEW
from dashboard.forms.case_head import revealed
from dashboard.forms.case_work import Work
from dashboard.forms.wishes import Wish, command_of, tell_refusal, wish_in_words
from dashboard.part import part
from dashboard.session import forget, remember, remembered
from ui.components.markup import chip_html, facts_html, id_html, literal, section_html, text_html
from ui.components.paper_viewer import PaperTab, paper_viewer
from ui.dates import short_moment
from ui.labels import Chip, fault_chip, fault_label, field_label, paper_label, verdict_chip, verdict_label
from ui.messages import value_text
from ui.text import gettext as _

SHORTCUTS: Final = {
    PaperVerdict.ACCEPTED: "1",
    PaperVerdict.UNREADABLE: "2",
    PaperVerdict.WRONG_DOCUMENT: "3",
    PaperVerdict.DOES_NOT_MATCH: "4",
    PaperVerdict.EXPIRED: "5",
}
_TONES: Final = {PaperVerdict.ACCEPTED: "good", PaperVerdict.EXPIRED: "warn"}


@part
def papers_beside_facts(work: Work) -> None:
    """The papers, and beside them what was declared and the verdict on the one in view."""
    declared, shown = st.columns([2, 3], gap="medium")
    with shown:
        paper = _viewer(work)
    with declared:
        _verdict_form(work, paper)
        _facts_beside(work, paper)
        st.html(section_html(_("Papers"), _at_a_glance(work)))


def _at_a_glance(work: Work) -> str:
    """Required, provided and missing papers, each with what is known of it."""
    lines = [(_name(work, kind), _standing(work, kind)) for kind in work.required_kinds]
    others = dict.fromkeys(paper.kind for paper in work.papers if paper.kind not in work.required_kinds)
    lines += [
        (_("{paper} (not required)").format(paper=_name(work, kind)), _standing(work, kind))
        for kind in others
    ]
    return facts_html(lines)


def _viewer(work: Work) -> Paper | None:
    """Show the papers; the one in view."""
    papers = {paper.id: paper for paper in (*work.papers, *work.replaced)}
    reference, asked = remembered("case.paper", ("", None))
    wanted = asked if reference == work.case.reference and asked in papers else _first(work)
    shown = paper_viewer(
        [_tab(work, paper) for paper in papers.values()],
        key="case.viewer",
        current=wanted,
        height=680,
        on_change=partial(_turned_to, work.case.reference),
    )
    return papers.get(wanted if wanted is not None else shown or 0)


def _facts_beside(work: Work, paper: Paper | None) -> None:
    """What the applicant declared that this paper should prove; all the rest folded below."""
    proved = work.scheme.proved_by(paper.kind) if paper else ()
    told = [name for name in proved if name in work.facts]
    if paper is not None:
        title = text_html(_("Declared, to be proved by this paper"))
        heading = f"<h4 class='mizan-h'>{title}</h4>"
        proofs = (_fact(work, name) for name in told)
        st.html(heading + (facts_html(proofs) if told else text_html(_("Nothing in particular."))))
    rest = [name for name in work.facts if name not in told]
    with st.expander(
        _("Everything else the applicant declared"), key="case.declared", expanded=paper is None
    ):
        st.html(facts_html(_fact(work, name) for name in rest))


def _verdict_form(work: Work, paper: Paper | None) -> None:
    """The verdict on the paper in view: one click, with words where the verdict needs them."""
    tell_refusal("papers")
    if paper is None:
        return
    st.html(f"<h4 class='mizan-h'>{text_html(_name(work, paper.kind))} {chip_html(_chip(paper))}</h4>")
    if paper.verdict is not None:
        _judged(work, paper)
    _original(work, paper)
    if not (work.weighing and paper.can_be_judged and paper in work.papers):
        return
    if not work.viewer.may(Permission.JUDGE_DOCUMENT):
        return
    note_key = f"case.verdict_note_{paper.id}"
    st.text_input(
        _("Note on this paper"),
        key=note_key,
        max_chars=4000,
        help=_("Needed for “does not match” and “wrong document”: say what you saw."),
    )
    with st.container(key="case.verdicts", horizontal=True, gap="small"):
        for verdict, digit in SHORTCUTS.items():
            st.button(
                verdict_label(verdict),
                key=f"case.verdict_{verdict}",
                type="primary" if verdict is PaperVerdict.ACCEPTED and paper.verdict is None else "secondary",
                shortcut=digit,
                on_click=wish_in_words,
                args=(partial(_judgement, work, paper, verdict), note_key),
            )


def _original(work: Work, paper: Paper) -> None:
    """A link to the file as it was sent, for those who may take it and while it may leave."""
    if not (work.viewer.may(Permission.OPEN_ORIGINAL) and paper.original_may_leave):
        return
    label, warning = _("The file as it was sent"), _("Taking it is written down. It may harm your machine.")
    with st.container(key="case.original"):
        st.html(
            f'<a class="mizan-link" href="/papers/{paper.id}/original" download>{escape(label)}</a> '
            f'<span class="mizan-quiet">{escape(warning)}</span>'
        )


def _judgement(work: Work, paper: Paper, verdict: PaperVerdict, note: str) -> Wish:
    case = work.case
    command_id = command_of(work.viewer, "judge", case.reference, case.version, paper.id, verdict, note)
    following = work.unjudged_after(paper)
    return Wish(
        place="papers",
        use_case=judge_document,
        command=JudgeDocument(
            application=case.reference,
            seen=case.version,
            command_id=command_id,
            paper=paper.id,
            verdict=verdict,
            note=note,
        ),
        then=lambda _result: _judged_now(case.reference, following or paper.id),
        otherwise=lambda: remember("case.paper", (case.reference, paper.id)),
    )


def _judged_now(reference: str, onward: int) -> None:
    # A decision that was about to be confirmed rested on the papers as they were.
    forget(PREVIEW)
    remember("case.paper", (reference, onward))


def _turned_to(reference: str) -> None:
    chosen = (remembered("case.viewer", None) or {}).get("current")
    remember("case.paper", (reference, chosen))


def _first(work: Work) -> int | None:
    """The first paper still to be judged, else the first that can be seen."""
    seen = [paper for paper in work.papers if paper.can_be_judged] or list(work.papers)
    waiting = [paper.id for paper in seen if paper.verdict is None]
    return next(iter([*waiting, *(paper.id for paper in seen)]), None)


def _tab(work: Work, paper: Paper) -> PaperTab:
    replaced = paper in work.replaced
    return PaperTab(
        id=paper.id,
        title=_name(work, paper.kind),
        note=_("Replaced")
        if replaced
        else verdict_label(paper.verdict)
        if paper.can_be_judged
        else _("Kept aside"),
        tone="" if paper.verdict is None else _TONES.get(paper.verdict, "bad"),
        fault=_why_unseen(paper),
    )


def _why_unseen(paper: Paper) -> str | None:
    if paper.fault is not None:
        return fault_label(paper.fault)
    return _("The file itself is not kept here.") if paper.sha256 is None else None


def _standing(work: Work, kind: str) -> str:
    chips = [chip_html(_chip(paper)) for paper in work.papers if paper.kind == kind]
    return " ".join(chips) or chip_html(verdict_chip("missing"))


def _chip(paper: Paper) -> Chip:
    return fault_chip(paper.fault) if paper.fault else verdict_chip(paper.verdict)


def _judged(work: Work, paper: Paper) -> None:
    if paper.judged_by is None or paper.judged_at is None:
        return
    when = short_moment(paper.judged_at, work.pack.zone)
    said = _("Judged by {name}, {moment}").format(name=work.name_of(paper.judged_by), moment=when)
    st.caption(literal(said))
    if paper.note:
        st.text(closed(paper.note))


def _fact(work: Work, name: str) -> tuple[str, str]:
    if name in work.case.masked:
        return field_label(name), id_html(revealed(work).get(name, work.case.masked[name]))
    return field_label(name), text_html(value_text(name, work.facts[name], work.case.programme))


def _name(work: Work, kind: str) -> str:
    return paper_label(kind, work.case.programme)
