"""Every file the desk gives out x everybody x every number there is and some that there are not."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import httpx
import pytest
import sqlalchemy as sa

from casework.applications.lifecycle import Outcome
from casework.inquiries.purposes import Purpose
from casework.ports import ImportedFile
from casework.use_cases.inquire import Inquire, inquire
from casework.use_cases.keep_draft import KeepDraft, keep_draft
from casework.use_cases.record_import import RecordImport, record_import
from data_access.tables import papers
from tests.permissions.counted import count
from tests.permissions.house import COMPETENT, PEOPLE, House

pytestmark = pytest.mark.xdist_group("served desk")
PICTURE = b"\xff\xd8"
ODD = ("0", "999999", "-1", "1.0", "１", "1e3", "9" * 19, "9" * 30, "..%2f1", "1%00")


# Each request would read the authorities of the web anew, which takes longer than most answers.
TRUSTED = httpx.create_ssl_context()


def ask(house: House, who: str | None, address: str, **more: str) -> httpx.Response:
    headers = {"cookie": house.cookie_of(who), **more} if who else dict(more)
    return httpx.get(house.desk.address + address, headers=headers, trust_env=False, verify=TRUSTED)


def all_papers(house: House) -> list[int]:
    with house.desk.engine.connect() as connection:
        return list(connection.execute(sa.select(papers.c.id)).scalars())


@pytest.mark.parametrize("who", PEOPLE)
def test_every_paper_of_the_office(house: House, who: str | None) -> None:
    allowed = who in COMPETENT
    for paper in all_papers(house)[:24]:
        for address in (f"/papers/{paper}", f"/papers/{paper}/pages/1", f"/papers/{paper}/pages/1?w=160"):
            answer = ask(house, who, address)
            count("documents")
            assert answer.status_code == (200 if allowed else 401 if who is None else 403), (who, address)
            assert (PICTURE in answer.content[:2]) == (allowed and "pages" in address)
            assert allowed or len(answer.content) < 4_000
            assert "no-store" in answer.headers["cache-control"]
            assert not house.leaks(answer.text)


@pytest.mark.parametrize("who", PEOPLE)
def test_the_original_leaves_only_as_an_attachment(house: House, who: str | None) -> None:
    for paper in all_papers(house)[:6]:
        answer = ask(house, who, f"/papers/{paper}/original")
        count("documents")
        if answer.status_code == 200:
            assert who == "samir"
            assert answer.headers["content-disposition"].startswith("attachment")
        elif who is None:
            assert answer.status_code == 401
        else:
            assert answer.status_code == 403 or who == "samir"


@pytest.mark.parametrize("who", ["amal", "dalia", None])
@pytest.mark.parametrize("number", ODD)
def test_a_paper_that_is_none(house: House, number: str, who: str | None) -> None:
    for address in (f"/papers/{number}", f"/papers/{number}/pages/1", f"/papers/1/pages/{number}"):
        answer = ask(house, who, address)
        count("documents")
        # What is no number at all is no paper's address: at most the empty page every address begins with.
        empty = answer.status_code == 200 and answer.headers["content-type"].startswith("text/html")
        assert empty or 400 <= answer.status_code < 500, (who, address, answer.status_code)
        assert not answer.content.startswith(PICTURE)
        if who is None:
            assert answer.status_code in {400, 401, 404}


@pytest.mark.parametrize("who", PEOPLE)
def test_every_letter(house: House, who: str | None) -> None:
    decided = ("amal's decision", "mariam's decision")
    for whose in (*decided, "waiting", "amal's"):
        for query in ("?language=ar", "?language=en"):
            answer = ask(house, who, f"/cases/{house.cases[whose]}/letter.pdf{query}")
            count("documents")
            if who is None:
                assert answer.status_code == 401
            elif who not in COMPETENT:
                assert answer.status_code == 403
            else:
                assert answer.status_code == (200 if whose in decided else 404)
            assert answer.content.startswith(b"%PDF") == (answer.status_code == 200)


def test_a_draft_is_read_by_whoever_wrote_it(house: House) -> None:
    reference = house.claims("drafted", "amal")
    draft = KeepDraft(
        application=reference,
        outcome=Outcome.REJECT,
        reasons=("fixed_income",),
        note="رأيت",
        words="نظرنا في أوراقكم",
    )
    house.act(keep_draft, draft, "amal")
    for who in PEOPLE:
        answer = ask(house, who, f"/cases/{reference}/letter.pdf?language=ar&draft=1")
        count("documents")
        refusal = 401 if who is None else 404 if who in COMPETENT else 403
        assert answer.status_code == (200 if who == "amal" else refusal)
        assert answer.content.startswith(b"%PDF") == (who == "amal")


@pytest.mark.parametrize("who", PEOPLE)
def test_the_paper_of_an_answer_is_for_whoever_gave_it(house: House, who: str | None) -> None:
    number = house.planted[house.cases["waiting"]][1]
    asked = Inquire(number=number, purpose=Purpose.TELEPHONE, command_id=uuid4())
    code = house.act(inquire, asked, "amal")
    assert code
    for query in ("", "?language=en"):
        answer = ask(house, who, f"/inquiries/{code}.pdf{query}")
        count("documents")
        if who == "amal":
            assert answer.status_code == 200
        elif who in {"dalia", "yousef"}:
            assert answer.status_code == 403
        else:
            assert answer.status_code == (401 if who is None else 404)
        assert answer.content.startswith(b"%PDF") == (answer.status_code == 200)


@pytest.mark.parametrize("who", PEOPLE)
def test_a_table_is_taken_out_by_the_session_that_was_shown_it(house: House, who: str | None) -> None:
    """Samir's page of figures draws links to its tables; to everybody else they lead to nothing."""
    tab = house.tab("samir").open("office")
    said = b"".join(tab.said).decode(errors="ignore")
    tickets = {part.split(".")[0] for part in said.split("/exports/")[1:]}
    tab.leave()
    assert tickets
    for ticket in sorted(tickets)[:5]:
        for kind in ("csv", "xlsx", "exe"):
            answer = ask(house, who, f"/exports/{ticket}.{kind}")
            count("documents")
            if who == "samir":
                assert answer.status_code == (404 if kind == "exe" else 200)
            else:
                assert answer.status_code == (401 if who is None else 404)
                assert b"PK" not in answer.content[:2]
                assert len(answer.content) < 4_000


