"""Every page x everybody, over the websocket: what is drawn, and that nobody is told what is not for them."""

from __future__ import annotations

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg

from casework.permissions import Role
from dashboard.navigation import SCREENS as LISTED
from operations.drills.raw_client import RawClient
from tests.permissions.counted import count
from tests.permissions.house import COMPETENT, PEOPLE, SURNAME, House
from tests.permissions.policy import ROLES, SCREENS

pytestmark = pytest.mark.xdist_group("served desk")

LETTER = {role: letter for letter, role in ROLES.items()}
WHOSE = (
    "waiting",
    "amal's",
    "mariam's",
    "amal's decision",
    "mariam's decision",
    "amal's check",
    "mariam's check",
)
CROOKED = (
    *(
        "nowhere",
        "case.py",
        "pages/case",
        "pages/case.py",
        "dashboard/main.py",
        "import_",
        "import_.py",
        "_case",
    ),
    *(
        "../pages/case.py",
        "queue/../case",
        "/case",
        "case/",
        "CASE",
        "Case",
        "case%2e",
        "case\x00",
        "case?x",
        "*",
    ),
    *("/work/../etc/passwd", "_stcore/metrics", "st.Page", "طلب", "case" * 500),
)


def asks_to_sign_in(tab: RawClient) -> bool:
    """Whether this is the form a stranger sees, and nothing else."""
    keys = {key.partition(".")[0] for key in tab.widgets()}
    return keys == {"FormSubmitter:sign_in"} and not tab.errors()


def pages_drawn(tab: RawClient) -> set[str]:
    """To which pages what is drawn belongs, by the keys."""
    return {key.partition(".")[0] for key in tab.widgets()} - {"shell", "FormSubmitter:sign_in"}


def letter_of(house: House, who: str) -> str:
    return LETTER[Role(house.person(who).role)]


def test_the_policy_knows_every_screen() -> None:
    assert set(SCREENS) == {screen.path for screen in LISTED}


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize("path", sorted(SCREENS))
def test_a_page_is_drawn_for_those_it_is_for(house: House, path: str, who: str | None) -> None:
    tab = house.tab(who).open(path)
    count("pages")
    try:
        if who is None:
            assert asks_to_sign_in(tab)
        elif letter_of(house, who) in SCREENS[path]:
            assert tab.errors() == []
            assert path in {"start", "behind"} or not pages_drawn(tab) - {path}
        else:
            assert len(tab.errors()) == 1
            assert not pages_drawn(tab)
        if who not in COMPETENT:
            assert not house.leaks(tab)
            assert not tab.has_said(SURNAME)
    finally:
        tab.leave()


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize("whose", WHOSE)
def test_a_case_is_drawn_for_those_who_are_competent(house: House, whose: str, who: str | None) -> None:
    reference = house.cases[whose]
    tab = house.tab(who).open("case", case=reference)
    count("pages")
    told = house.leaks(tab)
    if who is None:
        assert asks_to_sign_in(tab)
        assert not told
    elif who in COMPETENT:
        assert tab.errors() == []
        # What is masked does not even reach the browser.
        assert told == {house.planted[reference][0]}
    else:
        assert len(tab.errors()) == 1
        assert not told
        assert pages_drawn(tab) <= {"case"}
        assert set(tab.widgets()) & {"case.claim", "case.confirm", "case.show_iban", "case.viewer"} == set()
    tab.leave()


