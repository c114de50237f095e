"""Decided cases for the pages that ask why: rejections for land, most of them for nothing else."""

from decimal import Decimal

from casework.applications.lifecycle import Outcome
from casework.use_cases.decide import Decide, decide
from dashboard.forms.wishes import command_of
from tests.pages.cases import KINDS, a_paper, case_of, claims, judges, person, receives

LAND, CAR = {"land_area": Decimal(3)}, {"vehicles": 1}


def decided(office, outcome, *reasons, by="amal", **facts):
    """A case that amal decides at once."""
    reference = receives(office, papers=[a_paper(kind) for kind in (*KINDS, "property_deed")], **facts)
    claims(office, reference, by)
    judges(office, reference, by=by)
    seen, staff = case_of(office, reference, by).version, person(office, by)
    command = Decide(
        application=reference,
        seen=seen,
        command_id=command_of(staff, "decide", reference, seen),
        outcome=outcome,
        reasons=reasons,
        note="نظرت في الأوراق",
    )
    office.records.act(decide, command, by=staff)
    return reference


def rejects_for_land(office):
    """Six rejections for land, one of them for a car too, and two approvals."""
    for number in range(5):
        decided(office, Outcome.REJECT, "land_over_limit", region="eg-26" if number else "eg-01", **LAND)
    decided(office, Outcome.REJECT, "land_over_limit", "vehicle_owned", sex="male", **LAND, **CAR)
    for _ in range(2):
        decided(office, Outcome.APPROVE)
