"""What the rules need from outside. ``data_access`` provides it; the tests bring a fake on trial."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from casework.actors import Actor, Staff
from casework.applications.application import Application, Decision
from casework.applications.lifecycle import Outcome
from casework.complaints.port import Complaints
from casework.entitlements.port import Entitlements, PaymentFiles, Payments, ReviewBatches
from casework.inquiries.port import Inquiries
from casework.messages import DueMessage, MessageAction, MessageState, Wording
from casework.notices import Notice
from casework.permissions import Role
from casework.personnel import Employee, NewEmployee
from casework.team import Competence

Clock = Callable[[], datetime]
"""Returns the present moment, UTC, with its zone."""


class Applications(Protocol):
    """The applications on record."""

    def get(self, reference: str, *, seen: int | None = None) -> Application:
        """Load an application for change.

        Raises:
            NoSuchCase: nothing has this reference.
            ChangedMeanwhile: it is not at version ``seen`` any more.
        """
        ...

    def claim_next(self, staff: Staff, at: datetime) -> Application | None:
        """Move the most urgent waiting case within competence into these hands, in one statement."""
        ...

    def known(self, source_keys: Iterable[str]) -> Mapping[str, str]:
        """Source key to reference, for those already received."""
        ...

    def next_numbers(self, prefix: str, how_many: int) -> range:
        """The next running numbers of a programme's references."""
        ...

    def add(self, applications: Sequence[Application], /) -> None:
        """Put new applications on record."""
        ...


class Messages(Protocol):
    """The outbox: messages promised to citizens."""

    def promise(self, application: Application, notice: Notice, *, held: bool = False) -> None:
        """Queue a message in the same transaction as the act that promises it.

        A held one stays until it is released: its decision waits for a second check.
        """
        ...

    def release(self, application: Application, decision: Decision, notice: Notice) -> None:
        """Let the held message of a decision leave, as this notice says."""
        ...

    def withhold(self, application: Application, decision: Decision) -> bool:
        """Cancel the messages of a decision, held ones too; False when one has already left."""
        ...

    def withhold_news(self, application: Application, key: str) -> None:
        """Cancel the messages of this key about a case that have not left: what they say is no longer so."""
        ...

    def take_turn(self, owner: str, at: datetime, until: datetime) -> bool:
        """Whether a relay may work until then; where only one can at a time, others are told no."""
        ...

    def end_turn(self, owner: str, at: datetime) -> None:
        """Let others work: what this relay has leased and not sent is due at once."""
        ...

    def lease(self, owner: str, at: datetime, until: datetime, limit: int) -> tuple[DueMessage, ...]:
        """Lease what is due, the longest waiting first; what is no longer so is withheld instead."""
        ...

    def word(self, wordings: Mapping[UUID, Wording]) -> Mapping[UUID, Wording]:
        """Fix what messages say, unless that was fixed before; returns what they say."""
        ...

    def move(
        self,
        message: UUID,
        action: MessageAction,
        *,
        owner: str | None = None,
        at: datetime,
        **columns: object,
    ) -> bool:
        """Do something with a message; False where it does not stand where that is possible.

        With an ``owner`` only what this relay has leased is moved. ``columns`` are further facts to keep:
        ``due_at``, ``failure``, ``answer``, ``attempts``, ``first_tried_at``.
        """
        ...

    def siblings(self, message: UUID) -> tuple[UUID, ...]:
        """The same news on its other ways, and this message itself."""
        ...

    def describe(self, message: UUID) -> tuple[str, Mapping[str, object], MessageState]:
        """The reference of its case, what the journal says of it, and where it stands.

        Raises:
            NoSuchMessage: nothing has this number.
        """
        ...

    def put_back(self, at: datetime) -> int:
        """Queue again what was kept while no way out was configured; returns how many."""
        ...


class Colleagues(Protocol):
    """The staff, as far as the rules ask for other people."""

    def find_to_give(self, username: str) -> Staff | None:
        """An active member of staff, or None.

        Until the action ends nobody else gives them a case or changes their work.
        """
        ...

    def capacity(self, username: str) -> int | None:
        """How many cases a person may hold, None for no limit; until the action ends nobody adds another."""
        ...

    def held(self, username: str) -> int:
        """How many cases are in these hands."""
        ...

    def holds_outside(self, username: str, competence: Competence) -> int:
        """How many cases in these hands lie outside a competence."""
        ...

    def set_capacity(
        self, person: Staff, before: int | None, after: int | None, *, by: str, at: datetime
    ) -> None:
        """Replace how many cases a person may hold, and write it down."""
        ...


