"""One application as it is read aloud at the counter."""

from html import escape

from ui.components.markup import chip_html, id_html
from ui.inquiry_words import Block, SaidCase
from ui.labels import Chip


def answer_card_html(said: SaidCase, *chips: Chip) -> str:
    """A card: programme and reference, where it stands, then each block under its heading."""
    head = f'<div class="head"><strong>{escape(said.programme)}</strong> {id_html(said.reference)}</div>'
    stands = "".join(chip_html(chip) for chip in chips)
    told = "".join(f"<p>{escape(sentence)}</p>" for sentence in said.sentences)
    blocks = "".join(_block_html(block) for block in said.blocks)
    return f'<article class="mizan-answer">{head}<div class="stands">{stands}</div>{told}{blocks}</article>'


def _block_html(block: Block) -> str:
    kind = "ol" if block.numbered else "ul"
    lines = "".join(f"<li>{escape(line)}</li>" for line in block.lines)
    return f"<section><h3>{escape(block.title)}</h3><{kind}>{lines}</{kind}></section>"
