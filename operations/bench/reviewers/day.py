"""A reviewer's day: the queue, the next case, its papers, a verdict on each, a decision, and so on."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from time import monotonic, time
from typing import Any, Final
from urllib.parse import parse_qs

from casework.applications.lifecycle import Outcome
from operations.bench.reviewers.record import Acknowledged
from operations.bench.reviewers.shift import Astray, Interrupted, Over, Shift

PAPERS_OPENED: Final = 2
"""So many papers of a case are opened at least; where more are judged, more."""
BACK_EVERY: Final = 3
"""After so many cases a reviewer goes back to the queue; between them the desk itself opens the next one."""
_NOTE: Final = "راجعت المستندات وقارنتها بما صرّح به مقدم الطلب."
_WORDS: Final = "للاستفسار زوروا مكتب الضمان الاجتماعي الأقرب إليكم."


async def work(shift: Shift) -> None:
    """Work through cases until the shift is over; what goes wrong is written down, and work goes on.

    Where the page did not offer what comes next, whoever holds on goes on with the case in hand; others
    leave it.
    """
    day = Day(shift)
    while not shift.cases or day.done < shift.cases:
        try:
            await day.one_case()
        except Interrupted:
            day.look_again()
        except Over:
            return
        except (Astray, LookupError) as astray:
            shift.trouble(str(astray))
            day.refused()
            (day.look_again if shift.holds_on else day.leave_it)()


class Day:
    """One reviewer, and the case in hand."""

    def __init__(self, shift: Shift) -> None:
        self._shift = shift
        self._reference = ""
        self._again = False
        self._confirming: Acknowledged | None = None
        self._unanswered: Acknowledged | None = None
        self.done = 0

    def look_again(self) -> None:
        """After a broken connection: open the case in hand again, as it is on record by now."""
        self._again = True
        self._without_answer(self._shift.load.unanswered)

    def refused(self) -> None:
        """Where a decision was just confirmed: the page does not say that it is recorded."""
        self._without_answer(self._shift.load.refused)

    def _without_answer(self, noted: list[Acknowledged]) -> None:
        if self._confirming is not None:
            self._unanswered = replace(self._confirming, told=monotonic())
            noted.append(self._unanswered)
            self._confirming = None

    def leave_it(self) -> None:
        """This case does not go on; begin at the queue."""
        self._reference, self._again, self._confirming, self._unanswered = "", False, None, None

    async def one_case(self) -> None:
        """From wherever the reviewer stands to one decision."""
        await self._come_to_a_case()
        for act in (self._judge, self._look_further, self._write, self._confirm):
            await act()

    @property
    def _tab(self) -> Any:
        return self._shift.browser.tab

    async def _come_to_a_case(self) -> None:
        if self._reference and self._again:
            await self._open_again()
        if not self._reference:
            await self._shift.step("Queue", partial(self._tab_open, "queue"))
            await self._shift.step("Next case", lambda: self._tab.click("queue.next"))
        elif self.done and self.done % BACK_EVERY == 0:
            await self._back_to_the_queue()
        self._reference = self._shown()
        if not self._reference:
            raise Astray("no case was opened")
        await self._paper()

    async def _open_again(self) -> None:
        await self._shift.step("Open a case", partial(self._tab_open, "case", case=self._reference))
        self._again = False
        if not self._tab.page.has("case.note"):  # Decided before the connection broke.
            self._reference = ""
            if self._unanswered is not None:
                self._shift.load.found_done.append(self._unanswered)
        self._unanswered = None

    async def _back_to_the_queue(self) -> None:
        held = self._reference
        await self._shift.step("Back to the queue", lambda: self._tab.click("case.back"))
        own = self._tab.page.following("queue.view")
        await self._shift.step("Own cases", lambda: self._tab.choose(own, 0))
        await self._shift.step("Open a case", lambda: self._tab.trigger("queue.table", "opened", held))

    async def _paper(self) -> None:
        paper = self._tab.given("case.viewer")["current"]
        if paper is not None:
            await self._shift.step("Paper", lambda: self._shift.browser.look_at(paper))

    async def _judge(self) -> None:
        """A verdict on each paper that has none; the desk turns to the next by itself."""
        for _ in range(len(self._papers())):
            waiting = self._tab.page.has("case.verdict_accepted") and self._unjudged()
            if not waiting:
                return
            await self._shift.step("Verdict", lambda: self._tab.click("case.verdict_accepted"))
            if self._unjudged():
                await self._paper()

    async def _look_further(self) -> None:
        """Turn to a second paper where only one was there to be judged."""
        papers = [one["id"] for one in self._papers() if not one["fault"]]
        if len(papers) < PAPERS_OPENED:
            return
        current = self._tab.given("case.viewer")["current"]
        other = next(one for one in papers if one != current)
        held = {"current": other, "turn": 1}
        await self._shift.step("Turn to a paper", lambda: self._tab.fill("case.viewer", held))
        await self._shift.step("Paper", lambda: self._shift.browser.look_at(other))

    async def _write(self) -> None:
        """Note, outcome, reasons: until the desk is ready to show what the applicant will read."""
        await self._shift.step("Note", lambda: self._tab.fill("case.note", _NOTE))
        if not self._ready():
            place = list(Outcome).index(Outcome.APPROVE)
            await self._shift.step("Outcome", lambda: self._tab.choose("case.outcome", place))
        if not self._ready():
            await self._shift.step("Words", lambda: self._tab.fill("case.words", _WORDS))
        for word in list(self._tab.page.widget("case.reasons")[1].options):
            if self._ready():
                break
            await self._shift.step("Reasons", partial(self._tab_fill, "case.reasons", [word]))

    async def _confirm(self) -> None:
        await self._shift.step("Preview", lambda: self._tab.click("case.see"))
        outcome = self._tab.page.widget("case.confirm")[1].label
        self._confirming = Acknowledged(
            at=time(), who=self._shift.person.username, reference=self._reference, outcome=outcome
        )
        await self._shift.step("Confirm, and the next case", lambda: self._tab.click("case.confirm"))
        self._acknowledge(self._confirming)
        self._confirming = None
        self.done += 1

    def _acknowledge(self, confirmed: Acknowledged) -> None:
        """Believe the page, and nothing else."""
        if not self._tab.page.tells(confirmed.reference, "toast"):
            raise Astray("the decision was not acknowledged")
        self._shift.load.acknowledged.append(replace(confirmed, told=monotonic()))
        self._reference = self._shown()

    def _shown(self) -> str:
        return parse_qs(self._tab.page.query).get("case", [""])[0]

    def _papers(self) -> list[dict[str, Any]]:
        return self._tab.given("case.viewer")["papers"]

    def _unjudged(self) -> bool:
        """Whether the paper in view waits for a verdict."""
        viewer = self._tab.given("case.viewer")
        return any(one["id"] == viewer["current"] and not one["tone"] for one in viewer["papers"])

    def _ready(self) -> bool:
        page = self._tab.page
        return page.has("case.see") and not page.widget("case.see")[1].disabled

    async def _tab_open(self, path: str, **query: str) -> None:
        await self._tab.open(path, **query)

    async def _tab_fill(self, key: str, value: object) -> None:
        await self._tab.fill(key, value)
