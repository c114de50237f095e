"""Who may do what, written down by hand as the office would say it; the code's own table is not asked.

C caseworker, S supervisor, P policy analyst, A administrator. `within` says whether programme and region must be
the person's own. Then, for each situation of a case, `yes` or the refusal's name. Where roles or competence
say no, that is the answer whatever the situation.
"""

from __future__ import annotations

from dataclasses import dataclass

from casework.permissions import Role

ROLES = {
    "C": Role.CASEWORKER,
    "S": Role.SUPERVISOR,
    "P": Role.POLICY_ANALYST,
    "A": Role.ADMINISTRATOR,
}
REACHES = ("within", "other programme", "other region")

SITUATIONS = (
    "waiting",  # nobody's
    "mine",  # in my hands
    "theirs",  # in a colleague's hands
    "my decision",  # just made, not told yet
    "their decision",
    "my check",  # my decision waits for a second person
    "their check",  # a colleague's decision waits for a second person
    "back",  # nobody's, completed by its applicant
    "asked",  # with its applicant, asked by a colleague
    "closed",  # withdrawn
)

# ruff: noqa: E501 - a table reads better in one line a row.
_CASES = """
                who  within waiting        mine           theirs         my decision    their decision my check       their check    back           asked          closed
claim           CS   yes    yes            AlreadyClaimed AlreadyClaimed ActionRefused  ActionRefused  ActionRefused  ActionRefused  yes            ActionRefused  ActionRefused
hand_back       CS   yes    NotYours       yes            NotYours       NotYours       NotYours       NotYours       NotYours       NotYours       NotYours       NotYours
decide          CS   yes    NotYours       yes            NotYours       NotYours       NotYours       NotYours       NotYours       NotYours       NotYours       NotYours
judge_document  CS   yes    NotYours       yes            NotYours       NotYours       NotYours       OwnDecision    yes            NotYours       NotYours       NotYours
keep_draft      CS   yes    NotYours       yes            NotYours       NotYours       NotYours       OwnDecision    yes            NotYours       NotYours       NotYours
undo            CS   yes    NothingToUndo  NothingToUndo  NothingToUndo  yes            NotYours       yes            NotYours       NotYours       NotYours       NothingToUndo
agree           CS   yes    NothingToCheck NothingToCheck NothingToCheck NothingToCheck NothingToCheck OwnDecision    yes            NothingToCheck NothingToCheck NothingToCheck
replace         CS   yes    NothingToCheck NothingToCheck NothingToCheck NothingToCheck NothingToCheck OwnDecision    yes            NothingToCheck NothingToCheck NothingToCheck
add_note        CS   yes    yes            yes            yes            yes            yes            yes            yes            yes            yes            yes
reveal          CS   yes    yes            yes            yes            yes            yes            yes            yes            yes            yes            yes
open_paper      CS   yes    yes            yes            yes            yes            yes            yes            yes            yes            yes            yes
take_original   S    yes    yes            yes            yes            yes            yes            yes            yes            yes            yes            yes
reassign        S    yes    yes            yes            yes            ActionRefused  ActionRefused  ActionRefused  ActionRefused  yes            ActionRefused  ActionRefused
protect         S    yes    yes            yes            yes            yes            yes            yes            yes            yes            yes            yes
unprotect       S    yes    AlreadySo      AlreadySo      AlreadySo      AlreadySo      AlreadySo      AlreadySo      AlreadySo      AlreadySo      AlreadySo      AlreadySo
confirm_review CS yes  NoEntitlement  NoEntitlement  NoEntitlement  NoEntitlement  NoEntitlement  NoEntitlement  NoEntitlement  NoEntitlement  NoEntitlement  NoEntitlement
review_with_notice CS yes  NoEntitlement  NoEntitlement  NoEntitlement  NoEntitlement  NoEntitlement  NoEntitlement  NoEntitlement  NoEntitlement  NoEntitlement  NoEntitlement
schedule_again CS yes  NoEntitlement  NoEntitlement  NoEntitlement  NoEntitlement  NoEntitlement  NoEntitlement  NoEntitlement  NoEntitlement  NoEntitlement  NoEntitlement
withdraw        SA   yes    yes            yes            yes            ActionRefused  ActionRefused  yes            yes            yes            yes            ActionRefused
amend           CS   yes    NotYours       yes            NotYours       yes            yes            NotYours       NotYours       NotYours       yes            yes
complete        SA   yes    ActionRefused  ActionRefused  ActionRefused  ActionRefused  ActionRefused  ActionRefused  ActionRefused  ActionRefused  yes            ActionRefused
"""

# Not about one case on record: who, and what is answered to those whose competence lies elsewhere.
_OTHERS = """
                   who  elsewhere
claim_next         CS   NothingToClaim
receive_many       SA   yes
record_import      SA   yes
export             SP   yes
inquire            CS   yes
change_competence  S    NotInYourTeam
set_capacity       S    NotInYourTeam
record_results     SA   nothing
open_batch         S    NotCompetent
record_payment_file SA  yes
move_card          CS   NotCompetent
give_stop_notice   CS   NotCompetent
lift_stop_notice   CS   NotCompetent
reactivate         CS   NotCompetent
end_entitlement    CS   NotCompetent
file_complaint     CS   NotCompetent
take_complaint     CS   NotCompetent
take_next_complaint CS  NoComplaintToTake
assign_complaint   S    NotCompetent
hand_back_complaint CS  NotCompetent
answer_complaint   CS   NotCompetent
retry              S    NotCompetent
tell_in_person     S    NotCompetent
"""

