"""How good it was: papers that were not accepted, and what second persons thought of decisions."""

from collections.abc import Iterator, Mapping
from typing import Final

from casework.applications.evidence import PaperVerdict
from casework.applications.lifecycle import Outcome
from casework.statistics.figures import Rate
from casework.statistics.office import Checks, Papers
from casework.statistics.postings import Measure
from dashboard.forms.figure import chart
from dashboard.forms.office_page import (
    Grid,
    GridColumn,
    GridRow,
    OfficePage,
    behind_figure,
    of,
    open_list,
    rate_text,
)
from dashboard.forms.office_words import check_name, kind_name, said_name
from data_access.queries.behind_figure import CHECKED, FAULTY, JUDGED, REFUSED
from ui.charts.bars import Part, StackedBar, stacked_bars
from ui.definitions import title_of
from ui.labels import Tone, decision_label, verdict_label
from ui.numerals import percent
from ui.text import gettext as _

_REFUSALS: Final = tuple(verdict for verdict in PaperVerdict if verdict is not PaperVerdict.ACCEPTED)
_AFTER: Final[dict[str, Tone]] = {"agreed": "good", "replaced": "warn"}


def papers(page: OfficePage) -> None:
    """Papers that were not accepted, by kind and why; those kept aside at receipt too."""
    kinds = _ordered(page.figures.now.papers)
    refused = {kind: found.refused for kind, found in kinds.items()}
    empty = not any(rate.denominator for rate in refused.values()) and not any(
        any(found.faults.values()) for found in kinds.values()
    )
    parts = [Part(code=verdict, name=verdict_label(verdict)) for verdict in _REFUSALS]
    codes = chart(
        None
        if empty
        else stacked_bars(
            [
                StackedBar(
                    code=kind,
                    name=_kind(page, kind),
                    values=[
                        *(found.verdicts.get(verdict, 0) for verdict in _REFUSALS),
                        sum(found.faults.values()),
                    ],
                    note=_("Not accepted: {rate}").format(rate=rate_text(found.refused)),
                )
                for kind, found in kinds.items()
                if found.refused.numerator or found.faults
            ],
            [*parts, Part(code=FAULTY, name=said_name(FAULTY), tone="neutral")],
        ),
        key="office.papers",
        title=title_of("documents_refused"),
        finding=_most_refused(page, refused),
        table=None,
        definition="documents_refused",
        empty=_("No paper was looked at or kept aside in these days within these filters."),
        on_select="rerun",
    )
    if codes:
        open_list(page, of(Measure.PAPER, codes[0], codes[1] if len(codes) > 1 else REFUSED))
    if not empty:
        behind_figure(page, "papers", lambda: _paper_grid(page, kinds))


def _most_refused(page: OfficePage, refused: Mapping[str, Rate]) -> str:
    """How many of all papers looked at were not accepted, and of which kind the greatest share."""
    every = Rate(
        sum(rate.numerator for rate in refused.values()), sum(rate.denominator for rate in refused.values())
    )
    told = _("Of the papers looked at, not accepted: {rate}.").format(rate=rate_text(every))
    shares = {kind: rate.share for kind, rate in refused.items() if rate.share}
    if not shares:
        return told
    worst = max(shares, key=lambda kind: (shares[kind], kind))
    most = _("The greatest share: {kind}, {rate}.").format(
        kind=_kind(page, worst), rate=rate_text(refused[worst])
    )
    return f"{told} {most}"


def _ordered(kinds: Mapping[str, Papers]) -> dict[str, Papers]:
    """Those most often refused or kept aside first."""
    return dict(
        sorted(
            kinds.items(),
            key=lambda item: (-item[1].refused.numerator - sum(item[1].faults.values()), item[0]),
        )
    )


def _kind(page: OfficePage, kind: str) -> str:
    return kind_name(kind, next(iter(page.programmes), None))


