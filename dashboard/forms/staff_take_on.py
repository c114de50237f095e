"""The form that takes a person on, with a first password that is made and shown once."""

from typing import Any

import streamlit as st

from casework.countries.pack import packs
from casework.permissions import Role
from casework.personnel import LONGEST_NAME
from casework.use_cases.staff import TakeOn, take_on
from dashboard import passwords
from dashboard.forms.staff_address import put
from dashboard.forms.staff_passwords import drop_password, kept_password, take_to_tell
from dashboard.forms.wishes import Wish, kept_command, tell_refusal, wish
from dashboard.session import forget, remember, remembered
from ui.labels import programme_label, region_label, role_label
from ui.staff_refusals import field_name
from ui.text import gettext as _

_PLACE = "staff.take_on"
_KEPT = "wish.staff.take_on"


def take_on_form() -> None:
    """Everything the office must know of a new person; a refusal is told in the box."""
    done = remembered("staff.taken_on", 0)
    with st.popover(_("Take somebody on"), key=f"staff.take_on_box{done}", icon=":material/person_add:"):
        names = ("username", "name_ar", "name_en", "role", "programmes", "regions", "language")
        keys = {name: f"staff.new_{name}.{done}" for name in names}
        st.text_input(
            _("User name"), key=keys["username"], max_chars=32, help=_("Small Latin letters and digits.")
        )
        st.text_input(field_name("name_ar"), key=keys["name_ar"], max_chars=LONGEST_NAME)
        st.text_input(field_name("name_en"), key=keys["name_en"], max_chars=LONGEST_NAME)
        st.selectbox(
            _("Role"),
            [str(role) for role in Role],
            format_func={str(role): role_label(role) for role in Role}.get,
            key=keys["role"],
        )
        competence_fields(keys["programmes"], keys["regions"], (), ())
        st.segmented_control(
            _("Language"),
            ["ar", "en"],
            format_func={"ar": "العربية", "en": "English"}.get,
            default="ar",
            key=keys["language"],
            required=True,
        )
        st.caption(
            _("A first password is made and shown to you once. It must be changed at the first sign-in.")
        )
        st.button(
            _("Take this person on"),
            key="staff.take_on_send",
            type="primary",
            on_click=lambda: wish(_asked(keys)),
        )
        tell_refusal(_PLACE)


def competence_fields(programmes: str, regions: str, has: tuple[str, ...], within: tuple[str, ...]) -> None:
    """Two fields of programmes and regions, under these keys, with what the person has chosen already."""
    all_programmes = [code for pack in packs().values() for code in pack.programmes]
    all_regions = [code for pack in packs().values() for code in pack.regions]
    st.multiselect(
        _("Programmes"),
        all_programmes,
        default=list(has),
        format_func={code: programme_label(code) for code in all_programmes}.get,
        key=programmes,
        placeholder=_("Choose"),
    )
    st.multiselect(
        _("Regions"),
        all_regions,
        default=list(within),
        format_func={code: region_label(code) for code in all_regions}.get,
        key=regions,
        placeholder=_("Every region"),
    )


def _asked(keys: dict[str, str]) -> Wish:
    def given(name: str) -> Any:
        return remembered(keys[name], None)

    username = str(given("username") or "").strip()
    return Wish(
        place=_PLACE,
        use_case=take_on,
        command=TakeOn(
            username=username,
            command_id=kept_command(_KEPT),
            name_ar=str(given("name_ar") or ""),
            name_en=str(given("name_en") or ""),
            role=Role(given("role")),
            programmes=frozenset(given("programmes") or ()),
            regions=frozenset(given("regions") or ()),
            password_hash=passwords.hashed(kept_password(_KEPT)),
            language=given("language") or "ar",
        ),
        then=lambda _result: _taken(username),
        otherwise=_refused,
    )


def _taken(username: str) -> None:
    take_to_tell(_KEPT, username)
    forget(_KEPT)
    remember("staff.taken_on", remembered("staff.taken_on", 0) + 1)
    put(member=username)


def _refused() -> None:
    forget(_KEPT)
    drop_password(_KEPT)
