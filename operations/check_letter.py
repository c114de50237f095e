"""`check-letter`: whether the office gave an answer with this check code, and whether it is still so."""

import sys
from typing import cast

import click

from casework.actors import System
from casework.countries.pack import pack_of
from casework.inquiries.confirmed import Confirmed, Issued, Standing
from casework.inquiries.errors import NoSuchAnswer
from casework.local_time import local_date
from dashboard import office
from ui.answer import as_of, masked_number
from ui.dates import moment
from ui.inquiry_words import SaidCase, altered_sentence, purpose_label, said_case, standing_chip
from ui.labels import field_label
from ui.messages import refusal_text
from ui.text import Language, speaking
from ui.text import gettext as _


@click.command("check-letter")
@click.argument("code")
@click.option("--language", "spoken", type=click.Choice(["ar", "en"]), default="en", show_default=True)
def check_letter_command(code: str, spoken: str) -> None:
    """Confirm the check code of a printed answer: exit 0 if the office gave it so, 1 if not.

    Says when it was given, what it said and, case by case, whether that is still so.
    """
    with speaking(cast("Language", spoken)):
        try:
            issued = office.records().issued(code, viewer=System())
        except NoSuchAnswer as none:
            click.echo(refusal_text(none), err=True)
            sys.exit(1)
        if not issued.intact:
            click.echo(altered_sentence(), err=True)
            sys.exit(1)
        for line in _lines(issued):
            click.echo(line)


def _lines(issued: Issued) -> list[str]:
    on = moment(issued.at, _zone_of(issued))
    lines = [
        _("The office issued this answer on {moment}.").format(moment=on),
        f"{_('Check code')}: {issued.code}",
        f"{field_label('national_id')}: {masked_number(issued)}",
        f"{_('Why it was asked')}: {purpose_label(issued.purpose)}",
    ]
    for one in issued.cases:
        lines += ["", *_case(one, issued)]
    return lines


def _zone_of(issued: Issued) -> str:
    """The clock of the office that gave the answer."""
    return pack_of(issued.cases[0].then.programme).zone


def _case(one: Confirmed, issued: Issued) -> list[str]:
    said = said_case(one.then, as_of(issued))
    lines = [f"{said.programme} · {said.reference} · {standing_chip(one.standing).text}", *_told(said)]
    if one.standing is Standing.CHANGED:
        today = local_date(one.now.programme, office.now())
        lines += [f"{_('What is so today')}:", *_told(said_case(one.now, today))]
    return lines


def _told(said: SaidCase) -> list[str]:
    blocks = [f"  {block.title}: {' '.join(block.lines)}" for block in said.blocks]
    return [f"  {said.stage}. {' '.join(said.sentences)}", *blocks]
