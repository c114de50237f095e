"""What citizens are told, how long it is as SMS, and what clerks are refused."""

from datetime import UTC, date, datetime

import pytest

from casework import errors
from casework.complaints.errors import (
    AnswerMissing,
    AnswerReasonsMissing,
    AnswerReasonUnknown,
    ComplaintChangedMeanwhile,
    ComplaintNotYours,
    ComplaintOpen,
    ComplaintTaken,
    CorrectionMissing,
    DataRemoved,
    NoComplaintToTake,
    NoSuchComplaint,
    NothingToObjectTo,
    ObjectionLapsed,
    ObjectionTooLate,
    SaysTheSame,
    TookPart,
)
from casework.complaints.lifecycle import ComplaintKind
from casework.countries.pack import packs
from casework.entitlements.errors import (
    EntitlementChangedMeanwhile,
    NoEntitlement,
    NoNoticeOut,
    NoSuchPayment,
    NothingDue,
    NoticeOut,
    NoticeTooShort,
    PapersLacking,
    ReviewNotDue,
    StopReasonUnknown,
)
from casework.entitlements.lifecycle import Finding
from casework.entitlements.review_errors import FindingStands
from casework.inquiries.errors import NoSuchAnswer, NumberUnfit
from casework.messages import MessageState
from ui.messages import citizen_message, measured_text, particulars, refusal_text, sms_size, value_text
from ui.text import speaking

AT = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
REFUSALS = [
    errors.NotAllowed(permission="decide"),
    errors.NotCompetent(programme="eg.takaful", region="eg-01"),
    errors.NotYours(application="TK-2026-000123-C", assignee=None),
    errors.NotYours(application="TK-2026-000123-C", assignee="amal"),
    errors.NoSuchCase(application="TK-2026-000123-C"),
    errors.NoSuchPaper(paper=7),
    errors.NoSuchColleague(username="amal"),
    errors.ChangedMeanwhile(application="TK-2026-000123-C", by="amal", at=AT),
    errors.ActionRefused(action="approve", state="rejected"),
    errors.AlreadyClaimed(application="TK-2026-000123-C", assignee="amal", since=AT),
    errors.NothingToClaim(),
    errors.ReasonsMissing(outcome="reject"),
    errors.ReasonUnknown(reason="no_such"),
    errors.ReasonRetired(reason="income_above_limit"),
    errors.ReasonDoesNotFit(reason="income_above_limit", route="reject", outcome="approve"),
    errors.NoteMissing(),
    errors.NoteMissing(reason="wrong_document"),
    errors.WordsMissing(reason="income_above_limit"),
    errors.EvidenceMissing(reason="income_above_limit", facts=("limit", "missing", "paper", "rule", "value")),
    errors.NoSuchMessage(message="7"),
    *(errors.MessageMoved(state=state) for state in MessageState),
    errors.TextTooLong(limit=2000),
    errors.HiddenCharacter(character="U+202E"),
    errors.PapersNotJudged(kinds=("salary_letter", "rent_contract")),
    errors.NothingToUndo(application="TK-2026-000123-C"),
    errors.UndoTooLate(minutes=10),
    errors.AlreadyChecked(application="TK-2026-000123-C", by="amal"),
    errors.NothingToCheck(application="TK-2026-000123-C"),
    errors.OwnDecision(application="TK-2026-000123-C"),
    errors.SameDecision(application="TK-2026-000123-C"),
    errors.MessageAlreadyLeft(application="TK-2026-000123-C"),
    errors.HandsFull(capacity=0),
    errors.HandsFull(capacity=12),
    errors.ColleagueFull(username="amal", capacity=12),
    errors.NotInYourTeam(username="amal"),
    errors.NotYoursToGive(codes=("eg.karama", "eg-01", "*", "unknown")),
    errors.ReachesFurther(username="amal"),
    errors.NothingLeft(username="amal"),
    errors.StillHolds(username="amal", cases=3),
    errors.CapacityOutOfRange(least=0, most=200),
    errors.NoLongerHere(username="amal"),
    errors.NobodyHere(username="amal"),
    errors.UserNameTaken(username="amal"),
    errors.UserNameUnfit(),
    errors.NameUnfit(field="name_ar", longest=120),
    errors.NameUnfit(field="sso_name", longest=255),
    errors.CodesUnknown(codes=("eg-99",)),
    errors.NotOneself(),
    errors.LastAdministrator(username="amal"),
    errors.PersonChangedMeanwhile(username="amal", by="samir", at=AT),
    errors.SsoNameTaken(username="amal"),
]


