"""`permissions`: write docs/permissions.md from the one table of who may do what."""

from collections.abc import Mapping
from typing import Final

import click

from casework.permissions import MAY, NEEDS_SECOND_FACTOR, Permission, Role
from dashboard.settings import ROOT
from ui.labels import permission_label, role_label
from ui.text import speaking

PERMISSIONS: Final = ROOT / "docs" / "permissions.md"
# Whose cases, people or figures a permission reaches; the tests of tests/permissions hold every word to it.
_WITHIN: Final = ("within one's programmes and regions", "ضمن برامجه ومناطقه")
_OWN: Final = ("cases in one's own hands", "الطلبات التي في عهدته")
_LOGGED: Final = (f"{_WITHIN[0]}; each look is written down", f"{_WITHIN[1]}، وكل اطلاع يسجَّل")
_TEAM: Final = (
    "caseworkers whose work meets one's own; of it, what lies within",
    "الموظفون الذين يلتقي عملهم بعمله، وما يقع منه ضمن اختصاصه",
)
_REASSIGNS: Final = (
    f"waiting cases and cases in anybody's hands, {_WITHIN[0]}",
    f"طلبات منتظرة أو في عهدة أي موظف، {_WITHIN[1]}",
)
_JUDGES: Final = (
    "cases in one's own hands, and a colleague's decision under second check",
    "الطلبات التي في عهدته، وقرار زميل قيد المراجعة الثانية",
)
_UNDOES: Final = (
    "one's own decision, within ten minutes and before a second person has looked",
    "قراره هو، خلال عشر دقائق وقبل أن ينظر فيه مراجع ثانٍ",
)
_CHECKS: Final = (
    f"a colleague's decision that waits for it, {_WITHIN[0]}; never one's own",
    f"قرار زميل ينتظرها، {_WITHIN[1]}، ولا يراجع أحد قراره",
)
_IMPORTS: Final = (
    (
        "files of any programme; refused rows of one's own imports, and of people whose work is within one's "
        f"own; completing and withdrawing a case {_WITHIN[0]}"
    ),
    (
        "ملفات أي برنامج، والصفوف المرفوضة من استيراده ومن استيراد من يقع عمله ضمن اختصاصه، "
        f"واستكمال طلب أو سحبه {_WITHIN[1]}"
    ),
)
_STAFF: Final = (
    "everybody; not one's own role, access or second factor, and never the last administrator",
    "كل الموظفين، عدا دوره ودخوله وعامله الثاني، ولا آخر مدير",
)
_CAUSES: Final = (
    f"{_WITHIN[0]}; rounded for those who may not open cases",
    f"{_WITHIN[1]}، ومقرّبة لمن لا يفتح الطلبات",
)
_EXPORTS: Final = (
    "tables this very session was shown; each file is written down",
    "الجداول التي عُرضت في هذه الجلسة، وكل ملف يسجَّل",
)
_MESSAGES: Final = (
    f"{_WITHIN[0]}; whoever may not open cases sees neither names nor words",
    f"{_WITHIN[1]}، ومن لا يفتح الطلبات لا يرى أسماء ولا نصوصًا",
)
REACH: Final[Mapping[Permission, tuple[str, str]]] = {
    Permission.SEE_PROGRAMMES: ("every programme", "كل البرامج"),
    Permission.SEE_QUEUE: _WITHIN,
    Permission.SEE_TEAM: _TEAM,
    Permission.OPEN_CASE: _WITHIN,
    Permission.OPEN_PAPER: _LOGGED,
    Permission.OPEN_ORIGINAL: _LOGGED,
    Permission.REVEAL: _LOGGED,
    Permission.CLAIM: (
        f"waiting cases in nobody's hands, {_WITHIN[0]}",
        f"طلبات منتظرة ليست في عهدة أحد، {_WITHIN[1]}",
    ),
    Permission.HAND_BACK: _OWN,
    Permission.REASSIGN: _REASSIGNS,
    Permission.JUDGE_DOCUMENT: _JUDGES,
    Permission.DECIDE: _OWN,
    Permission.UNDO: _UNDOES,
    Permission.SECOND_CHECK: _CHECKS,
    Permission.NOTE: _WITHIN,
    Permission.IMPORT: _IMPORTS,
    Permission.MANAGE_STAFF: _STAFF,
    Permission.SEE_OFFICE: _WITHIN,
    Permission.SEE_CAUSES: _CAUSES,
    Permission.EXPORT: _EXPORTS,
    Permission.MANAGE_TEAM: _TEAM,
    Permission.SEE_MESSAGES: _MESSAGES,
    Permission.INQUIRE: (
        f"{_WITHIN[0]}; of other cases only that they are there; each inquiry is written down",
        f"{_WITHIN[1]}، ومن غيرها وجودها فقط، وكل استعلام يسجَّل",
    ),
    Permission.PROTECT: _WITHIN,
    Permission.SEE_COMPLAINTS: _WITHIN,
    Permission.FILE_COMPLAINT: _WITHIN,
    Permission.ANSWER_COMPLAINT: (
        f"complaints in one's own hands, {_WITHIN[0]}; never about a decision one took part in",
        f"الشكاوى التي في عهدته، {_WITHIN[1]}، ولا شكوى من قرار شارك فيه",
    ),
    Permission.AMEND: (
        f"cases and complaints in one's own hands, and decided cases {_WITHIN[0]}",
        f"الطلبات والشكاوى التي في عهدته، والطلبات المبتوت فيها {_WITHIN[1]}",
    ),
    Permission.SEE_ENTITLEMENTS: _WITHIN,
    Permission.TEND_ENTITLEMENT: _WITHIN,
    Permission.REVIEW: _WITHIN,
    Permission.OPEN_REVIEW: _WITHIN,
    Permission.SEE_PAYMENTS: (
        f"{_WITHIN[0]}; whoever may not open cases sees no names",
        f"{_WITHIN[1]}، ومن لا يفتح الطلبات لا يرى أسماء",
    ),
    Permission.RECORD_PAYMENTS: (
        f"rows of payments {_WITHIN[0]}; other rows of a file are refused",
        f"صفوف المدفوعات {_WITHIN[1]}، وتُرفض غيرها من صفوف الملف",
    ),
    Permission.TEND_MESSAGES: (
        f"messages that did not arrive or were not sent, {_WITHIN[0]}",
        f"الرسائل التي لم تصل أو لم تُرسل، {_WITHIN[1]}",
    ),
}
_TOP: Final = """\
# Who may do what · من يفعل ماذا

Written by `python -m operations permissions` from `casework/permissions.py`; do not edit it by hand. A role
that is not marked is refused, by the use case and by the query, whatever the page shows; who acts is looked
up in the database in the transaction of the act. `tests/permissions` compares this with what happens:
every use case and question x role x competence x situation of a case, every page, copied click and document.
"""


