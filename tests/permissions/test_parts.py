"""A part of a case's page is drawn alone while only it changes; what concerns all of it draws all of it."""

import json

import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from operations.drills.raw_client import RawClient
from tests.permissions.house import SURNAME, House

pytestmark = pytest.mark.xdist_group("served desk")


@pytest.fixture
def tab(house: House):
    tab = house.tab("amal").open("case", case=house.claims("in parts", "amal"))
    yield tab
    tab.leave()


def heard_while(tab: RawClient, act) -> list[ForwardMsg]:
    before = len(tab.said)
    act()
    return [ForwardMsg.FromString(raw) for raw in tab.said[before:]]


def drawn_by(heard: list[ForwardMsg]) -> set[str]:
    """The parts that were drawn; "" stands for the page around them."""
    return {one.delta.fragment_id for one in heard if one.WhichOneof("type") == "delta"}


def alone(heard: list[ForwardMsg]) -> bool:
    """Whether nothing but parts was drawn, and something was."""
    drawn = drawn_by(heard)
    return bool(drawn) and all(drawn)


def test_a_note_draws_the_decision_and_is_on_record(house: House, tab: RawClient) -> None:
    heard = heard_while(tab, lambda: tab.fill("case.note", "راجعت المستندات"))
    assert alone(heard)
    assert not any(SURNAME.encode() in one.delta.SerializeToString() for one in heard)
    reference = house.cases["in parts"]
    assert house.case(reference).draft.note == "راجعت المستندات"
    assert {"case.viewer", "case.hand_back_box", "case.note", "case.see"} <= set(tab.widgets())


def test_another_paper_draws_the_papers(tab: RawClient) -> None:
    note, viewer = tab.widget("case.note")[1].id, json.loads(tab.widget("case.viewer")[1].json)
    other = next(paper["id"] for paper in viewer["papers"] if paper["id"] != viewer["current"])
    heard = heard_while(tab, lambda: tab.fill("case.viewer", {"current": other, "turn": 1}))
    assert alone(heard)
    assert json.loads(tab.widget("case.viewer")[1].json)["current"] == other
    assert tab.has("case.verdict_accepted")
    assert tab.widget("case.note")[1].id == note


def test_a_verdict_draws_all_of_the_page(house: House, tab: RawClient) -> None:
    heard = heard_while(tab, lambda: tab.click("case.verdict_accepted"))
    assert "" in drawn_by(heard)
    papers = house.case(house.cases["in parts"]).papers
    assert [paper.verdict for paper in papers if paper.verdict] == ["accepted"]


def test_what_was_chosen_outlives_a_change_of_mind_about_a_colleagues_decision(house: House) -> None:
    reference = house.cases["mariam's check"]
    tab = house.tab("amal").open("case", case=reference).choose("case.stance", 1)
    heard = heard_while(tab, lambda: tab.fill("case.reasons", [tab.widget("case.reasons")[1].options[-1]]))
    assert alone(heard)
    chosen = house.case(reference).draft.reasons
    assert chosen
    tab.choose("case.stance", 0).fill("case.note", "أتفق")
    assert house.case(reference).draft.reasons == chosen
    tab.choose("case.stance", 1)
    assert house.case(reference).draft.reasons == chosen
    tab.leave()
