"""Why an inquiry, a check code or a protected case is refused: worded for `ui.messages`."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from casework import errors
from casework.inquiries.errors import NoSuchAnswer, NumberUnfit
from ui.numerals import number
from ui.text import N_, isolated, ngettext
from ui.text import gettext as _

Named = Callable[[str], str]

_FAULTS: Final[Mapping[str, str]] = {
    "empty": N_("Type the national number."),
    "not_digits": N_("A national number has digits only. Look for a letter or another character."),
    "century": N_("The first digit of an Egyptian number is 2 or 3. Compare it with the card."),
    "date": N_("Digits 2 to 7 would be a date of birth that does not exist. Compare them with the card."),
    "future": N_("Digits 2 to 7 would be a date of birth in the future. Compare them with the card."),
    "governorate": N_("Digits 8 and 9 are not a governorate. Compare them with the card."),
    "checksum": N_("A digit is wrong or two have changed places. Compare the number with the card."),
    "first_digit": N_("The first digit of a Saudi number is 1 or 2. Compare it with the card."),
}


def fault_sentence(fault: str, digits: int) -> str:
    """What is wrong with a national number that was typed, and what to do."""
    if fault in _FAULTS:
        return _(_FAULTS[fault])
    typed = ngettext("{n} digit was typed", "{n} digits were typed", digits).format(n=number(digits))
    return _("A national number has 14 digits in Egypt and 10 in Saudi Arabia; {typed}.").format(typed=typed)


def _number_unfit(refusal: Any, _name: Named) -> str:
    return " ".join(fault_sentence(fault, refusal.digits) for fault in refusal.faults)


def _no_such_answer(refusal: Any, _name: Named) -> str:
    if refusal.mistyped:
        return _("No check code looks like this. Compare it with the paper, character by character.")
    return _("The office never issued an answer with this check code.")


def _case_protected(refusal: Any, _name: Named) -> str:
    return _("{case} is protected: only a supervisor and whoever has it in hand may do this.").format(
        case=isolated(refusal.application)
    )


def _already_so(refusal: Any, _name: Named) -> str:
    if refusal.what == "protected":
        return _("The case is protected already.")
    if refusal.what == "unprotected":
        return _("The case is not protected.")
    return _("It is so already; nothing was changed.")


INQUIRY_REFUSALS: Final[Mapping[type[errors.Refusal], Callable[[Any, Named], str]]] = {
    NumberUnfit: _number_unfit,
    NoSuchAnswer: _no_such_answer,
    errors.CaseProtected: _case_protected,
    errors.AlreadySo: _already_so,
}
