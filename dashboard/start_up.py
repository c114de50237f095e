"""Whether the office may start, and why not: told in both languages, for nobody is signed in yet."""

from typing import Final

from dashboard.settings import SHORTEST_SECRET, Settings, WrongSettings, check
from data_access.staff import StaffDirectory
from ui.text import N_, gettext, speaking

SENTENCES: Final = {
    "missing": N_("{setting} is missing. Outside a demo office a secret is required: set it to at least "
                  "{characters} random characters, for instance from `openssl rand -base64 48`."),
    "weak": N_("{setting} is too weak. It needs at least {characters} random characters, for instance from "
               "`openssl rand -base64 48`."),
    "demo accounts": N_("This database still has demo accounts whose passwords everybody knows. Disable them "
                        "with `python -m operations staff disable --demo`, or start with {setting}=1."),
}  # fmt: skip
UNREADABLE: Final = N_("The setting {setting} cannot be used: {remark}.")


def apology(wrong: WrongSettings) -> str:
    """Word every problem, Arabic first."""
    lines: list[str] = []
    for language in ("ar", "en"):
        with speaking(language):
            lines.append(gettext("Mizan did not start."))
            lines += [sentence(setting, problem) for setting, problem in wrong.problems]
    return "\n".join(lines)


def sentence(setting: str, problem: str) -> str:
    """One problem in the language being spoken."""
    if problem in SENTENCES:
        return gettext(SENTENCES[problem]).format(setting=setting, characters=SHORTEST_SECRET)
    return gettext(UNREADABLE).format(setting=setting, remark=problem)


def may_start(found: Settings, directory: StaffDirectory) -> None:
    """Refuse a live office with a poor secret or with accounts whose passwords are known.

    Raises:
        WrongSettings: with the reason.
    """
    check(found)
    if found.demo:
        return
    if any(account.demo and account.disabled_at is None for account in directory.accounts()):
        raise WrongSettings(("MIZAN_DEMO", "demo accounts"))
