"""What has been chosen and written so far: in the widgets, and on record so that a reload loses nothing."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from casework.applications.lifecycle import Outcome
from casework.applications.reasons import route_of
from casework.countries.pack import Programme
from casework.use_cases.keep_draft import KeepDraft, keep_draft
from dashboard.desk import explaining, records
from dashboard.forms.case_work import Work
from dashboard.session import forget, remember, remembered

OUTCOME: Final = "case.outcome"
REASONS: Final = "case.reasons"
NOTE: Final = "case.note"
WORDS: Final = "case.words"
PREVIEW: Final = "case.preview"
_WRITING: Final = "case.writing"
_PROPOSED: Final = "case.proposed"
_KEPT: Final = "case.kept"


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A decision in the making."""

    outcome: Outcome | None
    reasons: tuple[str, ...]
    note: str
    words: str = ""

    @property
    def chosen(self) -> bool:
        """Whether more than a note was written."""
        return self.outcome is not None or bool(self.reasons)


def written() -> Draft:
    """What the widgets hold."""
    outcome = remembered(OUTCOME, None)
    return Draft(
        outcome=Outcome(outcome) if outcome else None,
        reasons=tuple(remembered(REASONS, [])),
        note=str(remembered(NOTE, "") or ""),
        words=str(remembered(WORDS, "") or ""),
    )


def take_up(work: Work) -> None:
    """Fill the widgets: from the draft on record, else from what is proposed; then follow new proposals."""
    proposed = tuple(dict.fromkeys(one.reason for one in work.proposals))
    if not _is_begun(work):
        _begin(work, proposed)
        return
    before = remembered(_PROPOSED, ())
    remember(_PROPOSED, proposed)
    gone = {code for code in before if code not in proposed}
    fresh = [code for code in proposed if code not in before]
    if gone or fresh:
        kept = [code for code in written().reasons if code not in gone]
        _choose(work.scheme, _agreeing(work.scheme, kept, fresh))
        forget(PREVIEW)


def take_up_note(work: Work) -> None:
    """Fill the note alone, where nothing else is written."""
    if remembered(_WRITING, "") != work.case.reference or remembered(NOTE, None) is None:
        on_record = _on_record(work)
        remember(_WRITING, work.case.reference)
        remember(NOTE, on_record.note)
        remember(_KEPT, on_record)


def keep_note(work: Work) -> None:
    """Put the note on record and leave there what was chosen before."""
    keep(work, replace(_on_record(work), note=written().note))


def keep(work: Work, draft: Draft | None = None) -> None:
    """Put on record what differs from what was kept last: this draft, or what the widgets hold.

    Where that fails it is told, and nothing is shown to be confirmed: a letter is made of what is on record.
    """
    now = draft or written()
    if now == remembered(_KEPT, None):
        return
    with explaining():
        put_on_record(work, now)
        return
    forget(PREVIEW)


def keep_anew() -> None:
    """Put what the widgets hold on record at the next run, changed or not; a callback."""
    forget(_KEPT)


def put_on_record(work: Work, draft: Draft) -> None:
    """Keep this draft. Raises what the records raise."""
    command = KeepDraft(
        application=work.case.reference,
        outcome=draft.outcome,
        reasons=draft.reasons,
        note=draft.note,
        words=draft.words,
    )
    records().act(keep_draft, command, by=work.viewer)
    remember(_KEPT, draft)


def changed() -> None:
    """Something was written: what was shown to be confirmed is no longer what will be decided; a callback."""
    forget(PREVIEW)


def reasons_changed(scheme: Programme) -> None:
    """Let the outcome follow the reasons' routes; a callback."""
    changed()
    _choose(scheme, written().reasons)


def _is_begun(work: Work) -> bool:
    """Whether the widgets hold this case's decision; what is not on the screen is lost to them."""
    here = remembered(_WRITING, "") == work.case.reference
    return here and None not in (remembered(NOTE, None), remembered(REASONS, None), remembered(WORDS, None))


def _begin(work: Work, proposed: tuple[str, ...]) -> None:
    on_record, here = _on_record(work), remembered(_WRITING, "") == work.case.reference
    forget(PREVIEW)
    # Words typed a moment ago beside an agreement are newer than those on record.
    typed = remembered(NOTE, None) if here else None
    remember(_WRITING, work.case.reference)
    remember(_PROPOSED, proposed)
    remember(NOTE, on_record.note if typed is None else typed)
    remember(WORDS, on_record.words)
    begun = _begun_with(work, on_record)
    if begun is None:
        remember(OUTCOME, None)
        _choose(work.scheme, _agreeing(work.scheme, [], proposed))
    else:
        valid = {reason.code for reason in work.scheme.reasons_on(work.today)}
        remember(OUTCOME, begun.outcome)
        remember(REASONS, [code for code in begun.reasons if code in valid])
    remember(_KEPT, replace(written(), note=on_record.note))


def _begun_with(work: Work, on_record: Draft) -> Draft | None:
    """What the choices begin with: the draft, for a second check the first decision, else the proposals."""
    if work.checking and not on_record.chosen and work.standing is not None:
        first = work.standing
        remember(WORDS, first.words)
        return replace(on_record, outcome=first.outcome, reasons=first.reasons, words=first.words)
    return on_record if work.case.draft is not None else None


def _on_record(work: Work) -> Draft:
    kept = work.case.draft
    if kept is None:
        return Draft(outcome=None, reasons=(), note="")
    return Draft(outcome=kept.outcome, reasons=kept.reasons, note=kept.note, words=kept.words)


def _agreeing(scheme: Programme, kept: Iterable[str], proposed: Iterable[str]) -> list[str]:
    """What is chosen for the reader never contradicts itself: the other proposals stay on offer."""
    chosen = list(kept)
    for code in proposed:
        if route_of([scheme.catalogue[one] for one in (*chosen, code)]):
            chosen.append(code)
    return chosen


def _choose(scheme: Programme, reasons: Iterable[str]) -> None:
    chosen = list(dict.fromkeys(reasons))
    remember(REASONS, chosen)
    routes = route_of([scheme.catalogue[code] for code in chosen])
    if remembered(OUTCOME, None) not in routes:
        remember(OUTCOME, next(iter(routes)) if chosen and len(routes) == 1 else None)
