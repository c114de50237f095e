"""The definitions of the figures as a page: an index, then each figure with what it counts."""

from collections.abc import Iterable
from functools import cache
from html import escape

from streamlit.components.v2 import component
from streamlit.components.v2.types import ComponentRenderer

from ui.definitions import Definition, definitions
from ui.text import gettext as _
from ui.text import language

# Streamlit draws a page after the browser has looked for its anchor, so the anchor is looked for again.
_REACH = """
let reached = null;
export default function ({ data }) {
  const wanted = (data && data.figure) || decodeURIComponent(window.location.hash.slice(1));
  if (!wanted || wanted === reached) return;
  let tries = 0;
  const look = () => {
    const found = document.getElementById(wanted);
    if (found) {
      reached = wanted;
      found.scrollIntoView({ block: "start" });
      found.focus({ preventScroll: true });
    } else if (tries++ < 50) {
      setTimeout(look, 100);
    }
  };
  look();
}
"""


def index_html() -> str:
    """The titles of all figures by group, each a link to its place on this page."""
    spoken, known, label = language(), definitions(), _("Figures")
    groups = "".join(
        f"<div><h2>{escape(name.in_(spoken))}</h2>"
        f'<ul class="mizan-index-list">{_links(known.of_group(code))}</ul></div>'
        for code, name in known.groups.items()
    )
    return f'<nav class="mizan-index" aria-label="{escape(label)}">{groups}</nav>'


def definitions_html(asked: str = "") -> str:
    """Every definition under its group; the one asked for is marked."""
    spoken, known = language(), definitions()
    return "".join(
        f'<section class="mizan-definitions"><h2>{escape(name.in_(spoken))}</h2>'
        + "".join(_article(one, asked=one.key == asked) for one in known.of_group(code))
        + "</section>"
        for code, name in known.groups.items()
    )


def reach(figure: str, *, key: str) -> None:
    """Bring a figure's place into view: the one named, else the one the address's `#` names."""
    _reacher()(key=key, data={"figure": figure}, height=1)


def _links(figures: Iterable[Definition]) -> str:
    spoken = language()
    return "".join(
        f'<li><a class="mizan-link" href="#{one.key}">{escape(one.title.in_(spoken))}</a></li>'
        for one in figures
    )


def _article(one: Definition, *, asked: bool) -> str:
    spoken = language()
    mark = ' class="asked"' if asked else ""
    formula = _line("formula", _("Formula"), escape(one.formula.in_(spoken)) if one.formula else "")
    maths = f'<p class="maths"><bdi dir="ltr">{escape(one.maths)}</bdi></p>' if one.maths else ""
    source = _line("source", _("Source"), f'<bdi dir="ltr">{escape(one.source)}</bdi>' if one.source else "")
    return (
        f'<article id="{one.key}" tabindex="-1"{mark}>'
        f"<h3>{escape(one.title.in_(spoken))}</h3><p>{escape(one.text.in_(spoken))}</p>"
        f"{formula}{maths}{_facts(one)}{source}</article>"
    )


def _facts(one: Definition) -> str:
    """Unit, records and later changes; nothing for what is no figure by itself."""
    told = ((_("Unit"), one.unit), (_("Told from"), one.records), (_("Later changes"), one.restated))
    lines = "".join(
        f"<dt>{escape(name)}</dt><dd>{escape(words.in_(language()))}</dd>" for name, words in told if words
    )
    return f"<dl>{lines}</dl>" if lines else ""


def _line(kind: str, name: str, said: str) -> str:
    return f'<p class="{kind}"><b>{escape(name)}</b> <span>{said}</span></p>' if said else ""


@cache
def _reacher() -> ComponentRenderer:
    """Registered once a process, when the page is first shown."""
    return component("mizan_reach", js=_REACH)
