"""The papers' door: who may pass, what is handed out, and what is written down."""

import asyncio
import io
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from PIL import Image
from starlette.applications import Starlette

from casework.actors import Staff
from casework.errors import NoSuchPaper, NotAllowed, NotCompetent
from casework.permissions import Role
from dashboard.papers import OpenedPaper, OriginalPaper, paper_routes
from data_access.documents import DocumentStore

PAGES = ((1000, 1400), (1400, 1000))
KEPT_ASIDE, OUT_OF_REACH, LOST = 8, 9, 10


class Office:
    """Two colleagues, a paper that both may see, and a journal of openings."""

    def __init__(self, store):
        self.store = store
        self.journal = []
        self.looks = 0
        self.sha256 = store.put(b"a letter")
        for number, size in enumerate(PAGES, start=1):
            buffer = io.BytesIO()
            Image.new("L", size, 200).save(buffer, "JPEG")
            store.put_page(self.sha256, number, buffer.getvalue())

    def viewer_of(self, request):
        name = request.cookies.get("who")
        return name and Staff(username=name, name_ar=name, name_en=name, role=Role.CASEWORKER)

    def look_again(self, paper_id, viewer):
        self.looks += 1
        if viewer.username == "analyst":
            raise NotAllowed(permission="open_paper")
        if paper_id == OUT_OF_REACH:
            raise NotCompetent(programme="eg.karama", region="eg-01")
        if paper_id not in {7, LOST}:
            raise NoSuchPaper(paper=paper_id)
        sha256 = "0" * 64 if paper_id == LOST else self.sha256
        return OpenedPaper(
            sha256=sha256, page_sizes=PAGES, kind="salary_letter", reference="TK-2026-000123-C"
        )

    def open_paper(self, paper_id, viewer):
        opened = self.look_again(paper_id, viewer)
        self.journal.append((viewer.username, paper_id))
        return opened

    def take_original(self, paper_id, viewer):
        if viewer.username == "amal":
            raise NotAllowed(permission="open_original")
        opened = self.look_again(paper_id, viewer)
        self.journal.append((viewer.username, f"original:{paper_id}"))
        return OriginalPaper(sha256=opened.sha256, file_name="TK-2026-000123-C-salary_letter-7.pdf")


@pytest.fixture
def office(tmp_path):
    return Office(DocumentStore(tmp_path))


@pytest.fixture
def ask(office):
    routes = paper_routes(
        viewer_of=office.viewer_of,
        open_paper=office.open_paper,
        look_again=office.look_again,
        take_original=office.take_original,
        store=lambda: office.store,
    )
    door = httpx.ASGITransport(Starlette(routes=routes))

    async def asked(address, who):
        async with httpx.AsyncClient(transport=door, base_url="http://desk") as client:
            return await client.get(address, headers={"cookie": f"who={who}"} if who else {})

    return lambda address, who="amal": asyncio.run(asked(address, who))


def test_a_paper_tells_its_pages(ask):
    answer = ask("/papers/7")
    assert answer.status_code == 200
    assert answer.json() == {
        "id": 7,
        "kind": "salary_letter",
        "reference": "TK-2026-000123-C",
        "pages": 2,
        "sizes": [[1000, 1400], [1400, 1000]],
    }


@pytest.mark.parametrize(
    ("query", "width"), [("", 1000), ("?w=full", 1000), ("?w=160", 160), ("?w=900", 900), ("?w=1600", 1000)]
)
def test_a_page_comes_in_the_width_asked_for_and_never_larger(ask, query, width):
    answer = ask(f"/papers/7/pages/1{query}")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/jpeg")
    with Image.open(io.BytesIO(answer.content)) as page:
        assert page.width == width


@pytest.mark.parametrize(
    ("address", "who", "status"),
    [
        ("/papers/7", None, 401),
        ("/papers/7/pages/1", None, 401),
        ("/papers/1000", None, 401),
        ("/papers/7", "analyst", 403),
        ("/papers/7/pages/1", "analyst", 403),
        (f"/papers/{OUT_OF_REACH}/pages/1", "amal", 403),
        ("/papers/1000", "amal", 404),
        (f"/papers/{KEPT_ASIDE}/pages/1", "amal", 404),
        ("/papers/7/pages/0", "amal", 404),
        ("/papers/7/pages/3", "amal", 404),
        ("/papers/seven", "amal", 404),
        ("/papers/7/pages/1?w=161", "amal", 400),
        ("/papers/7/pages/1?w=%D9%A1%D9%A6%D9%A0", "amal", 400),
        (f"/papers/{LOST}/pages/1", "amal", 503),
    ],
)
def test_what_is_not_handed_out(ask, address, who, status):
    answer = ask(address, who)
    assert answer.status_code == status
    assert not answer.content.startswith(b"\xff\xd8")


@pytest.mark.parametrize(
    "address", ["/papers/7", "/papers/7/pages/1", "/papers/1000", "/papers/7/pages/1?w=3"]
)
@pytest.mark.parametrize("who", ["amal", "analyst", None])
def test_nothing_is_kept_by_browsers_or_guessed_at(ask, address, who):
    headers = ask(address, who).headers
    assert headers["cache-control"] == "no-store"
    assert headers["x-content-type-options"] == "nosniff"


def test_an_opening_is_one_line_however_many_pages_follow(ask, office):
    ask("/papers/7")
    for number in (1, 2, 1):
        ask(f"/papers/7/pages/{number}?w=160")
    assert office.journal == [("amal", 7)]


def test_a_page_without_its_paper_opened_is_an_opening(ask, office):
    with ThreadPoolExecutor(8) as threads:
        statuses = set(threads.map(lambda _: ask("/papers/7/pages/1?w=160").status_code, range(16)))
    assert statuses == {200}
    assert office.journal == [("amal", 7)]


def test_each_persons_opening_is_their_own(ask, office):
    ask("/papers/7")
    ask("/papers/7/pages/1", "hoda")
    ask("/papers/7")
    assert office.journal == [("amal", 7), ("hoda", 7), ("amal", 7)]


def test_authority_is_asked_for_every_page(ask, office):
    ask("/papers/7")
    ask("/papers/7/pages/1")
    before = office.looks
    ask("/papers/7/pages/1")
    assert office.looks == before + 1


def test_a_refusal_writes_no_line(ask, office):
    ask("/papers/7", "analyst")
    ask("/papers/7/pages/1", "analyst")
    assert office.journal == []


def test_the_file_as_sent_leaves_as_an_attachment_that_no_browser_opens(ask, office):
    answer = ask("/papers/7/original", "samir")
    assert (answer.status_code, answer.content) == (200, b"a letter")
    assert answer.headers["content-type"] == "application/octet-stream"
    assert (
        answer.headers["content-disposition"] == 'attachment; filename="TK-2026-000123-C-salary_letter-7.pdf"'
    )
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "no-store"
    assert "sandbox" in answer.headers["content-security-policy"]
    assert office.journal == [("samir", "original:7")]
    ask("/papers/7/original", "samir")
    assert len(office.journal) == 2


@pytest.mark.parametrize(
    ("paper", "who", "status"),
    [(7, None, 401), (7, "amal", 403), (7, "analyst", 403), (OUT_OF_REACH, "samir", 403), (99, "samir", 404)],
)
def test_the_file_as_sent_is_for_those_permitted(ask, office, paper, who, status):
    answer = ask(f"/papers/{paper}/original", who)
    assert answer.status_code == status
    assert b"a letter" not in answer.content
    assert office.journal == []
