"""A small stand for the paper viewer: `streamlit run tests/ui/viewer_stand/stand.py`.

Drawn papers behind the real door, one known person, and a page that shows nothing but the viewer.
"""

import io
import os
from collections import Counter
from pathlib import Path

import streamlit as st
from PIL import Image, ImageDraw
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from casework.actors import Staff
from casework.errors import NoSuchPaper
from casework.permissions import Role
from dashboard.papers import OpenedPaper, OriginalPaper, paper_routes
from data_access.documents import DocumentStore

STORE = DocumentStore(Path(os.environ["VIEWER_STAND"]))
AMAL = Staff(username="amal", name_ar="أمل", name_en="Amal", role=Role.CASEWORKER)
SIZES = {1: ((1414, 2000),) * 12, 2: ((2000, 1260),), 3: ((1414, 2000),)}
asked: Counter[str] = Counter()


def drawn(paper: int, number: int, size: tuple[int, int]) -> bytes:
    """A page with print; paper 3 is a scan that lies on its side."""
    sheet = Image.new("RGB", size if paper != 3 else size[::-1], "white")
    draw = ImageDraw.Draw(sheet)
    draw.text((120, 100), f"SPECIMEN {paper} / {number}", fill="#0f5f63", font_size=90)
    for y in range(280, sheet.height - 100, 60):
        draw.text(
            (120, y), "Basic salary 4,250.00   allowances 310.00   total 4,560.00 ", fill="#222", font_size=36
        )
    if paper == 3:
        sheet = sheet.rotate(90, expand=True)
    buffer = io.BytesIO()
    sheet.save(buffer, "JPEG", quality=80)
    return buffer.getvalue()


HASHES = {paper: STORE.put(f"paper {paper}".encode()) for paper in SIZES}
for one, sizes in SIZES.items():
    for at, page_size in enumerate(sizes, start=1):
        if not STORE.has_page(HASHES[one], at):
            STORE.put_page(HASHES[one], at, drawn(one, at, page_size))


def take_original(paper_id: int, _: Staff) -> OriginalPaper:
    raise NoSuchPaper(paper=paper_id)


def open_paper(paper_id: int, _: Staff) -> OpenedPaper:
    """Any of the three."""
    if paper_id not in SIZES:
        raise NoSuchPaper(paper=paper_id)
    return OpenedPaper(
        sha256=HASHES[paper_id], page_sizes=SIZES[paper_id], kind="salary_letter", reference="TK"
    )


def viewer_of(request: Request) -> Staff:
    """Everybody is Amal; each request is counted."""
    asked[str(request.url.path) + ("?" + request.url.query if request.url.query else "")] += 1
    return AMAL


def tell_asked(_: Request) -> JSONResponse:
    """What has been asked of the door so far."""
    return JSONResponse(dict(asked))


app = st.App(
    Path(__file__).with_name("stand_page.py"),
    routes=[
        Route("/asked", tell_asked),
        *paper_routes(
            viewer_of=viewer_of,
            open_paper=open_paper,
            look_again=open_paper,
            take_original=take_original,
            store=lambda: STORE,
        ),
    ],
)
