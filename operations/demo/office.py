"""The demo office as a whole: who applies, with which papers, and what has become of each application."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from random import Random
from typing import Final

from casework.actors import Staff
from casework.countries.pack import programme
from casework.permissions import Permission
from casework.use_cases.receive import ReceivedPaper
from data_access.documents import DocumentStore
from data_access.history import Replay
from operations.demo.calendar import WITH_FILES, arrival, fates, seen_at
from operations.demo.drawing import draw
from operations.demo.life import Life, Plan
from operations.demo.papers import FLAWS, FLAWS_OF_OLD, KINDS, Sheet, sheet, sheets
from operations.demo.people import Applicant, population
from operations.demo.second_look import lots_of
from operations.papers import Examined, Examiner

SEED: Final = 2026
# What the past days' decisions are drawn with for the second check.
LOTS: Final = partial(lots_of, SEED)
FULL_SIZE: Final = 3_000
_FEW: Final = 40
_PROCESSES: Final = 2
_CHANNELS: Final[Mapping[str, int]] = {"portal": 62, "office": 38}
_NOT_BY_CHANCE: Final = frozenset({"property_deed", "school_invoice", "medical_report", "birth_certificate"})
_TELLING: Final = ("salary_letter", "bank_letter", "rent_contract")
_SHARED: Final = ("bank_letter", "rent_contract", "electricity_bill")

Progress = Callable[[str, int, int], None]
"""Told what is being made, how many are done, and of how many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A waiting case that shows one thing: which applicant suits it, and what is wrong with which paper."""

    name: str
    cause: str
    kind: str
    flaw: str
    about: str = ""


STORIES: Final = (
    Story(name="clean", cause="clean", kind="identity_card", flaw="fine"),
    Story(
        name="income_contradicts",
        cause="clean",
        kind="salary_letter",
        flaw="contradicts",
        about="monthly_income",
    ),
    Story(name="missed_exam", cause="missed_exam", kind="identity_card", flaw="fine"),
    Story(name="blurred_identity", cause="clean", kind="identity_card", flaw="blurred"),
    Story(name="expired_identity", cause="clean", kind="identity_card", flaw="expired"),
)


def make_plans(size: int, as_of: date, seed: int = SEED) -> tuple[Plan, ...]:
    """Plan the office: the same plans for the same arguments."""
    becomes = fates(size, seed)

    def received_on(rng: Random, number: int, code: str) -> date:
        return arrival(rng, becomes[number], code, as_of)

    applicants = population(size, received_on, as_of, seed)
    plans = tuple(_plan(applicant, becomes[applicant.number], seed) for applicant in applicants)
    _tell_stories(plans, seed)
    _share_papers(plans)
    return plans


def _plan(applicant: Applicant, fate: str, seed: int) -> Plan:
    rng = Random(f"{seed}:papers:{applicant.number}")  # noqa: S311  invented papers need no secrecy
    kinds = _kinds(rng, applicant)
    flaws = FLAWS if fate in WITH_FILES else FLAWS_OF_OLD
    planned = sheets(rng, applicant, kinds, applicant.received_on, flaws)
    if fate in {"back", "with_applicant", "expired"}:
        first = sheet(rng, applicant, kinds[0], applicant.received_on, "glare")
        planned = (first, *planned[1:])
    if fate == "to_check" and applicant.number % 2:
        told = next((sent.kind for sent in planned if sent.kind in _TELLING), kinds[-1])
        wrong = sheet(rng, applicant, told, applicant.received_on, "contradicts")
        planned = tuple(wrong if sent.kind == told else sent for sent in planned)
    channel = rng.choices(list(_CHANNELS), weights=list(_CHANNELS.values()))[0]
    return Plan(
        applicant=applicant, fate=fate, sheets=planned, channel=channel if fate in WITH_FILES else "office"
    )


def _kinds(rng: Random, applicant: Applicant) -> tuple[str, ...]:
    """The papers sent: those required, now and then one missing, and enough others to make two."""
    required = _required(applicant)
    if len(required) > 2 and rng.random() < 0.04:  # noqa: PLR2004  a share of the applicants forgets one
        required.remove(rng.choice(required[1:]))
    others = [kind for kind in KINDS if kind not in required and kind not in _NOT_BY_CHANCE]
    more = max(0, 2 - len(required)) + (rng.random() < 0.12)  # noqa: PLR2004  a share sends more than asked
    return tuple([*required, *rng.sample(others, min(more, len(others)))][:6])


def _required(applicant: Applicant) -> list[str]:
    """The kinds asked for; whoever missed the examination has no report of it."""
    kinds = [document.kind for document in programme(applicant.programme).required_for(applicant.facts)]
    missed = applicant.facts.get("medical_exam") == "missed"
    return [kind for kind in kinds if not (missed and kind == "medical_report")]


def _tell_stories(plans: Sequence[Plan], seed: int) -> None:
    rng = Random(f"{seed}:stories")  # noqa: S311  invented papers need no secrecy
    waiting = [plan for plan in plans if plan.fate == "waiting"]
    for story in STORIES:
        plan = next((p for p in waiting if p.applicant.cause == story.cause and not p.story), None)
        if plan is not None:
            _tell(story, plan, rng)


def _tell(story: Story, plan: Plan, rng: Random) -> None:
    applicant = plan.applicant
    kinds = list(dict.fromkeys([*(sent.kind for sent in plan.sheets), story.kind]))
    kinds += [kind for kind in _required(applicant) if kind not in kinds]
    plan.story = story.name
    plan.sheets = tuple(
        _told(story, applicant, rng)
        if kind == story.kind
        else sheet(rng, applicant, kind, applicant.received_on)
        for kind in kinds
    )


def _told(story: Story, applicant: Applicant, rng: Random) -> Sheet:
    """Draw the story's paper until it contradicts what the story is about."""
    while True:
        drawn = sheet(rng, applicant, story.kind, applicant.received_on, story.flaw)
        if story.about in {"", drawn.about}:
            return drawn


