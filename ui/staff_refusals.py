"""Why a change to somebody's account is refused: worded for `ui.messages`, and for the command line."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from casework import errors
from ui.dates import moment
from ui.numerals import number
from ui.text import N_, isolated
from ui.text import gettext as _

Named = Callable[[str], str]
_NAMES: Final[Mapping[str, str]] = {
    "name_ar": N_("Name in Arabic"),
    "name_en": N_("Name in Latin letters"),
    "sso_name": N_("Name at the single sign-on"),
}


def field_name(field: str) -> str:
    """What a field of an account is called."""
    return _(_NAMES[field])


def _no_longer_here(_refusal: Any, _name: Named) -> str:
    return _("Your account was disabled a moment ago. Nothing was saved; ask your administrator.")


def _nobody_here(refusal: Any, _name: Named) -> str:
    return _("Nobody here has the user name {username}.").format(username=isolated(refusal.username))


def _user_name_taken(refusal: Any, _name: Named) -> str:
    return _("{username} already works here. Choose another user name.").format(
        username=isolated(refusal.username)
    )


def _user_name_unfit(_refusal: Any, _name: Named) -> str:
    return _("A user name has 2 to 32 small Latin letters, digits, dots or dashes, a letter first.")


def _name_unfit(refusal: Any, _name: Named) -> str:
    return _("“{field}” needs 1 to {longest} characters that can be seen.").format(
        field=field_name(refusal.field), longest=number(refusal.longest)
    )


def _codes_unknown(refusal: Any, _name: Named) -> str:
    return _("No country of these programmes has: {codes}.").format(
        codes=_(", ").join(isolated(code) for code in refusal.codes)
    )


def _not_oneself(_refusal: Any, _name: Named) -> str:
    return _("This is your own account. Another administrator can do this; your password is on “My account”.")


def _last_administrator(refusal: Any, name: Named) -> str:
    return _("{colleague} is the last administrator. Make somebody else administrator first.").format(
        colleague=name(refusal.username)
    )


def _person_changed(refusal: Any, name: Named) -> str:
    return _(
        "Nothing was saved: {person} changed the account of {colleague} on {moment}. Look at it again first."
    ).format(
        person=name(refusal.by), colleague=name(refusal.username), moment=moment(refusal.at, "Africa/Cairo")
    )


def _sso_name_taken(refusal: Any, name: Named) -> str:
    return _("{colleague} already comes in under this name of the single sign-on.").format(
        colleague=name(refusal.username)
    )


STAFF_REFUSALS: Final[Mapping[type[errors.Refusal], Callable[[Any, Named], str]]] = {
    errors.NoLongerHere: _no_longer_here,
    errors.NobodyHere: _nobody_here,
    errors.UserNameTaken: _user_name_taken,
    errors.UserNameUnfit: _user_name_unfit,
    errors.NameUnfit: _name_unfit,
    errors.CodesUnknown: _codes_unknown,
    errors.NotOneself: _not_oneself,
    errors.LastAdministrator: _last_administrator,
    errors.PersonChangedMeanwhile: _person_changed,
    errors.SsoNameTaken: _sso_name_taken,
}