@pytest.mark.parametrize("who", PEOPLE)
def test_lists_and_searches_tell_of_nothing_outside_competence(house: House, who: str | None) -> None:
    for path, query in (
        *(
            ("queue", {"view": view})
            for view in ("mine", "unclaimed", "overdue", "checking", "team", "all", "x")
        ),
        ("queue", {"view": "all", "programme": "eg.takaful"}),
        ("queue", {"view": "all", "region": "eg-01", "at": "a20200101.0"}),
        *(("behind", {"figure": figure, "a": "received"}) for figure in ("flow", "state", "open", "decided")),
        ("causes", {"view": "cases", "programme": "eg.takaful"}),
        ("team", {"member": "amal"}),
        ("looks", {"person": "amal"}),
        ("staff", {"person": "amal"}),
        ("import", {}),
        *(("messages", {"view": view}) for view in ("undelivered", "kept")),
    ):
        tab = house.tab(who).open(path, **query)
        count("pages")
        if who not in COMPETENT:
            assert not house.leaks(tab)
        if who is None:
            assert asks_to_sign_in(tab)
        tab.leave()
    if who is not None and house.tab(who).open("queue").has("queue.search"):
        number, name = house.planted[house.cases["amal's"]][1], SURNAME
        for text in (number, name, house.cases["amal's"]):
            tab = house.tab(who).open("queue", view="mine")
            tab.fill("queue.search", text)
            count("pages")
            found = house.leaks(tab) - {number}
            assert bool(found) == (who in COMPETENT)
            tab.leave()


@pytest.mark.parametrize("who", ["amal", "dalia", "yousef", None])
@pytest.mark.parametrize("path", CROOKED)
def test_what_is_no_page_leads_to_no_page(house: House, path: str, who: str | None) -> None:
    tab = house.tab(who)
    tab.query = "case=" + house.cases["mariam's"]
    tab.send(page=path)
    tab.wait()
    count("pages")
    if who is None:
        assert asks_to_sign_in(tab)
    else:
        begins = {"amal": {"queue", "case"}, "dalia": {"causes"}, "yousef": {"staff"}}[who]
        assert pages_drawn(tab) <= begins
    if who != "amal":
        assert not house.leaks(tab)
    tab.leave()


@pytest.mark.parametrize("who", ["hany", "noura", "dalia", "yousef", None])
def test_the_inner_name_of_a_page_opens_it_to_nobody_else(house: House, who: str | None) -> None:
    """Streamlit knows pages by a hash; a stolen or an invented one is worth nothing."""
    holder = house.tab("samir").open("case", case=house.cases["amal's"])
    for path, inner in {**holder.pages, "invented": "0" * 32}.items():
        tab = house.tab(who).open("account")
        tab.page_hash, tab.query = inner, "case=" + house.cases["amal's"]
        tab.rerun()
        count("pages")
        assert not house.leaks(tab)
        if who is None:
            assert asks_to_sign_in(tab)
        elif path in SCREENS and letter_of(house, who) not in SCREENS[path]:
            assert not pages_drawn(tab)
        tab.leave()
    holder.leave()


def test_a_stolen_streamlit_session_is_a_new_and_empty_one(house: House) -> None:
    holder = house.tab("amal").open("case", case=house.cases["amal's"])
    stolen, hashed, query = holder.session_id, holder.page_hash, holder.query
    holder.cut()
    for who in ("hany", "dalia", None):
        tab = RawClient(house.desk.address, house.cookie_of(who), session_id=stolen)
        tab.page_hash, tab.query = hashed, query
        tab.rerun()
        count("pages")
        assert tab.session_id != stolen
        assert not house.leaks(tab)
        tab.leave()


@pytest.mark.parametrize("who", PEOPLE)
def test_no_message_but_a_run_tells_anything(house: House, who: str | None) -> None:
    """Streamlit also answers what no page of ours asks: about its repository, its cache, its tools."""
    tab = house.tab(who).open("account")
    before, heard = house.fingerprint(), len(tab.said)
    odd = [
        BackMsg(load_git_info=True),
        BackMsg(set_run_on_save=True),
        BackMsg(debug_shutdown_runtime=True),
        BackMsg(debug_disconnect_websocket=True),
        BackMsg(),
    ]
    for payload in ("install_skills", "dismiss_skills_nudge", "deferred_file", "dataframe_chunk"):
        message = BackMsg()
        getattr(message.backend_operation_request, payload).SetInParent()
        odd.append(message)
    for message in odd:
        tab.tell(message)
        count("pages")
    tab.read_for(0.5)
    told = b"".join(tab.said[heard:])
    assert b"main" not in told
    assert b"untracked" not in told
    assert not house.changed_since(before)
    assert tab.rerun().errors() == []
    tab.leave()
