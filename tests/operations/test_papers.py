"""Examining papers: what passes, and each fault with a file that has it."""

import io
import os

import pytest
from PIL import Image

from operations.papers import FAULTS, Examiner, Limits
from tests.operations import papers_made as made

JAVASCRIPT = "<< /S /JavaScript /JS (app.alert\\(1\\)) >>"
LAUNCH = "<< /S /Launch /F (calc.exe) >>"


@pytest.fixture(scope="module")
def examiner():
    with Examiner(workers=1) as examiner:
        yield examiner


def image(examined, page=1):
    return Image.open(io.BytesIO(examined.page_images[page - 1]))


@pytest.mark.parametrize(
    ("paper", "media_type", "pages"),
    [
        (made.a_pdf, "application/pdf", 1),
        (lambda: made.a_pdf(50), "application/pdf", 50),
        (lambda: made.a_scan(150), "application/pdf", 1),
        (made.a_jpeg, "image/jpeg", 1),
        (lambda: made.saved(made.a_page(), "PNG"), "image/png", 1),
        (made.a_tiff, "image/tiff", 3),
        (made.a_heic, "image/heic", 1),
    ],
    ids=["pdf", "fifty pages", "scan", "jpeg", "png", "tiff", "heic"],
)
def test_each_kind_we_take_becomes_page_images(examiner, paper, media_type, pages):
    content = paper()
    examined = examiner.examine(content)
    assert (examined.fault, examined.media_type, examined.size) == (None, media_type, len(content))
    assert len(examined.pages) == len(examined.page_images) == pages
    for number, size in enumerate(examined.pages, start=1):
        shown = image(examined, number)
        assert (shown.format, shown.size) == ("JPEG", size)
        assert max(size) <= 2000


def test_the_pages_of_a_tiff_keep_their_order(examiner):
    examined = examiner.examine(made.a_tiff())
    darkness = [
        255 - sum(image(examined, n).convert("L").resize((1, 1)).getpixel((0, 0)) for _ in "1")
        for n in (1, 2, 3)
    ]
    expected = [
        255 - made.a_page(size=size).convert("L").resize((1, 1)).getpixel((0, 0)) for size in (20, 24, 28)
    ]
    assert darkness == pytest.approx(expected, abs=2)


@pytest.mark.parametrize(
    ("fault", "paper"),
    [
        ("encrypted", made.locked),
        ("broken", lambda: b""),
        ("broken", lambda: made.a_scan(150)[:4000]),
        ("broken", lambda: b"%PDF-1.7\n" + os.urandom(5000)),
        ("broken", lambda: made.a_jpeg()[:9000]),
        ("broken", lambda: b"\xff\xd8\xff" + os.urandom(3000)),
        ("broken", lambda: b"\x89PNG\r\n\x1a\n" + os.urandom(3000)),
        ("broken", lambda: b"II*\x00" + os.urandom(3000)),
        ("broken", lambda: made.a_heic()[:2500]),
        ("active", lambda: made.a_pdf(change=made.acting(OpenAction=JAVASCRIPT))),
        ("active", lambda: made.a_pdf(change=made.acting(OpenAction=LAUNCH))),
        ("active", lambda: made.a_pdf(change=made.acting(AA=f"<< /WC {JAVASCRIPT} >>"))),
        ("active", lambda: made.a_pdf(change=made.acting(AcroForm="<< /XFA (x) /Fields [] >>"))),
        (
            "active",
            lambda: made.a_pdf(
                change=made.acting(Names=f"<< /JavaScript << /Names [(a) {JAVASCRIPT}] >> >>")
            ),
        ),
        ("active", lambda: made.a_pdf(change=made.with_attachment)),
        ("active", lambda: made.a_pdf(change=made.with_file_note)),
        ("active", lambda: made.a_pdf(change=made.with_script_behind_a_field)),
        ("too_large", lambda: made.a_pdf() + b"\n" * (11 * 1024 * 1024)),
        ("too_large", lambda: made.a_png_that_claims(30_000, 30_000)),
        ("too_large", lambda: made.a_pdf_with_a_picture_of(12_000, 12_000)),
        ("too_many_pages", lambda: made.a_pdf(51)),
        ("too_many_pages", lambda: made.a_tiff(51)),
        ("unsupported", made.a_wav),
        ("unsupported", lambda: b"just words, whatever the name says"),
        ("unsupported", lambda: made.saved(made.a_page(), "GIF")),
        ("unsupported", lambda: b"PK\x03\x04" + made.a_pdf()),
        ("poor_resolution", lambda: made.a_jpeg(width=400, height=560, size=9)),
        ("poor_resolution", lambda: made.a_scan(50)),
        ("blurred", lambda: made.a_photograph_blurred_by(5)),
        (
            "blurred",
            lambda: made.saved(
                Image.open(io.BytesIO(made.a_photograph_blurred_by(5))), "PDF", resolution=150
            ),
        ),
    ],
)
def test_a_fault_is_named_and_nothing_is_shown(examiner, fault, paper):
    examined = examiner.examine(paper())
    assert examined.fault == fault, examined.measures
    assert fault in FAULTS
    assert examined.page_images == ()


