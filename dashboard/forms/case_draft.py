"""What has been chosen and written so far: in the widgets, and on record so that a reload loses nothing."""

from collections.abc import Iterable
from dataclasses import dataclass
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


def written() -> Draft:
    """What the widgets hold."""
    outcome = remembered(OUTCOME, None)
    return Draft(
        outcome=Outcome(outcome) if outcome else None,
        reasons=tuple(remembered(REASONS, [])),
        note=str(remembered(NOTE, "") or ""),
    )


def take_up(work: Work) -> None:
    """Fill the widgets: from the draft on record, else from what is proposed; then follow new proposals."""
    proposed = tuple(dict.fromkeys(one.reason for one in work.proposals))
    if remembered(_WRITING, "") != work.case.reference or remembered(NOTE, None) is None:
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


def keep(work: Work) -> None:
    """Put on record what differs from what was kept last."""
    now = written()
    if now == remembered(_KEPT, None):
        return
    with explaining():
        put_on_record(work, now)


def put_on_record(work: Work, draft: Draft) -> None:
    """Keep this draft. Raises what the records raise."""
    command = KeepDraft(
        application=work.case.reference, outcome=draft.outcome, reasons=draft.reasons, note=draft.note
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


def _begin(work: Work, proposed: tuple[str, ...]) -> None:
    draft = work.case.draft
    forget(PREVIEW)
    remember(_WRITING, work.case.reference)
    remember(_PROPOSED, proposed)
    valid = {reason.code for reason in work.scheme.reasons_on(work.today)}
    if draft is None:
        remember(NOTE, "")
        remember(OUTCOME, None)
        _choose(work.scheme, _agreeing(work.scheme, [], proposed))
    else:
        remember(NOTE, draft.note)
        remember(OUTCOME, draft.outcome)
        remember(REASONS, [code for code in draft.reasons if code in valid])
    remember(_KEPT, written())


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