def _share_papers(plans: Sequence[Plan]) -> None:
    """Let a few applicants send a paper that another one has sent: the same bytes under another name."""
    for kind in _SHARED:
        owners = [plan for plan in plans if plan.fate == "waiting" and not plan.story and _sends(plan, kind)]
        for first, second in zip(owners[:4:2], owners[1:4:2], strict=False):
            borrowed = replace(_sends(first, kind) or first.sheets[0], flaw="contradicts", about="full_name")
            second.story = second.story or "shared_paper"
            second.sheets = tuple(borrowed if sent.kind == kind else sent for sent in second.sheets)


def _sends(plan: Plan, kind: str) -> Sheet | None:
    """The plan's sound paper of this kind."""
    return next((sent for sent in plan.sheets if sent.kind == kind and sent.flaw == "fine"), None)


def draw_all(plans: Sequence[Plan], documents: DocumentStore, progress: Progress) -> int:
    """Draw, examine and keep the papers of every plan that has files; say how many."""
    owners = [plan for plan in plans if plan.fate in WITH_FILES]
    for plan in owners:
        plan.files = []
    first = [(plan, sent) for plan in owners for sent in plan.sheets]
    second = [(plan, better) for plan in owners if plan.fate == "back" for better in _betters(plan)]
    jobs = [*first, *second]
    made = _examined([sent for _, sent in jobs])
    for done, ((plan, sent), (content, examined)) in enumerate(zip(jobs, made, strict=True), 1):
        paper = _kept(sent, content, examined, documents)
        if done <= len(first):
            plan.files.append(paper)
        else:
            plan.again[sent.kind] = (sent, paper)
        progress("papers", done, len(jobs))
    return len(jobs)


def _betters(plan: Plan) -> tuple[Sheet, ...]:
    """What an applicant who was asked will send: sound papers in place of those that were not accepted."""
    rng = Random(f"{SEED}:better:{plan.applicant.number}")  # noqa: S311  invented papers need no secrecy
    bad = [sent.kind for sent in plan.sheets if sent.truth != "accepted"]
    return tuple(sheet(rng, plan.applicant, kind, plan.applicant.received_on) for kind in bad)


def _examined(planned: Sequence[Sheet]) -> Iterator[tuple[bytes, Examined]]:
    """Draw and examine in order; every paper passes through the examination that real ones pass through."""
    with _drawn(planned) as contents, Examiner() as examiner:
        held: list[bytes] = []

        def feeding() -> Iterator[bytes]:
            for content in contents:
                held.append(content)
                yield content

        for examined in examiner.examine_all(feeding()):
            yield held.pop(0), examined


@contextmanager
def _drawn(planned: Sequence[Sheet]) -> Iterator[Iterable[bytes]]:
    """The files of the planned papers in order, drawn on two processors when there are many."""
    if len(planned) <= _FEW:
        yield map(draw, planned)
        return
    with multiprocessing.get_context("spawn").Pool(_PROCESSES) as pool:
        yield pool.imap(draw, planned, chunksize=8)


def _kept(sent: Sheet, content: bytes, examined: Examined, documents: DocumentStore) -> ReceivedPaper:
    sha256 = documents.put(content)
    for number, image in enumerate(examined.page_images, 1):
        documents.put_page(sha256, number, image)
    return ReceivedPaper(
        kind=sent.kind,
        original_name=f"{sent.kind}_{sent.seed % 10_000:04d}.{sent.suffix}",
        sha256=sha256,
        media_type=examined.media_type,
        size=examined.size,
        pages=len(examined.pages),
        page_sizes=examined.pages,
        fault=examined.fault,
    )


def live_all(
    plans: Sequence[Plan], replay: Replay, staff: Iterable[Staff], as_of: date, progress: Progress
) -> None:
    """Let every application live its life until the day, in order of arrival."""
    desk = [person for person in staff if person.may(Permission.DECIDE)]
    lives = [
        Life(
            replay=replay,
            plan=plan,
            colleagues=_clerks(_competent(desk, plan.applicant)),
            able=_competent(desk, plan.applicant),
            until=seen_at(as_of),
            rng=Random(f"{SEED}:life:{plan.applicant.number}"),  # noqa: S311  an invented past
        )
        for plan in plans
    ]
    lives.sort(key=lambda life: (life.now, life.plan.applicant.number))
    for done, life in enumerate(lives, 1):
        life.live()
        replay.next_case()
        progress("applications", done, len(lives))


def _competent(desk: Sequence[Staff], applicant: Applicant) -> tuple[Staff, ...]:
    return tuple(
        person for person in desk if person.is_competent_for(applicant.programme, applicant.person.region)
    )


def _clerks(able: Sequence[Staff]) -> tuple[Staff, ...]:
    """The caseworkers among them; supervisors only where there is no caseworker."""
    return tuple(person for person in able if not person.may(Permission.SEE_TEAM)) or tuple(able)