def kinds_of_refusal(parent: type[errors.Refusal] = errors.Refusal) -> set[type[errors.Refusal]]:
    children = [child for child in parent.__subclasses__() if child.__module__.startswith("casework.")]
    return set(children).union(*(kinds_of_refusal(child) for child in children))


def test_every_refusal_is_tried_here() -> None:
    assert {type(refusal) for refusal in REFUSALS} == kinds_of_refusal()


@pytest.mark.parametrize("refusal", REFUSALS, ids=lambda refusal: type(refusal).__name__)
def test_every_refusal_is_worded_in_both_languages(refusal: errors.Refusal) -> None:
    with speaking("ar"):
        arabic = refusal_text(refusal, name_of=lambda _: "أمل حسن")
    with speaking("en"):
        english = refusal_text(refusal)
    assert arabic != english
    for said in (arabic, english):
        assert "{" not in said
        assert said not in {"This is not possible now.", "لا يمكن تنفيذ ذلك الآن."}


def test_who_changed_the_case_is_named_with_the_hour_of_the_programmes_clock() -> None:
    changed = errors.ChangedMeanwhile(application="TK-2026-000123-C", by="amal", at=AT)
    with speaking("en"):
        said = refusal_text(changed, name_of={"amal": "Amal Hassan"}.__getitem__)
    assert "Amal Hassan" in said
    assert "11:30" in said


@pytest.mark.parametrize(
    ("text", "parts", "unicode"),
    [
        ("a" * 160, 1, False),
        ("a" * 161, 2, False),
        ("a" * 307, 3, False),
        ("€" * 80, 1, False),
        ("€" * 81, 2, False),
        ("م" * 70, 1, True),
        ("م" * 71, 2, True),
        ("م" * 134, 2, True),
        ("م" * 135, 3, True),
        ("", 1, False),
    ],
)
def test_the_parts_of_an_sms(text: str, parts: int, unicode) -> None:
    size = sms_size(text)
    assert (size.parts, size.unicode) == (parts, unicode)


@pytest.mark.parametrize("language", ["ar", "en"])
@pytest.mark.parametrize("code", [code for pack in packs().values() for code in pack.programmes])
def test_every_reason_of_every_programme_can_be_told(code: str, language) -> None:
    pack = packs()[code.partition(".")[0]]
    for reason in pack.programmes[code].catalogue:
        facts = {
            "reference": "TK-2026-000123-C",
            "programme": code,
            "complete_by": "2026-12-23",
            "reasons": [{"code": reason, "readings": [], "limit": None, "papers": []}],
        }
        told = citizen_message("decided_needs_completion", facts, language)
        assert pack.programmes[code].catalogue[reason].citizen.in_(language) in told
        assert pack.programmes[code].catalogue[reason].remedy.in_(language) in told
        assert "{" not in told


@pytest.mark.parametrize("notice", ["received", "decided_approved", "withdrawn", "expired"])
def test_messages_without_reasons_are_short(notice: str) -> None:
    said = citizen_message(notice, {"reference": "TK-2026-000123-C", "programme": "eg.takaful"}, "ar")
    assert "TK-2026-000123-C" in said
    assert sms_size(said).parts <= 2


def test_values_are_told_with_what_they_are() -> None:
    with speaking("ar"):
        assert value_text("monthly_income", "6500", "eg.takaful") == "6,500 جنيه"
        assert value_text("sex", "female", "eg.takaful") == "أنثى"
        assert value_text("birth_date", "1984-03-02", "eg.takaful") == "2 مارس 1984"
        assert value_text("in_shelter", value=False, programme_code="eg.takaful") == "لا"
        assert value_text("email", None, "eg.takaful") == "–"