def _paper_grid(page: OfficePage, kinds: dict[str, Papers]) -> Grid:
    return Grid(
        title=title_of("documents_refused"),
        columns=[
            GridColumn(name="kind", title=_("Paper"), kind="text"),
            GridColumn(name="judged", title=said_name(JUDGED)),
            GridColumn(name="rate", title=said_name(REFUSED), kind="share", definition="documents_refused"),
            *(GridColumn(name=verdict, title=verdict_label(verdict)) for verdict in _REFUSALS),
            GridColumn(name="faults", title=said_name(FAULTY)),
        ],
        rows=[
            GridRow(
                cells={
                    "kind": _kind(page, kind),
                    "judged": found.refused.denominator,
                    "rate": found.refused,
                    "faults": sum(found.faults.values()),
                    **{verdict: found.verdicts.get(verdict, 0) for verdict in _REFUSALS},
                },
                links={
                    "judged": of(Measure.PAPER, kind, JUDGED),
                    "rate": of(Measure.PAPER, kind, REFUSED),
                    "rate.whole": of(Measure.PAPER, kind, JUDGED),
                    "faults": of(Measure.PAPER, kind, FAULTY),
                    **{verdict: of(Measure.PAPER, kind, verdict) for verdict in _REFUSALS},
                },
            )
            for kind, found in kinds.items()
        ],
        figures=("documents_refused",),
    )


def checks(page: OfficePage) -> None:
    """Second checks: how many were drawn and made, and how often the second person agreed."""
    results = page.figures.now
    checked = results.checked
    made = checked.agreement.denominator
    codes = chart(
        stacked_bars(
            [
                StackedBar(
                    code=outcome,
                    name=decision_label(outcome),
                    values=[found.agreed, found.replaced],
                    note=_agreement(found),
                )
                for outcome, found in _by_outcome(page)
            ],
            [Part(code=code, name=check_name(code), tone=tone) for code, tone in _AFTER.items()],
        )
        if made
        else None,
        key="office.checks",
        title=_("Second checks, by what was first decided"),
        finding=_agreement(checked),
        table=None,
        definition="agreement",
        empty=_("No second check was made in these days within these filters."),
        on_select="rerun",
    )
    if codes:
        open_list(page, of(Measure.CHECK, codes[1] if len(codes) > 1 else CHECKED, codes[0]))
    if made or checked.drawn:
        behind_figure(page, "checks", lambda: _check_grid(page))


def _by_outcome(page: OfficePage) -> Iterator[tuple[Outcome, Checks]]:
    for outcome in Outcome:
        if outcome in page.figures.now.checks:
            yield outcome, page.figures.now.checks[outcome]


def _agreement(found: Checks) -> str:
    """Agreement with its sample and its interval."""
    rate, interval = found.agreement, found.agreement.interval()
    if interval is None:
        return _("Agreed in {counts}; too few to tell a share.").format(counts=rate_text(rate))
    return _("Agreed: {rate}; if all were checked, between {low} and {high} (95 % interval).").format(
        rate=rate_text(rate), low=percent(interval[0]), high=percent(interval[1])
    )


def _check_grid(page: OfficePage) -> Grid:
    now = page.figures.now
    rows = [*_by_outcome(page), (None, now.checked)]
    return Grid(
        title=_("Second checks, by what was first decided"),
        columns=[
            GridColumn(name="outcome", title=_("Decision"), kind="text"),
            GridColumn(name="drawn", title=check_name("drawn"), definition="second_check_share"),
            GridColumn(name="share", title=title_of("second_check_share"), kind="share"),
            GridColumn(name="agreed", title=check_name("agreed")),
            GridColumn(name="replaced", title=check_name("replaced")),
            GridColumn(name="agreement", title=title_of("agreement"), kind="share", definition="agreement"),
            GridColumn(name="interval", title=_("95 % interval"), kind="text"),
        ],
        rows=[_check_row(page, outcome, found) for outcome, found in rows],
        figures=("second_check_share", "agreement"),
    )


def _check_row(page: OfficePage, outcome: Outcome | None, found: Checks) -> GridRow:
    now = page.figures.now
    decided = now.decided if outcome is None else now.outcome(outcome)
    interval, code = found.agreement.interval(), outcome or ""
    return GridRow(
        cells={
            "outcome": decision_label(outcome) if outcome else _("All"),
            "drawn": found.drawn,
            "share": Rate(found.drawn, decided),
            "agreed": found.agreed,
            "replaced": found.replaced,
            "agreement": found.agreement,
            "interval": _("{low} to {high}").format(low=percent(interval[0]), high=percent(interval[1]))
            if interval
            else None,
        },
        links={
            "drawn": of(Measure.CHECK, "drawn", code),
            "share": of(Measure.CHECK, "drawn", code),
            "share.whole": of(Measure.DECIDED, code),
            "agreed": of(Measure.CHECK, "agreed", code),
            "replaced": of(Measure.CHECK, "replaced", code),
            "agreement": of(Measure.CHECK, "agreed", code),
            "agreement.whole": of(Measure.CHECK, CHECKED, code),
        },
    )