class Staffing(Protocol):
    """The people of the office with their way in, as an administrator changes them."""

    def find(self, username: str) -> Employee | None:
        """A person, the disabled too; until the action ends they neither act nor are changed otherwise."""
        ...

    def last_change(self, username: str) -> tuple[str, datetime]:
        """Who last changed this person's work or access, and when; only after some change."""
        ...

    def administrators(self) -> frozenset[str]:
        """Who may sign in and manage the staff; until the action ends nobody else changes them."""
        ...

    def bearer_of(self, sso_name: str) -> str | None:
        """Who comes in by this name of the single sign-on."""
        ...

    def in_hand(self, username: str) -> Sequence[str]:
        """The references of the cases in these hands; until the action ends nobody else changes them."""
        ...

    def take_on(self, person: NewEmployee, password_hash: str, *, by: str, at: datetime) -> None:
        """Put a new person on record; the first password must be changed."""
        ...

    def set_role(self, person: Employee, role: Role, *, by: str, at: datetime, handed_back: int) -> None:
        """Replace the role, and write it down, as all that follow do."""
        ...

    def set_competence(
        self, person: Employee, after: Competence, *, by: str, at: datetime, handed_back: int
    ) -> None:
        """Replace the programmes and regions."""
        ...

    def set_sso_name(self, person: Employee, sso_name: str | None, *, by: str, at: datetime) -> None:
        """Replace the name by which the single sign-on knows the person."""
        ...

    def disable(self, person: Employee, *, by: str, at: datetime, handed_back: int) -> None:
        """Keep the person out."""
        ...

    def enable(self, person: Employee, *, by: str, at: datetime) -> None:
        """Let the person in again."""
        ...

    def reset_password(self, person: Employee, password_hash: str, *, by: str, at: datetime) -> None:
        """Replace the password by one that must be changed; neither is written down."""
        ...

    def reset_second_factor(self, person: Employee, *, by: str, at: datetime) -> None:
        """Forget the second factor and its recovery codes; the person sets up a new one."""
        ...

    def end_sessions(self, person: Employee, *, at: datetime, session: str | None = None) -> int:
        """End the person's open sessions, or one of them, and what would open another; how many ended."""
        ...

    def note_sessions_ended(self, person: Employee, ended: int, *, by: str, at: datetime) -> None:
        """Write down that sessions were ended by somebody else."""
        ...


class Drafts(Protocol):
    """Half-written decisions, one a person and case."""

    def keep(
        self,
        application: Application,
        by: Staff,
        *,
        outcome: Outcome | None,
        reasons: Sequence[str],
        note: str,
        at: datetime,
        words: str = "",
    ) -> None:
        """Keep the draft, replacing an earlier one."""
        ...

    def drop(self, application: Application) -> None:
        """Forget every draft of this case."""
        ...


class Lots(Protocol):
    """What decisions are drawn with for the second check."""

    def seed(self, day: date) -> str:
        """The seed of a local day: made at its first use, the same for everybody from then on."""
        ...

    def overturned(self, programme: str, on: date) -> frozenset[str]:
        """The reasons that were overturned too often by a local day: each decision for them is checked."""
        ...


class Looked(Protocol):
    """A case that is looked at: its number, and in whose hands it is."""

    @property
    def id(self) -> int:
        """Its number."""
        ...

    @property
    def assignee(self) -> str | None:
        """Who has it in hand."""
        ...


class Openings(Protocol):
    """The record of who looked at what."""

    def log(self, application: Looked, what: str, by: Actor, at: datetime) -> None:
        """Record that a masked value or a paper was opened, and whether the case was in these hands.

        ``what`` is a field name, ``paper:<id>``, ``original:<id>`` or ``inquiry:<purpose>``.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedFile:
    """A file that was imported. ``read`` is ``accepted + refused + known``."""

    name: str
    sha256: str
    mapping: str
    read: int
    accepted: int
    refused: int
    known: int


class Imports(Protocol):
    """The record of imported files."""

    def add(self, file: ImportedFile, *, by: str, at: datetime) -> int:
        """Put one on record; returns its number."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportedFile:
    """A file of figures. ``what`` is the table's code, ``filters`` are codes, never personal data."""

    what: str
    format: str
    rows: int
    filters: Mapping[str, str]


class Exports(Protocol):
    """The record of what left the office as a file."""

    def add(self, file: ExportedFile, *, by: str, at: datetime) -> int:
        """Put one on record; returns its number."""
        ...


class Unit(Protocol):
    """One transaction: everything an action reads and writes."""

    @property
    def applications(self) -> Applications:
        """The applications on record."""
        ...

    @property
    def messages(self) -> Messages:
        """The outbox."""
        ...

    @property
    def colleagues(self) -> Colleagues:
        """The staff."""
        ...

    @property
    def staffing(self) -> Staffing:
        """The staff with their way in."""
        ...

    @property
    def drafts(self) -> Drafts:
        """Half-written decisions."""
        ...

    @property
    def lots(self) -> Lots:
        """What decisions are drawn with."""
        ...

    @property
    def openings(self) -> Openings:
        """Who looked at what."""
        ...

    @property
    def imports(self) -> Imports:
        """The record of imported files."""
        ...

    @property
    def exports(self) -> Exports:
        """What left the office as a file."""
        ...

    @property
    def complaints(self) -> Complaints:
        """The complaints on record."""
        ...

    @property
    def entitlements(self) -> Entitlements:
        """What approvals opened."""
        ...

    @property
    def payments(self) -> Payments:
        """What is paid, month by month."""
        ...

    @property
    def payment_files(self) -> PaymentFiles:
        """The record of files of payment results."""
        ...

    @property
    def review_batches(self) -> ReviewBatches:
        """Batches of periodic reviews."""
        ...

    @property
    def inquiries(self) -> Inquiries:
        """Who asked about whom."""
        ...
