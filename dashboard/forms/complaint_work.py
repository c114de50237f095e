"""A complaint on the desk, with its case where the viewer may open that."""

from dataclasses import dataclass
from datetime import date, datetime

from casework.actors import Staff
from casework.complaints.lifecycle import ComplaintState
from casework.countries.pack import pack_of
from casework.local_time import local_date
from dashboard.forms.case_work import Work
from data_access.queries.complaint import ComplaintView
from ui.text import language


@dataclass(frozen=True, kw_only=True)
class ComplaintWork:
    """A complaint as this viewer may work on it, at this moment (UTC).

    ``case`` is None where the viewer may not open it.
    """

    complaint: ComplaintView
    case: Work | None
    viewer: Staff
    now: datetime

    @property
    def mine(self) -> bool:
        """Whether the viewer may answer it."""
        held = self.complaint.assignee == self.viewer.username
        return held and self.complaint.state is ComplaintState.IN_HAND and not self.complaint.barred

    @property
    def zone(self) -> str:
        """The clock the complaint goes by."""
        return pack_of(self.complaint.programme).zone

    @property
    def today(self) -> date:
        """The date on the wall of the programme's country."""
        return local_date(self.complaint.programme, self.now)

    def name_of(self, username: str) -> str:
        """A person's name in the reader's language; the user name itself where there is none."""
        arabic, english = self.complaint.names.get(username, (username, username))
        return arabic if language() == "ar" else english
