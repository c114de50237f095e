"""Who may do what, written out a second time by hand."""

from __future__ import annotations

from itertools import product

import pytest

from casework.actors import Staff
from casework.errors import NotAllowed
from casework.permissions import MAY, Permission, Role

#                    caseworker, supervisor, policy analyst, administrator
MATRIX = {
    "see_programmes": "yes         yes         yes             yes",
    "see_queue": "     yes         yes         no              no",
    "see_team": "      no          yes         no              no",
    "open_case": "     yes         yes         no              no",
    "open_paper": "    yes         yes         no              no",
    "open_original": " no          yes         no              no",
    "reveal": "        yes         yes         no              no",
    "claim": "         yes         yes         no              no",
    "hand_back": "     yes         yes         no              no",
    "reassign": "      no          yes         no              no",
    "judge_document": "yes         yes         no              no",
    "decide": "        yes         yes         no              no",
    "undo": "          yes         yes         no              no",
    "second_check": "  yes         yes         no              no",
    "note": "          yes         yes         no              no",
    "import": "        no          yes         no              yes",
    "manage_staff": "  no          no          no              yes",
    "see_office": "    no          yes         no              no",
    "see_causes": "    no          yes         yes             no",
    "export": "        no          yes         yes             no",
    "manage_team": "   no          yes         no              no",
    "see_messages": "  no          yes         no              yes",
    "tend_messages": " no          yes         no              no",
    "inquire": "       yes         yes         no              no",
    "protect": "       no          yes         no              no",
    "see_complaints": "yes         yes         no              no",
    "file_complaint": "yes         yes         no              no",
    "answer_complaint": "yes       yes         no              no",
    "amend": "         yes         yes         no              no",
    "see_entitlements": "yes       yes         no              no",
    "tend_entitlement": "yes       yes         no              no",
    "review": "        yes         yes         no              no",
    "open_review": "   no          yes         no              no",
    "see_payments": "  no          yes         no              yes",
    "record_payments": "no         yes         no              yes",
}
COLUMNS = (Role.CASEWORKER, Role.SUPERVISOR, Role.POLICY_ANALYST, Role.ADMINISTRATOR)


def written(role: Role, permission: Permission) -> bool:
    return MATRIX[permission].split()[COLUMNS.index(role)] == "yes"


def somebody(role: Role) -> Staff:
    return Staff(username="x", name_ar="س", name_en="X", role=role)


def test_the_matrix_names_every_role_and_permission() -> None:
    assert set(MATRIX) == set(Permission)
    assert set(COLUMNS) == set(Role) == set(MAY)
    assert {len(row.split()) for row in MATRIX.values()} == {len(Role)}


@pytest.mark.parametrize(("role", "permission"), list(product(Role, Permission)))
def test_a_role_may_do_what_the_matrix_says(role: Role, permission: Permission) -> None:
    assert somebody(role).may(permission) == written(role, permission)


@pytest.mark.parametrize(
    ("role", "permission"), [pair for pair in product(Role, Permission) if not written(*pair)]
)
def test_what_a_role_may_not_do_is_refused_by_name(role: Role, permission: Permission) -> None:
    with pytest.raises(NotAllowed) as refused:
        somebody(role).must_be_allowed(permission)
    assert refused.value.permission == permission


def test_who_keeps_the_accounts_decides_no_case() -> None:
    for permission in (Permission.DECIDE, Permission.OPEN_CASE, Permission.OPEN_PAPER, Permission.REVEAL):
        assert not somebody(Role.ADMINISTRATOR).may(permission)
