"""Why an office answers somebody who asks about a case: nobody is looked up without one of these."""

from enum import StrEnum


class Purpose(StrEnum):
    """What an inquiry is made for."""

    COUNTER_VISIT = "counter_visit"
    TELEPHONE = "telephone"
    REPRESENTATIVE = "representative"
    COMPLAINT = "complaint"
    OTHER_AGENCY = "other_agency"
    COURT_OR_BANK = "court_or_bank"
