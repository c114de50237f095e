"""A plain case to be clicked at: nothing in it is remarkable."""

from datetime import timedelta
from decimal import Decimal

from casework.actors import System
from casework.use_cases.receive import Receive, ReceivedPaper, ReceiveMany, receive_many
from dashboard import office
from operations.drills.served_desk import ServedDesk


def receive(desk: ServedDesk, number: int) -> str:
    """Put one on record; its reference."""
    paper = ReceivedPaper(
        kind="identity_card",
        original_name="a.jpg",
        sha256=f"{number:064x}",
        media_type="image/jpeg",
        size=10,
        pages=1,
        page_sizes=((800, 1100),),
        fault=None,
    )
    (received,) = desk.records.act(receive_many, ReceiveMany(commands=(plain(number, paper),)), by=System())
    return received.reference


def plain(number: int, paper: ReceivedPaper) -> Receive:
    """One of them with a paper, as it comes in."""
    now = office.now()
    facts = {
        "full_name": f"حالة رقم {number}",
        "national_id": f"2900101{number:06d}7",
        "region": "eg-01",
        "monthly_income": Decimal(900),
        "household_size": 4,
        "phone": f"+2010{number:08d}",
        "data_updated_on": (now - timedelta(days=30)).date(),
    }
    return Receive(
        programme="eg.takaful",
        facts=facts,
        papers=(paper,),
        received_at=now - timedelta(days=2),
        channel="import",
        source="drill",
        source_key=f"clicks:{number}",
        language="ar",
    )