@pytest.mark.parametrize(
    ("value", "measure", "said"),
    [
        ("6500", "money", "6,500 جنيه"),
        (64, "years", "64 سنة"),
        (3, "years", "3 سنوات"),
        (120, "days", "120 يومًا"),
        ("1.5", "feddan", "1.5 فدان"),
        (5, "count", "5"),
        ("2026-01-31", "day", "31 يناير 2026"),
        (True, "word", "نعم"),
    ],
)
def test_what_a_check_weighed_is_told_in_its_own_measure(value, measure: str, said: str) -> None:
    with speaking("ar"):
        assert measured_text(value, measure, "eg.takaful", "accepts_training") == said


def test_figures_without_a_measure_are_not_guessed() -> None:
    grounds = {"readings": [{"fact": "birth_date", "value": "1964-01-01"}], "limit": 65, "papers": []}
    assert particulars(grounds, "eg.karama") == {}


def test_what_is_not_known_is_named() -> None:
    grounds = {"readings": [{"fact": "phone", "value": None}], "papers": ["salary_letter"]}
    with speaking("ar"):
        assert particulars(grounds, "eg.takaful")["missing"] == "الهاتف المحمول"


REFUSALS += [
    *(
        NumberUnfit(faults=(fault,), digits=13)
        for fault in (
            *("empty", "not_digits", "length", "century", "date", "future", "governorate", "checksum"),
            "first_digit",
        )
    ),
    NoSuchAnswer(mistyped=True),
    NoSuchAnswer(mistyped=False),
    errors.CaseProtected(application="TK-2026-000123-C"),
    errors.AlreadySo(what="protected"),
    errors.AlreadySo(what="unprotected"),
    errors.AlreadySo(what="anything"),
    NoEntitlement(application="TK-2026-000123-C"),
    EntitlementChangedMeanwhile(application="TK-2026-000123-C", by="amal", at=AT),
    EntitlementChangedMeanwhile(application="TK-2026-000123-C", by="system", at=AT),
    NoticeTooShort(earliest=date(2026, 12, 23)),
    StopReasonUnknown(reason="no_such"),
    NoticeOut(stop_on=date(2026, 12, 23)),
    NoNoticeOut(application="TK-2026-000123-C"),
    PapersLacking(kinds=("identity_card", "no_such")),
    errors.ActionRefused(action="reactivate", state="active"),
    errors.ActionRefused(action="print_card", state="delivered"),
    NoSuchPayment(reference="TK-2026-000123-C/202612-9"),
    NothingDue(),
    ReviewNotDue(due_on=date(2029, 1, 1)),
    *(FindingStands(finding=finding, reasons=("data_not_updated", "no_such")) for finding in Finding),
    NoSuchComplaint(tracking="CM-2026-000001-1"),
    ComplaintChangedMeanwhile(tracking="CM-2026-000001-1", by="amal", at=AT),
    ComplaintNotYours(tracking="CM-2026-000001-1", assignee=None),
    ComplaintNotYours(tracking="CM-2026-000001-1", assignee="amal"),
    ComplaintTaken(tracking="CM-2026-000001-1", assignee="amal"),
    ComplaintOpen(tracking="CM-2026-000001-1"),
    NoComplaintToTake(),
    TookPart(application="TK-2026-000123-C"),
    SaysTheSame(application="TK-2026-000123-C"),
    DataRemoved(application="TK-2026-000123-C"),
    ObjectionTooLate(until=date(2026, 12, 23)),
    ObjectionLapsed(tracking="CM-2026-000001-1"),
    CorrectionMissing(tracking="CM-2026-000001-1"),
    *(NothingToObjectTo(kind=kind, state="submitted") for kind in ComplaintKind),
    AnswerMissing(),
    AnswerReasonsMissing(),
    AnswerReasonUnknown(reason="no_such"),
    errors.NothingAmended(),
    errors.FactUnfit(field="land_area"),
]
