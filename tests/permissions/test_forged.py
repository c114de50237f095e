"""What one person's page can do, sent from another's tab: the records stay as they were."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from uuid import uuid4

import httpx
import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState

from casework.actors import System
from casework.permissions import Role
from casework.use_cases.staff import (
    ChangeCompetenceOf,
    ChangeRole,
    Disable,
    Enable,
    EndSessionsOf,
    change_competence_of,
    change_role,
    disable,
    enable,
    end_sessions_of,
)
from dashboard import office
from dashboard.passwords import DEMO_PASSWORD, hashed
from operations.drills.raw_client import RawClient, Silence
from operations.drills.raw_widgets import BOXES, events_id
from tests.permissions.counted import count
from tests.permissions.house import House
from tests.permissions.test_pages import asks_to_sign_in

pytestmark = pytest.mark.xdist_group("served desk")


@dataclass(frozen=True)
class Found:
    """What a permitted person can press on a page: the page, what the fields hold, and the ids."""

    path: str
    query: str
    inner: str
    fields: tuple[WidgetState, ...]
    presses: dict[str, WidgetState]


def found_by(tab: RawClient, path: str) -> Found:
    """Everything on a page that asks for something, as its widgets would send it."""
    presses: dict[str, WidgetState] = {}
    fields = [
        WidgetState(id=one.id, string_value="مزوّر")
        for kind, one in tab_widgets(tab)
        if kind.startswith("text_")
    ]
    fields += [WidgetState(id=one.id, bool_value=True) for kind, one in tab_widgets(tab) if kind in BOXES]
    for kind, one in tab_widgets(tab):
        key = one.id.split("-", 2)[2]
        if kind == "button" and not key.startswith(("shell.", "account.")):
            presses[key] = WidgetState(id=one.id, trigger_value=True)
        elif kind == "bidi_component":
            told = json.dumps([{"event": "opened", "value": "TK-2026-000001-9"}])
            presses[f"{key} opens"] = WidgetState(id=events_id(one.id), json_trigger_value=told)
            presses[f"{key} selects"] = WidgetState(
                id=one.id, json_value=json.dumps({"selected": ["TK-2026-000003-5"]})
            )
    return Found(path, tab.query, tab.page_hash, tuple(fields), presses)


def tab_widgets(tab: RawClient) -> list[tuple[str, object]]:
    return [tab.widget(key) for key in tab.widgets() if not key.startswith("FormSubmitter")]


def ready_to_confirm(tab: RawClient) -> RawClient:
    """Every box open, and the decision form filled in until nothing but the last click is missing."""
    tab.unfold()
    if tab.has("case.outcome") and not tab.has("case.confirm"):
        word = next(one for one in tab.widget("case.reasons")[1].options if "دخل" in one or "أخرى" in one)
        tab.fill("case.reasons", [word])
        tab.fill("case.note", "رأيت الأوراق")
        tab.fill("case.words", "نظرنا في أوراقكم")
        tab.click("case.see")
    return tab


def pages_of(house: House) -> list[tuple[str, str, dict[str, str]]]:
    """Whose pages are copied: those on which something can be done."""
    cases = house.cases
    return [
        ("amal", "queue", {"view": "all"}),
        ("amal", "case", {"case": cases["amal's"]}),
        ("amal", "case", {"case": cases["waiting"]}),
        ("amal", "case", {"case": cases["amal's decision"]}),
        ("amal", "case", {"case": cases["mariam's check"]}),
        ("samir", "case", {"case": cases["mariam's"]}),
        ("samir", "team", {"member": "amal"}),
        ("yousef", "staff", {"person": "amal"}),
    ]


FORGERS = ("hany", "noura", "latifa", "dalia", "yousef", None)


@pytest.mark.parametrize("number", range(8))
def test_a_copied_click_of_somebody_who_may_not_does_nothing(house: House, number: int) -> None:
    owner, path, query = pages_of(house)[number]
    holder = ready_to_confirm(house.tab(owner).open(path, **query))
    found = found_by(holder, path)
    holder.leave()
    assert found.presses, f"{owner} finds nothing to press on {path} {query}"
    for who in FORGERS:
        if who == owner:
            continue
        before, tab = house.fingerprint(), house.tab(who).open(path, **query)
        for key, press in found.presses.items():
            tab.page_hash, tab.query = found.inner, found.query
            tab.send(*found.fields, press)
            tab.wait()
            count("forged clicks")
            assert not house.changed_since(before), f"{key} of {owner}, sent by {who}"
        assert not house.leaks(tab)
        tab.leave()


def test_a_colleague_has_no_hand_in_what_another_holds(house: House) -> None:
    """Mariam is competent too: what only the holder may do stays undone, whoever else may see the case."""
    reference = house.cases["amal's"]
    holder = ready_to_confirm(house.tab("amal").open("case", case=reference))
    found = found_by(holder, "case")
    holder.leave()
    for_the_holder = {
        key
        for key in found.presses
        if key.startswith(("case.verdict", "case.confirm", "case.hand_back", "case.see"))
    }
    assert len(for_the_holder) >= 7
    before, tab = house.fingerprint(), house.tab("mariam").open("case", case=reference)
    for key in sorted(for_the_holder):
        tab.page_hash, tab.query = found.inner, found.query
        tab.send(*found.fields, found.presses[key])
        tab.wait()
        count("forged clicks")
        assert not house.changed_since(before), key
    tab.leave()


Happening = Callable[[House, str], None]


def signs_out(house: House, who: str) -> None:
    answer = httpx.post(
        f"{house.desk.address}/session/close",
        headers={"origin": house.desk.address, "cookie": house.cookies[who]},
        trust_env=False,
    )
    assert answer.is_success


def is_disabled(house: House, who: str) -> None:
    house.desk.records.act(disable, Disable(username=who, seen=None, command_id=uuid4()), by=System())


def becomes_an_analyst(house: House, who: str) -> None:
    command = ChangeRole(username=who, seen=None, command_id=uuid4(), role=Role.POLICY_ANALYST)
    house.desk.records.act(change_role, command, by=System())


def changes_the_password(house: House, who: str) -> None:
    house.desk.directory.set_password(who, hashed(DEMO_PASSWORD), must_change=False, now=office.now())


def is_signed_out_by_the_administrator(house: House, who: str) -> None:
    command = EndSessionsOf(username=who, command_id=uuid4())
    house.desk.records.act(end_sessions_of, command, by=System())


def loses_the_competence(house: House, who: str) -> None:
    command = ChangeCompetenceOf(
        username=who, seen=None, command_id=uuid4(), programmes=frozenset({"eg.karama"}), regions=frozenset()
    )
    house.desk.records.act(change_competence_of, command, by=System())


ENDS = (
    signs_out,
    is_disabled,
    becomes_an_analyst,
    changes_the_password,
    is_signed_out_by_the_administrator,
    loses_the_competence,
)


def _say_and_listen(tab: RawClient, say: Callable[[], None]) -> None:
    say()
    tab.read_for(0.3)


def _come_again(tab: RawClient) -> None:
    tab.leave()
    tab.again().rerun()


NEXT: dict[str, Callable[[RawClient], object]] = {
    "rerun": lambda tab: tab.rerun(),
    "callback": lambda tab: tab.click("case.hand_back_send"),
    "another page": lambda tab: tab.open("queue", view="all"),
    "part": lambda tab: tab.fill("case.note", "راجعت المستندات"),
    "unknown part": lambda tab: _say_and_listen(tab, lambda: tab.send(part="f" * 32)),
    "reconnection": _come_again,
    "addresses for an upload": lambda tab: _say_and_listen(tab, lambda: tab.tell(ADDRESSES)),
}
ADDRESSES = BackMsg(file_urls_request={"request_id": "1", "file_names": ["a.csv"]})


@pytest.fixture
def mona(house: House):
    """A caseworker of whom anything may happen; afterwards she is as she was."""
    who = "mariam"
    yield who
    house.cookies.pop(who, None)
    was = house.desk.directory.account(who)
    records = house.desk.records
    if was.disabled_at is not None:
        records.act(enable, Enable(username=who, seen=None, command_id=uuid4()), by=System())
    back = ChangeRole(username=who, seen=None, command_id=uuid4(), role=Role.CASEWORKER)
    records.act(change_role, back, by=System())
    wide = ChangeCompetenceOf(
        username=who,
        seen=None,
        command_id=uuid4(),
        programmes=frozenset({"eg.takaful", "eg.karama"}),
        regions=frozenset({"eg-01", "eg-14", "eg-21"}),
    )
    records.act(change_competence_of, wide, by=System())


@pytest.mark.parametrize("happens", ENDS)
@pytest.mark.parametrize("said", NEXT)
def test_the_very_next_message_is_refused(house: House, mona: str, happens: Happening, said: str) -> None:
    reference = house.claims("mona's", mona)
    tab = house.tab(mona).open("case", case=reference)
    tab.unfold("case.hand_back_box").fill("case.hand_back_note", "مشغولة", send=False)
    happens(house, mona)
    before, heard = house.fingerprint(), len(tab.said)
    try:
        NEXT[said](tab)
    except Silence:
        assert not tab.errors()
    count("after the end")
    assert not house.changed_since(before)
    told = b"".join(tab.said[heard:])
    assert not any(word.encode() in told for word in house.planted[reference])
    if said in {"rerun", "callback", "another page", "part"}:
        assert asks_to_sign_in(tab) or (happens is loses_the_competence and "case.claim" not in tab.widgets())
    tab.leave()


@pytest.mark.parametrize("happens", ENDS[:-1])
def test_an_upload_under_way_is_refused(house: House, happens: Happening) -> None:
    """Samir's import page has given an address for the file; his session ends before it is sent."""
    tab = house.tab("samir").open("import")
    (address,) = tab.uploads_to("a.csv")
    where = house.desk.address + (address if address.startswith("/") else f"/{address}")
    cookie = house.cookies["samir"]
    assert _put(where, cookie, house) in {200, 204}
    for other in ("amal", "latifa", "yousef", None):
        assert _put(where, house.cookie_of(other), house) in {401, 403}
        count("uploads")
    happens(house, "samir")
    assert _put(where, cookie, house) == 401
    count("uploads")
    tab.leave()
    house.cookies.pop("samir")
    if house.desk.directory.account("samir").disabled_at is not None:
        house.desk.records.act(enable, Enable(username="samir", seen=None, command_id=uuid4()), by=System())
    back = ChangeRole(username="samir", seen=None, command_id=uuid4(), role=Role.SUPERVISOR)
    house.desk.records.act(change_role, back, by=System())


