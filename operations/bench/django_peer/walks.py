"""The same five clicks at the desk and at the peer: filter, search, open, back to the queue, decide."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final
from uuid import uuid4

from playwright.sync_api import Page

from casework.actors import Staff
from casework.applications.lifecycle import Outcome
from casework.use_cases.claim import ClaimNext, claim_next
from casework.use_cases.keep_draft import KeepDraft, keep_draft
from operations.bench.desk import rejection
from operations.bench.django_peer.served import ServedPeer
from operations.bench.django_peer.stopwatch import carry, until_loaded, until_run_ends
from operations.drills.served_desk import ServedDesk

CLICKS: Final = ("Filter", "Search by national number", "Open", "Queue", "Decide")
THEIRS: Final = "sa.social_security"
"""The peer decides another country's cases: its lines have no seals, and our reviewer never meets them."""
FEW: Final = 10
"""A national number has no more cases than this; a page of the list has more."""
Timed = Iterator[tuple[str, float]]


class DeskWalk:
    """A reviewer's tab at the desk."""

    def __init__(self, page: Page, desk: ServedDesk, reviewer: str) -> None:
        self._page, self._desk = page, desk
        self._reviewer: Staff = desk.directory.account(reviewer).staff
        carry(page)
        given = (one.partition("=") for one in desk.cookie_of(reviewer).split("; "))
        page.context.add_cookies(
            [{"name": name, "value": value, "url": desk.address} for name, _, value in given]
        )

    def round(self, number: str) -> Timed:
        """The five clicks, searching for a national number."""
        page = self._page
        page.goto(f"{self._desk.address}/queue?view=unclaimed")
        page.locator("tr[data-id]").first.wait_for()
        self._settled()
        page.locator(".st-key-queue-filters [data-testid=stSelectbox] input").first.click()
        yield CLICKS[0], self._click("[role=option]", _ALL_OURS)
        self._click(".st-key-queue-clear button", f"!({_ALL_OURS})")
        yield CLICKS[1], self._search(number, f"rowsShown().length > 0 && rowsShown().length <= {FEW}")
        self._search("", f"rowsShown().length > {FEW}")
        yield CLICKS[2], self._click("tr[data-id] a", "document.querySelector('.mizan-bar')")
        yield CLICKS[3], self._click(".st-key-case-back button", "rowsShown().length > 0")
        yield CLICKS[4], self._decide()

    def _search(self, words: str, expected: str) -> float:
        field = self._page.locator(".st-key-queue-search input")
        field.fill(words)
        return until_run_ends(self._page, lambda: field.press("Enter"), expected)

    def _decide(self) -> float:
        reference = self._open_own_case()
        self._click(".st-key-case-see button", "document.querySelector('.st-key-case-confirm button')")
        another = (
            "document.querySelector('.mizan-bar') && "
            f"!document.querySelector('.mizan-bar').textContent.includes('{reference}')"
        )
        return self._click(".st-key-case-confirm button", another)

    def _open_own_case(self) -> str:
        """Take the next case, draft its rejection and open it: what comes before the click that decides."""
        reference = self._desk.records.act(claim_next, ClaimNext(command_id=uuid4()), by=self._reviewer)
        draft = KeepDraft(
            application=reference,
            outcome=Outcome.REJECT,
            reasons=(rejection(reference),),
            note="قياس",
            words="قياس",
        )
        self._desk.records.act(keep_draft, draft, by=self._reviewer)
        self._page.goto(f"{self._desk.address}/case?case={reference}")
        self._page.locator(".st-key-case-see button").first.wait_for()
        self._settled()
        return reference

    def _settled(self) -> None:
        self._page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]")

    def _click(self, selector: str, expected: str) -> float:
        return until_run_ends(self._page, self._page.locator(selector).first.click, expected)


class PeerWalk:
    """A reviewer's tab at the admin."""

    def __init__(self, page: Page, peer: ServedPeer) -> None:
        self._page = page
        carry(page)
        page.goto(f"{peer.address}/admin/")
        page.fill("#id_username", peer.username)
        page.fill("#id_password", peer.password)
        self._click("[type=submit]", "document.querySelector('#user-tools')")
        # The first page has no sidebar.
        page.goto(f"{peer.address}{_QUEUE}")

    def round(self, number: str) -> Timed:
        """The five clicks, searching for a national number; it begins and ends at the queue."""
        page = self._page
        yield CLICKS[0], self._click(f"#changelist-filter a[href*='{THEIRS}']", _LISTED)
        theirs = page.url
        self._follow(_ALL, _LISTED)
        page.fill("#searchbar", number)
        few = f"{_ROWS} > 0 && {_ROWS} <= {FEW}"
        yield CLICKS[1], until_loaded(page, lambda: page.press("#searchbar", "Enter"), few)
        page.goto(theirs)
        yield CLICKS[2], self._click(_FIRST, _FORM)
        yield CLICKS[3], self._follow(_QUEUE, _LISTED)
        page.goto(theirs)
        self._click(_FIRST, _FORM)
        page.select_option("#id_state", "rejected")
        yield CLICKS[4], self._click("[name=_save]", "document.querySelector('.messagelist .success')")
        self._follow(_QUEUE, _LISTED)

    def _follow(self, path: str, expected: str) -> float:
        return self._click(f"#nav-sidebar a[href='{path}']", expected)

    def _click(self, selector: str, expected: str) -> float:
        return until_loaded(self._page, self._page.locator(selector).first.click, expected)


_ALL_OURS: Final = "rowsShown().length > 0 && rowsShown().every((one) => one.startsWith('KR-'))"
_QUEUE: Final = "/admin/django_peer/waiting/"
_ALL: Final = "/admin/django_peer/application/"
_ROWS: Final = "document.querySelectorAll('#result_list tbody tr').length"
_LISTED: Final = f"{_ROWS} > 0"
_FIRST: Final = "#result_list tbody tr th a"
_FORM: Final = "document.querySelector('#id_state')"
