"""What the columns and codes of a file of payment results are called, in G2P Connect and by agencies."""

from collections.abc import Mapping, Sequence
from typing import Final

from casework.entitlements.payments import OTHER_CAUSE, ResultKind
from operations.intake.mapping import plain
from operations.intake.source import FileRefused

NAMES: Final[Mapping[str, tuple[str, ...]]] = {
    "reference": (
        *(
            "reference_id",
            "reference",
            "payment_reference",
            "payment id",
            "payment",
            "disbursement reference",
        ),
        *("مرجع الدفعة", "رقم الدفعة", "المرجع", "الرقم المرجعي"),
    ),
    "status": (
        *("status", "disbursement_status", "payment_status", "result"),
        *("الحالة", "حالة الدفعة", "النتيجة", "حالة الصرف"),
    ),
    "cause": (
        *("status_reason_code", "status_reason_message", "reason_code", "reason", "cause", "return_reason"),
        *("رمز السبب", "السبب", "سبب الإرجاع", "سبب الإعادة", "سبب الرفض"),
    ),
    "amount": ("amount", "disbursed_amount", "paid_amount", "المبلغ", "القيمة", "مبلغ الصرف"),
    "currency": ("currency_code", "currency", "العملة", "رمز العملة"),
    "on": (
        *("timestamp", "disbursement_timestamp", "disbursement_date", "date", "value_date", "paid_on"),
        *("التاريخ", "تاريخ الصرف", "تاريخ النتيجة", "التوقيت"),
    ),
}
MUST: Final = ("reference", "status", "amount", "currency", "on")
_PLAIN: Final[Mapping[str, tuple[str, ...]]] = {
    field: tuple(plain(name) for name in names) for field, names in NAMES.items()
}
PENDING: Final = "pending"
_STATUSES: Final[Mapping[str, Sequence[str]]] = {
    ResultKind.PAID: (
        *("succ", "success", "successful", "paid", "completed", "accepted", "settled"),
        *("مدفوعة", "مدفوع", "تم الصرف", "صرفت", "مصروفة", "ناجحة"),
    ),
    ResultKind.RETURNED: (
        *("rjct", "rejected", "returned", "failed", "failure", "return", "reversed"),
        *("مرتجعة", "مرتجع", "مرفوضة", "مرفوض", "أعيدت", "معادة", "فشلت"),
    ),
    PENDING: (
        *("pdng", "pending", "rcvd", "received", "processing", "in process"),
        *("قيد التنفيذ", "معلقة", "مستلمة", "تحت المعالجة"),
    ),
}
_STATUS_OF: Final = {plain(word): kind for kind, words in _STATUSES.items() for word in words}
# G2P Connect's codes, those of ISO 20022 that banks put beside them, and words.
_CAUSES: Final[Mapping[str, Sequence[str]]] = {
    "account_closed": (
        "AC04",
        "rjct.payee_fa.closed",
        "account_closed",
        "closed",
        "الحساب مغلق",
        "حساب مغلق",
    ),
    "account_invalid": (
        *("AC01", "AC02", "AC03", "rjct.payee_fa.invalid", "invalid_account", "account_invalid"),
        *("rjct.payee_fa.not_found", "رقم الحساب غير صحيح", "حساب غير صحيح", "الآيبان غير صحيح"),
    ),
    "account_blocked": (
        "AC06",
        "AG01",
        "rjct.payee_fa.blocked",
        "account_blocked",
        "الحساب موقوف",
        "حساب مجمد",
    ),
    "name_mismatch": (
        *("BE01", "rjct.payee_name.mismatch", "rjct.payee_name.invalid", "name_mismatch"),
        *("اختلاف الاسم", "الاسم غير مطابق", "عدم تطابق الاسم"),
    ),
    "beneficiary_unknown": (
        "BE06",
        "RC07",
        "rjct.payee_id.not_found",
        "beneficiary_unknown",
        "المستفيد غير معروف",
    ),
    "not_collected": ("MS02", "not_collected", "uncollected", "expired", "لم تصرف", "لم يحضر المستفيد"),
    "amount_invalid": ("AM01", "AM02", "AM12", "rjct.amount.invalid", "amount_invalid"),
    "bank_unreachable": ("AB05", "AB08", "TS01", "bank_unreachable", "timeout"),
    "deceased": ("MD07", "deceased", "متوفى", "وفاة"),
}
_CAUSE_OF: Final = {plain(word): cause for cause, words in _CAUSES.items() for word in words}


def fields_of(columns: Sequence[str]) -> dict[str, str]:
    """Which column holds which field; of several for one field, the name that comes first in `NAMES`.

    Raises:
        FileRefused: `result_columns_missing`.
    """
    have = {plain(name): name for name in reversed(columns)}
    found = {
        field: next(have[name] for name in names if name in have)
        for field, names in _PLAIN.items()
        if any(name in have for name in names)
    }
    missing = tuple(field for field in MUST if field not in found)
    if missing:
        raise FileRefused("result_columns_missing", columns=missing)
    return found


def status_of(text: str) -> str | None:
    """``paid``, ``returned`` or ``pending``; None for what is no known word."""
    return _STATUS_OF.get(plain(text))


def cause_of(text: str) -> str:
    """The office's code of a cause; what has no place there is ``other``."""
    return _CAUSE_OF.get(plain(text), OTHER_CAUSE)
