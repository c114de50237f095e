"""Who may do what: one enumerated table."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class Role(StrEnum):
    """The four roles of the office."""

    CASEWORKER = "caseworker"
    SUPERVISOR = "supervisor"
    POLICY_ANALYST = "policy_analyst"
    ADMINISTRATOR = "administrator"


# Whose desk reaches further than one case at a time: a password alone does not open it.
NEEDS_SECOND_FACTOR: Final = frozenset({Role.SUPERVISOR, Role.ADMINISTRATOR})


class Permission(StrEnum):
    """What a person may be allowed to do."""

    SEE_PROGRAMMES = "see_programmes"
    SEE_QUEUE = "see_queue"
    SEE_TEAM = "see_team"
    OPEN_CASE = "open_case"
    OPEN_PAPER = "open_paper"
    OPEN_ORIGINAL = "open_original"
    REVEAL = "reveal"
    CLAIM = "claim"
    HAND_BACK = "hand_back"
    REASSIGN = "reassign"
    JUDGE_DOCUMENT = "judge_document"
    DECIDE = "decide"
    UNDO = "undo"
    SECOND_CHECK = "second_check"
    NOTE = "note"
    IMPORT = "import"
    MANAGE_STAFF = "manage_staff"
    SEE_OFFICE = "see_office"
    SEE_CAUSES = "see_causes"
    EXPORT = "export"
    MANAGE_TEAM = "manage_team"
    SEE_MESSAGES = "see_messages"
    TEND_MESSAGES = "tend_messages"
    INQUIRE = "inquire"
    PROTECT = "protect"
    SEE_COMPLAINTS = "see_complaints"
    FILE_COMPLAINT = "file_complaint"
    ANSWER_COMPLAINT = "answer_complaint"
    AMEND = "amend"
    SEE_ENTITLEMENTS = "see_entitlements"
    TEND_ENTITLEMENT = "tend_entitlement"
    REVIEW = "review"
    OPEN_REVIEW = "open_review"
    SEE_PAYMENTS = "see_payments"
    RECORD_PAYMENTS = "record_payments"


_DESK: Final = frozenset(
    {
        Permission.SEE_PROGRAMMES,
        Permission.SEE_QUEUE,
        Permission.OPEN_CASE,
        Permission.OPEN_PAPER,
        Permission.REVEAL,
        Permission.CLAIM,
        Permission.HAND_BACK,
        Permission.JUDGE_DOCUMENT,
        Permission.DECIDE,
        Permission.UNDO,
        Permission.SECOND_CHECK,
        Permission.NOTE,
        Permission.INQUIRE,
        Permission.SEE_COMPLAINTS,
        Permission.FILE_COMPLAINT,
        Permission.ANSWER_COMPLAINT,
        Permission.AMEND,
        Permission.SEE_ENTITLEMENTS,
        Permission.TEND_ENTITLEMENT,
        Permission.REVIEW,
    }
)

MAY: Final[Mapping[Role, frozenset[Permission]]] = MappingProxyType(
    {
        Role.CASEWORKER: _DESK,
        Role.SUPERVISOR: _DESK
        | {
            Permission.SEE_TEAM,
            # The file as it was sent may hold what the pages do not show, and may harm the machine it is
            # opened on: it is for the few who look into a forgery, not for everyday work.
            Permission.OPEN_ORIGINAL,
            Permission.REASSIGN,
            Permission.IMPORT,
            Permission.SEE_OFFICE,
            Permission.SEE_CAUSES,
            Permission.EXPORT,
            Permission.MANAGE_TEAM,
            Permission.SEE_MESSAGES,
            Permission.TEND_MESSAGES,
            Permission.PROTECT,
            Permission.OPEN_REVIEW,
            Permission.SEE_PAYMENTS,
            Permission.RECORD_PAYMENTS,
        },
        Role.POLICY_ANALYST: frozenset({Permission.SEE_PROGRAMMES, Permission.SEE_CAUSES, Permission.EXPORT}),
        Role.ADMINISTRATOR: frozenset(
            {
                Permission.SEE_PROGRAMMES,
                Permission.IMPORT,
                Permission.MANAGE_STAFF,
                Permission.SEE_MESSAGES,
                Permission.SEE_PAYMENTS,
                Permission.RECORD_PAYMENTS,
            }
        ),
    }
)
