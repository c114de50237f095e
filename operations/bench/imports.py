"""An import of 1,000 applications with 3,000 small documents, as the command does it."""

import csv
import hashlib
import io
import os
from collections.abc import Iterable
from functools import partial
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Final

import click
import pypdfium2
from PIL import Image, ImageDraw

from casework.actors import System
from data_access.documents import DocumentStore
from data_access.engine import make_engine
from data_access.migrate import migrate
from data_access.records import Records
from operations.bench.measure import Figure, seconds
from operations.bench.office import NOW, TODAY, households
from operations.demo.people import Applicant
from operations.intake.importer import ImportResult, Progress, import_file
from operations.intake.mapping import mappings
from operations.intake.plan import plan_import
from operations.throwaway import SEAL_KEY
from ui.labels import choice_label, yes_no
from ui.text import speaking

PAPERS: Final = (("identity_card", "jpg"), ("family_register", "jpg"), ("bank_letter", "pdf"))
_PAGE: Final = (1000, 1414)
_DRAWN: Final = 12
_TOLD: Final = 500
_EVERY: Final = 10
"""The floor opens every tenth document and is counted ten times."""


def import_figure() -> Figure:
    """Import once; the floor opens, pictures and stores the same documents one by one, without fence."""
    with TemporaryDirectory(prefix="mizan-bench-") as held:
        folder = Path(held)
        table, documents = _made(folder)
        results: list[ImportResult] = []
        ours = seconds(lambda: results.append(_imported(folder, table, documents)))
        result = results[0]
        click.echo(
            f"import: read {result.read}, accepted {result.accepted}, refused {result.refused}, "
            f"papers {result.papers} in {ours:.0f} s",
            err=True,
        )
        sample = sorted(documents.rglob("*.*"))[::_EVERY]
        floor = seconds(partial(_bare, sample, folder)) * _EVERY
    return Figure(
        what=f"Import, {result.papers:,} documents",
        database="sqlite",
        cases=result.accepted,
        ours=[ours],
        floor=[floor],
    )


def _imported(folder: Path, table: bytes, documents: Path) -> ImportResult:
    engine = make_engine(f"sqlite:///{folder / 'mizan.db'}")
    migrate(engine)
    plan = plan_import(table, "bench.csv", today=TODAY, mapping="mizan")
    store = DocumentStore(folder / "store")
    records = Records(engine, lambda: NOW, seal_key=SEAL_KEY)
    result = import_file(plan, records, store=store, by=System(), documents=documents, progress=_tell)
    engine.dispose()
    return result


def _tell(come: Progress) -> None:
    if come.papers % _TOLD == 0:
        click.echo(f"import: {come.rows} of {come.of_rows} rows, {come.papers} documents", err=True)


def _made(folder: Path) -> tuple[bytes, Path]:
    pages = [page(number) for number in range(_DRAWN)]
    jpegs, pdfs = [saved(page, "JPEG") for page in pages], [saved(page, "PDF") for page in pages]
    documents = folder / "documents"
    people = households()
    for number in range(len(people)):
        home = documents / f"B{number:05d}"
        home.mkdir(parents=True)
        for kind, suffix in PAPERS:
            drawn = (jpegs if suffix == "jpg" else pdfs)[number % _DRAWN]
            (home / f"{kind}.{suffix}").write_bytes(unlike_others(drawn, f"{number} {kind}"))
    return table(people), documents


def table(people: Iterable[Applicant], *, first: int = 0) -> bytes:
    """A file of applications in our own template, numbered from `first` on."""
    columns = [column.fact for column in mappings()["mizan"].columns]
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, columns, extrasaction="ignore")
    writer.writeheader()
    with speaking("en"):
        for number, one in enumerate(people, first):
            cells = {name: _cell(name, value) for name, value in one.facts.items()}
            own = {"external_id": f"B{number:05d}", "programme": one.programme, "region": one.person.region}
            writer.writerow(cells | own)
    return text.getvalue().encode()


def _cell(name: str, value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return yes_no(value)
    return choice_label(name, value) if isinstance(value, str) else str(value)


def page(number: int) -> Image.Image:
    """A page full of numbers, another one for each number."""
    page = Image.new("RGB", _PAGE, "white")
    pen, chance = ImageDraw.Draw(page), Random(number)  # noqa: S311 - words for a drawing.
    for y in range(80, _PAGE[1] - 80, 48):
        pen.text((70, y), " ".join(f"{chance.randrange(10**6):06d}" for _ in range(9)), fill=20, font_size=24)
    return page


def saved(drawn: Image.Image, kind: str) -> bytes:
    """A page as a JPEG or a PDF."""
    held = io.BytesIO()
    drawn.save(held, kind, **({"quality": 80} if kind == "JPEG" else {"resolution": 120}))
    return held.getvalue()


def unlike_others(document: bytes, words: str) -> bytes:
    """The same picture in other bytes: a comment is added, so that no document is stored for another."""
    if document.startswith(b"%PDF"):
        return document + f"\n% {words}\n".encode()
    comment = words.encode()
    return document[:2] + b"\xff\xfe" + (len(comment) + 2).to_bytes(2, "big") + comment + document[2:]


def _bare(documents: Iterable[Path], folder: Path) -> None:
    for document in documents:
        content = document.read_bytes()
        sha = hashlib.sha256(content).hexdigest()
        picture = (
            pypdfium2.PdfDocument(content)[0].render(scale=2).to_pil() if content[:4] == b"%PDF" else None
        )
        page = picture or Image.open(io.BytesIO(content))
        for name, kept in ((sha, content), (f"{sha}.jpg", saved(page.convert("RGB"), "JPEG"))):
            with (folder / name).open("wb") as file:
                file.write(kept)
                file.flush()
                os.fsync(file.fileno())
