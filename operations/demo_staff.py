"""The people of the demo office: names that belong to nobody, one password that is told at every start."""

from functools import cache
from typing import Final

from casework.countries.pack import packs
from casework.permissions import NEEDS_SECOND_FACTOR, Role
from dashboard.passwords import DEMO_PASSWORD, DEMO_TOTP_SECRET, hashed
from data_access.second_factor import SecondFactors
from data_access.staff import Account, NameTaken, StaffDirectory

_EG: Final = frozenset({"eg.takaful", "eg.karama"})
_SA: Final = frozenset({"sa.social_security", "sa.food", "sa.electricity", "sa.low_income"})
_UPPER_EGYPT: Final = frozenset({"eg-22", "eg-23", "eg-24", "eg-25", "eg-26", "eg-27", "eg-28", "eg-29"})
_GREATER_CAIRO: Final = frozenset({"eg-01", "eg-14", "eg-21"})


def _one(  # noqa: PLR0917 - a table reads better without names.
    username: str,
    name_ar: str,
    name_en: str,
    role: Role,
    programmes: frozenset[str],
    regions: frozenset[str] = frozenset(),
) -> Account:
    return Account(
        username=username,
        name_ar=name_ar,
        name_en=name_en,
        role=role,
        programmes=programmes,
        regions=regions,
        demo=True,
    )


DEMO_STAFF: Final = (
    _one("amal", "أمل عبد الرحمن", "Amal Abdelrahman", Role.CASEWORKER, _EG),
    _one("hany", "هاني جرجس", "Hany Girgis", Role.CASEWORKER, frozenset({"eg.takaful"}), _UPPER_EGYPT),
    _one("mariam", "مريم الشافعي", "Mariam El Shafei", Role.CASEWORKER, _EG, _GREATER_CAIRO),
    _one("noura", "نورة الحربي", "Noura Al Harbi", Role.CASEWORKER, _SA),
    _one("fahad", "فهد الشهري", "Fahad Al Shehri", Role.CASEWORKER, frozenset({"sa.food", "sa.electricity"})),
    _one(
        "reem",
        "ريم الدوسري",
        "Reem Al Dosari",
        Role.CASEWORKER,
        frozenset({"sa.social_security", "sa.low_income"}),
    ),
    _one("samir", "سمير فهمي", "Samir Fahmy", Role.SUPERVISOR, _EG),
    _one("latifa", "لطيفة العتيبي", "Latifa Al Otaibi", Role.SUPERVISOR, _SA),
    _one("dalia", "داليا منصور", "Dalia Mansour", Role.POLICY_ANALYST, _EG | _SA),
    _one("yousef", "يوسف القحطاني", "Yousef Al Qahtani", Role.ADMINISTRATOR, _EG | _SA),
)


def add_demo_staff(directory: StaffDirectory) -> int:
    """Take on those of the demo staff who are not here yet; how many that were."""
    known = {code for pack in packs().values() for code in pack.programmes}
    added, shared = 0, _shared_hash()
    for account in DEMO_STAFF:
        if not account.programmes <= known:
            raise LookupError(f"{account.username}: {sorted(account.programmes - known)}")
        try:
            directory.add(account, shared)
        except NameTaken:
            continue
        added += 1
    give_demo_codes(directory)
    return added


@cache
def _shared_hash() -> str:
    return hashed(DEMO_PASSWORD)


def give_demo_codes(directory: StaffDirectory) -> None:
    """Give the known code app to those of the demo staff who need one and have none."""
    for account in directory.accounts():
        if account.demo and account.role in NEEDS_SECOND_FACTOR and not account.second_factor:
            SecondFactors(directory).preset(account.username, DEMO_TOTP_SECRET)