# About a member of staff: a colleague, or oneself. Competence says nothing here: whoever manages the staff manages all.
_PEOPLE = """
                      who  colleague  oneself
take_on               A    yes        UserNameTaken
change_role           A    yes        NotOneself
change_competence_of  A    yes        yes
set_sso_name          A    yes        NotOneself
disable               A    yes        NotOneself
enable                A    yes        yes
end_sessions_of       A    yes        yes
reset_password        A    yes        NotOneself
reset_second_factor   A    yes        NotOneself
"""


@dataclass(frozen=True, slots=True)
class Line:
    """One use case of the policy."""

    who: str
    elsewhere: str
    answers: dict[str, str]

    def expected(self, role: Role, reach: str, situation: str) -> str:
        """`yes`, or the name of the refusal."""
        if role not in {ROLES[letter] for letter in self.who}:
            return "NotAllowed"
        if reach != "within" and self.elsewhere != "yes":
            return self.elsewhere
        return self.answers.get(situation, "yes")


def _cases() -> dict[str, Line]:
    rows = [line.split() for line in _CASES.strip().splitlines()[1:]]
    return {
        name: Line(
            who, "NotCompetent" if within == "yes" else "yes", dict(zip(SITUATIONS, answers, strict=True))
        )
        for name, who, within, *answers in rows
    }


# What is answered row by row: those of others are left as they are.
_ELSEWHERE = {"nothing": "yes BUT NOTHING"}


def _others() -> dict[str, Line]:
    rows = [line.split() for line in _OTHERS.strip().splitlines()[1:]]
    return {name: Line(who, _ELSEWHERE.get(elsewhere, elsewhere), {}) for name, who, elsewhere in rows}


def _people() -> dict[str, Line]:
    rows = [line.split() for line in _PEOPLE.strip().splitlines()[1:]]
    return {
        name: Line(who, "yes", {"colleague": colleague, "oneself": oneself})
        for name, who, colleague, oneself in rows
    }


CASES = _cases()
OTHERS = _others()
PEOPLE = _people()

# What may be asked. For those competent for another programme, or for another region: a refusal's name; `nothing`, which
# is what an office without any case would answer; or `yes` where that competence says nothing.
_QUESTIONS = """
                             who  programme     region
caseworker.queue             CS   nothing       nothing
caseworker.queue_counts      CS   nothing       nothing
caseworker.search            CS   nothing       nothing
caseworker.assignees         S    yes           yes
case.open_case               CS   NotCompetent  NotCompetent
case.case_of_paper           CS   NotCompetent  NotCompetent
case.paper_again             CS   NotCompetent  NotCompetent
complaint.open_complaint     CS   NotCompetent  NotCompetent
complaints.complaint_list    CS   nothing       nothing
complaints.complaint_counts  CS   nothing       nothing
complaints.find_complaints   CS   nothing       nothing
complaints.complaints_of     CS   nothing       nothing
complaints.cases_of_person   CS   nothing       nothing
entitlement.entitlement_of_case CS NotCompetent NotCompetent
exports.taken_files          S    nothing       yes
inquiry.answer_of            CS   yes           yes
inquiry.issued_answer        CS   yes           yes
intake.known_rows            SA   yes           yes
intake.papers_on_record      SA   nothing       nothing
intake.batches               SA   nothing       nothing
intake.may_take_rejects      SA   nothing       nothing
behind.behind                S    nothing       nothing
behind_figure.total_behind   S    nothing       nothing
office_figures.office_figures S   nothing       nothing
office_places.office_places  S    nothing       nothing
office_followed.office_followed S nothing       nothing
outlook.breach_outlook       S    nothing       nothing
outlook.stays                S    nothing       nothing
looks.looks                  S    nothing       nothing
looks.looks_by_person        S    nothing       nothing
messages.left_messages       SA   nothing       nothing
payments.month_totals        SA   nothing       nothing
payments.troubled_payments   SA   nothing       nothing
payments.payments_named      SA   yes           yes
payments.results_files       SA   yes           yes
reviews.reviews              CS   nothing       nothing
reviews.review_batches_open  CS   nothing       nothing
staff.everybody              A    yes           yes
staff.one_person             A    yes           yes
team.team                    S    nothing       nothing
team.movable                 S    nothing       nothing
team.changes                 S    NotInYourTeam NotInYourTeam
team_work.work_of            S    NotInYourTeam NotInYourTeam
overturned.overturned        CSPA yes           yes
causes.figures.causes        SP   nothing       nothing
causes.cases.cases_behind    SP   nothing       nothing
causes.profiled.from_profiles SP  nothing       nothing
causes.profiled.stating_of   SP   nothing       nothing
causes.profiled.how_many     SP   nothing       nothing
causes.tallied.from_tallies  SP   nothing       nothing
causes.tallied.how_many      SP   nothing       nothing
"""


def _questions() -> dict[str, dict[str, str]]:
    rows = [line.split() for line in _QUESTIONS.strip().splitlines()[1:]]
    return {
        name: {"who": who, "within": "yes", "other programme": programme, "other region": region}
        for name, who, programme, region in rows
    }


QUESTIONS = _questions()

# Which screens open to whom. Everybody who is signed in has the others; nobody who is not has any.
SCREENS = {
    "queue": "CS",
    "case": "CS",
    "inquiry": "CS",
    "check": "CS",
    "office": "S",
    "behind": "S",
    "team": "S",
    "looks": "S",
    "messages": "SA",
    "payments": "SA",
    "reviews": "CS",
    "entitlement": "CS",
    "complaints": "CS",
    "complaint": "CS",
    "causes": "SP",
    "import": "SA",
    "staff": "A",
    "programmes": "CSPA",
    "definitions": "SP",
    "account": "CSPA",
    "start": "CSPA",
}