def test_what_is_allowed_works(house: House) -> None:
    """Every act of a case by those who may, by clicks alone: nothing is wrongly refused."""
    amal, samir = house.tab("amal"), house.tab("samir")
    reference = house.receives("through the desk")
    amal.open("case", case=reference).click("case.claim")
    for field in ("national_id", "iban", "phone"):
        amal.click(f"case.show_{field}")
    assert house.leaks(amal) >= set(house.planted[reference])
    amal.unfold("case.add_note_box").fill("case.add_note_note", "انتبهوا", send=False)
    amal.click("case.add_note_send")
    amal.click("case.verdict_accepted")
    amal.unfold("case.hand_back_box").fill("case.hand_back_note", "مشغولة", send=False)
    amal.click("case.hand_back_send")
    samir.open("case", case=reference).unfold("case.reassign_box").choose("case.reassign_to", 1)
    samir.fill("case.reassign_note", "مثقل", send=False).click("case.reassign_send")
    amal.open("case", case=reference)
    if not amal.has("case.hand_back_box"):
        samir.open("case", case=reference).unfold("case.reassign_box")
        people = list(samir.widget("case.reassign_to")[1].options)
        samir.choose("case.reassign_to", next(n for n, name in enumerate(people) if "أمل" in name))
        samir.fill("case.reassign_note", "إليك", send=False).click("case.reassign_send")
        amal.open("case", case=reference)
    ready_to_confirm(amal).click("case.confirm")
    amal.open("case", case=reference)
    assert [one.by for one in house.case(reference).decisions] == ["amal"]
    amal.unfold("case.undo_box").fill("case.undo_note", "أخطأت", send=False).click("case.undo_send")
    assert house.case(reference).assignee == "amal"
    kinds = {line.kind for line in house.case(reference).timeline}
    assert kinds >= {
        "received",
        "claimed",
        "noted",
        "paper_judged",
        "handed_back",
        "reassigned",
        "decided",
        "undone",
    }
    assert amal.errors() == samir.errors() == []
    count("allowed clicks", 14)
    amal.leave()
    samir.leave()


def _put(where: str, cookie: str, house: House) -> int:
    headers = {"cookie": cookie, "origin": house.desk.address} if cookie else {"origin": house.desk.address}
    xsrf = httpx.get(f"{house.desk.address}/_stcore/health", headers=headers, trust_env=False)
    token = xsrf.cookies.get("_streamlit_xsrf", "")
    if token:
        headers |= {
            "X-Xsrftoken": token,
            "cookie": "; ".join(filter(None, [cookie, f"_streamlit_xsrf={token}"])),
        }
    return httpx.put(
        where, files={"file": ("a.csv", b"a,b\n1,2\n")}, headers=headers, trust_env=False
    ).status_code