@pytest.mark.parametrize("who", PEOPLE)
def test_refused_rows_go_to_those_who_answer_for_the_import(house: House, who: str | None) -> None:
    batch = _an_import(house, "samir")
    answer = ask(house, who, f"/imports/{batch}/rejects.csv")
    count("documents")
    if who in {"samir", "yousef"}:
        assert answer.status_code == 200
    else:
        assert answer.status_code == (401 if who is None else 403)
        assert "سرّ".encode() not in answer.content


def test_what_streamlit_would_give_to_anybody(house: House) -> None:
    """The import page hands out templates as media files: those of the session they were drawn for."""
    tab = house.tab("samir").open("import")
    said = b"".join(tab.said).decode(errors="ignore")
    files = {"/media/" + part[:68].split("\\")[0].split('"')[0] for part in said.split("/media/")[1:]}
    assert files
    for address in sorted(files):
        clean = address.split(".")[0] + "." + address.split(".")[1][:4].rstrip("\x00:*\x12\x1a ").strip()
        # The desk waits a while for a page that may name the file anew: all of them ask at once.
        with ThreadPoolExecutor(len(PEOPLE)) as pool:
            answers = list(pool.map(lambda who, clean=clean: ask(house, who, clean), PEOPLE))
        for who, answer in zip(PEOPLE, answers, strict=True):
            count("documents")
            if who != "samir":
                assert answer.status_code in ({401} if who is None else {403, 404})
    for who in PEOPLE:
        for address in (
            "/_stcore/metrics",
            "/_stcore/agent",
            "/_stcore/agent/anything",
            "/_stcore/script-health-check",
        ):
            answer = ask(house, who, address)
            count("documents")
            assert answer.status_code != 200 or (who == "yousef" and address.endswith("metrics"))
    tab.leave()


def _an_import(house: House, username: str) -> int:
    file = ImportedFile(
        name="a.csv", sha256="0" * 64, mapping="mizan", read=1, accepted=0, refused=1, known=0
    )
    batch = int(house.act(record_import, RecordImport(command_id=uuid4(), file=file), username))
    folder = house.desk.home / "rejects"
    folder.mkdir(exist_ok=True)
    (folder / f"{batch}.csv").write_text("سرّ", encoding="utf-8")
    return batch