@pytest.mark.parametrize(
    "paper",
    [
        lambda: Image.new("L", (1240, 1754), 250),
        lambda: Image.effect_noise((1240, 1754), 8),
        lambda: Image.linear_gradient("L").resize((1240, 1754)),
        lambda: made.a_page(ink=150, paper=235),
        lambda: made.a_page().rotate(7, fillcolor="white", resample=Image.Resampling.BICUBIC),
        lambda: Image.open(io.BytesIO(made.a_photograph_blurred_by(1.5))),
        lambda: Image.open(io.BytesIO(made.saved(made.a_page(), "JPEG", quality=25))),
    ],
    ids=["empty", "grain", "shade", "pencil", "askew", "a little soft", "squeezed"],
)
def test_an_ordinary_page_is_not_called_blurred(examiner, paper):
    assert examiner.examine(made.saved(paper().convert("RGB"), "JPEG", quality=85)).fault is None


def test_one_soft_page_among_good_ones_is_for_a_person(examiner):
    soft = Image.open(io.BytesIO(made.a_photograph_blurred_by(5)))
    good = [made.a_page(), made.a_page(size=30)]
    examined = examiner.examine(
        made.saved(good[0], "TIFF", save_all=True, append_images=[good[1], soft], compression="jpeg")
    )
    assert examined.fault is None
    assert examined.measures["blurred_pages"] == [3]


def test_a_pdf_that_opens_without_a_password_is_not_locked(examiner):
    """Banks forbid printing and copying this way; the paper can still be read."""
    restricted = made.a_pdf(encryption=made.pikepdf.Encryption(owner="o", user=""))
    assert examiner.examine(restricted).fault is None


def test_a_link_in_a_letter_is_not_an_action_of_its_own(examiner):
    letter = made.a_pdf(change=made.acting(OpenAction="<< /S /URI /URI (https://example.org) >>"))
    assert examiner.examine(letter).fault is None


def test_a_turned_photograph_is_set_upright_and_its_notes_are_dropped(examiner):
    notes = Image.Exif()
    notes[0x0112] = 6  # Turn by 90 degrees clockwise to see it upright.
    notes[0x010F] = "SECRETCAM"
    notes.get_ifd(0x8825)[1] = "N"
    photograph = made.saved(made.a_page().rotate(90, expand=True), "JPEG", exif=notes, comment=b"SECRETNOTE")
    assert b"SECRETCAM" in photograph
    examined = examiner.examine(photograph)
    assert examined.pages == ((1240, 1754),)
    assert b"Exif" not in examined.page_images[0]
    assert b"SECRET" not in examined.page_images[0]
    upright, shown = (
        made.a_page().convert("L").resize((40, 56)),
        image(examined).convert("L").resize((40, 56)),
    )
    assert max(abs(a - b) for a, b in zip(upright.tobytes(), shown.tobytes(), strict=True)) < 12


def test_what_is_transparent_is_shown_on_white(examiner):
    clear = Image.new("RGBA", (1240, 1754), (0, 0, 0, 0))
    examined = examiner.examine(made.saved(clear, "PNG"))
    assert image(examined).convert("L").getextrema() == (255, 255)


def test_sixteen_bits_of_grey_are_not_bleached(examiner):
    grey = (
        Image.linear_gradient("L")
        .resize((1240, 1754))
        .convert("I")
        .point(lambda value: value * 257)
        .convert("I;16")
    )
    low, high = image(examiner.examine(made.saved(grey, "PNG"))).convert("L").getextrema()
    assert low < 10
    assert high > 245


def test_a_paper_may_lie_on_the_disk(examiner, tmp_path):
    (tmp_path / "photo.pdf").write_bytes(made.a_jpeg())
    assert examiner.examine(tmp_path / "photo.pdf").media_type == "image/jpeg"
    with pytest.raises(FileNotFoundError):
        examiner.examine(tmp_path / "nothing")


def test_many_papers_come_back_in_their_order():
    papers = [made.a_pdf(count) for count in (3, 1, 2)] * 4
    with Examiner(workers=2) as two:
        assert [len(examined.pages) for examined in two.examine_all(papers)] == [3, 1, 2] * 4


def test_limits_are_the_askers(examiner):
    with Examiner(Limits(pages=2), workers=1) as strict:
        assert strict.examine(made.a_pdf(3)).fault == "too_many_pages"
    assert examiner.examine(made.a_pdf(3)).fault is None
