"""How far a supervisor may change what a caseworker works on."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casework.actors import Staff
from casework.errors import NothingLeft, NotYoursToGive, ReachesFurther, Refusal
from casework.permissions import Role
from casework.team import Competence, changed_competence, leads

EG = frozenset({"eg.takaful", "eg.karama"})
REGIONS = ("eg-01", "eg-02", "eg-14", "eg-21")
PROGRAMMES = ("eg.takaful", "eg.karama", "sa.food")


def person(
    programmes: frozenset[str] = EG,
    regions: frozenset[str] = frozenset(),
    role: Role = Role.CASEWORKER,
    username: str = "amal",
) -> Staff:
    return Staff(
        username=username, name_ar="س", name_en="X", role=role, programmes=programmes, regions=regions
    )


def supervisor(programmes: frozenset[str] = EG, regions: frozenset[str] = frozenset()) -> Staff:
    return person(programmes, regions, Role.SUPERVISOR, "samir")


def asked(*programmes: str, regions: tuple[str, ...] = ()) -> Competence:
    return Competence(programmes=frozenset(programmes), regions=frozenset(regions))


def some(*codes: str) -> frozenset[str]:
    return frozenset(codes)


@pytest.mark.parametrize(
    ("who", "led"),
    [
        (person(), True),
        (person(some("sa.food")), False),
        (person(some("sa.food", "eg.karama")), True),
        (person(EG, some("eg-21")), True),
        (person(EG, some("eg-14")), False),
        (person(role=Role.SUPERVISOR), False),
        (person(role=Role.POLICY_ANALYST), False),
        (person(role=Role.ADMINISTRATOR), False),
    ],
)
def test_a_team_is_the_caseworkers_whose_competence_overlaps(who: Staff, led: bool) -> None:  # noqa: FBT001
    assert leads(supervisor(EG, some("eg-01", "eg-21")), who) == led
    assert not leads(person(), who)


def test_programmes_are_given_and_taken_and_those_of_others_stay() -> None:
    who = person(some("eg.takaful", "sa.food"))
    assert changed_competence(supervisor(), who, asked("eg.karama")).programmes == {"eg.karama", "sa.food"}
    assert changed_competence(supervisor(), who, asked("eg.karama", "sa.food")).programmes == {
        "eg.karama",
        "sa.food",
    }


def test_nobody_gives_what_is_not_theirs() -> None:
    with pytest.raises(NotYoursToGive) as refused:
        changed_competence(supervisor(), person(), asked("eg.takaful", "sa.food"))
    assert refused.value.codes == ("sa.food",)
    with pytest.raises(NotYoursToGive):
        changed_competence(supervisor(), person(), asked("eg.takaful", regions=("sa-01",)))


def test_at_least_one_programme_and_region_of_the_supervisor_stay() -> None:
    with pytest.raises(NothingLeft):
        changed_competence(supervisor(), person(), asked())
    limited = supervisor(EG, some("eg-01", "eg-02"))
    with pytest.raises(NothingLeft):
        changed_competence(limited, person(EG, some("eg-01", "eg-14")), asked(*EG, regions=("eg-14",)))


def test_regions_of_somebody_who_also_works_for_others_are_not_changed() -> None:
    with pytest.raises(ReachesFurther):
        changed_competence(
            supervisor(), person(some("eg.takaful", "sa.food")), asked("eg.takaful", regions=("eg-01",))
        )


def test_programmes_of_somebody_who_also_works_in_regions_of_others_are_not_changed() -> None:
    limited = supervisor(EG, some("eg-01"))
    for regions in ((), ("eg-01", "eg-14")):
        with pytest.raises(ReachesFurther):
            changed_competence(limited, person(EG, some(*regions)), asked("eg.takaful", regions=regions))
    after = changed_competence(limited, person(EG, some("eg-01")), asked("eg.takaful", regions=("eg-01",)))
    assert after.programmes == {"eg.takaful"}


def test_a_supervisor_of_every_region_gives_and_takes_every_region() -> None:
    assert changed_competence(supervisor(), person(), asked(*EG, regions=("eg-01",))).regions == {"eg-01"}
    assert changed_competence(supervisor(), person(EG, some("eg-01")), asked(*EG)).regions == frozenset()


def test_a_supervisor_of_some_regions_neither_gives_nor_takes_every_region() -> None:
    limited = supervisor(EG, some("eg-01", "eg-02"))
    for who, regions in ((person(), ("eg-01",)), (person(EG, some("eg-01")), ())):
        with pytest.raises(NotYoursToGive) as refused:
            changed_competence(limited, who, asked(*EG, regions=regions))
        assert refused.value.codes == ("*",)
    after = changed_competence(limited, person(EG, some("eg-01", "eg-14")), asked(*EG, regions=("eg-02",)))
    assert after.regions == {"eg-02", "eg-14"}


COMPETENCES = st.tuples(st.frozensets(st.sampled_from(PROGRAMMES)), st.frozensets(st.sampled_from(REGIONS)))


@settings(deadline=None)  # A busy machine is slow, not wrong.
@given(COMPETENCES, COMPETENCES, COMPETENCES)
def test_whatever_is_asked_nothing_outside_the_supervisors_competence_changes(
    own: tuple[frozenset[str], frozenset[str]],
    had: tuple[frozenset[str], frozenset[str]],
    wanted: tuple[frozenset[str], frozenset[str]],
) -> None:
    boss, who = supervisor(*own), person(*had)
    try:
        after = changed_competence(boss, who, Competence(programmes=wanted[0], regions=wanted[1]))
    except Refusal:
        return
    changed = person(after.programmes, after.regions)
    for programme in PROGRAMMES:
        for region in REGIONS:
            before, now = who.is_competent_for(programme, region), changed.is_competent_for(programme, region)
            assert before == now or boss.is_competent_for(programme, region), (programme, region)