def permissions_page() -> str:
    """The whole page, as it should stand in the documents."""
    return "\n".join([_TOP, *_table("en", 0), "", *_table("ar", 1), "", *_second_factor(), ""])


def _table(language: str, number: int) -> list[str]:
    heads = (("Permission", "Reaches"), ("الصلاحية", "تبلغ"))[number]
    with speaking(language):
        roles = " | ".join(role_label(role) for role in Role)
        rows = [
            f"| {permission_label(permission)} | "
            + " | ".join("✓" if permission in MAY[role] else "" for role in Role)
            + f" | {REACH[permission][number]} |"
            for permission in Permission
        ]
    return [f"| {heads[0]} | {roles} | {heads[1]} |", "|---|" + ":-:|" * len(Role) + "---|", *rows]


def _second_factor() -> list[str]:
    told = sorted(NEEDS_SECOND_FACTOR)
    with speaking("en"):
        english = ", ".join(role_label(role) for role in told)
    with speaking("ar"):
        arabic = "، ".join(role_label(role) for role in told)
    return [f"A second factor is asked of: {english}.", "", f"يُطلب العامل الثاني من: {arabic}."]


@click.command("permissions")
def permissions_command() -> None:
    """Write docs/permissions.md anew from the table of permissions."""
    PERMISSIONS.write_text(permissions_page(), encoding="utf-8")
    click.echo(f"Written: {PERMISSIONS.relative_to(ROOT)}")
