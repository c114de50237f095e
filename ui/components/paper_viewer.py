"""The papers of a case, seen in the page: tabs, pages that load as they are reached, zoom and rotation.

The bytes come from the papers' own authorised door, never through Streamlit. Zooming and turning happen in
the browser alone; only the choice of another paper runs the page again.
"""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Final, cast

from streamlit.components.v2 import component
from streamlit.components.v2.types import ComponentRenderer

from ui.text import direction
from ui.text import gettext as _

_HERE: Final = Path(__file__).parent


def _control(does: str, path: str, key: str = "") -> str:
    return (
        f'<button type="button" data-does="{does}" data-key="{key}">'
        f'<svg viewBox="0 0 24 24" aria-hidden="true"><path d="{path}"/></svg></button>'
    )


_LENS: Final = "M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13zM15.4 15.4 21 21M7.5 10.5h6"
_ZOOM: Final = (
    _control("zoom_out", _LENS, "−")
    + '<output class="percent"></output>'
    + _control("zoom_in", _LENS + "M10.5 7.5v6", "+")
)
_FIT: Final = _control(
    "fit_width", "M3 4v16M21 4v16M7 12h10M9.5 9 6.5 12l3 3M14.5 9l3 3-3 3", "0"
) + _control("fit_page", "M6 3h12v18H6zM12 7v10M9.5 9.5 12 7l2.5 2.5M9.5 14.5 12 17l2.5-2.5", "0")
_TURN: Final = _control("turn_left", "M4 4v6h6M4.6 10a8 8 0 1 1-.4 4.5", "[") + _control(
    "turn_right", "M20 4v6h-6M19.4 10a8 8 0 1 0 .4 4.5", "]"
)
_PAGES: Final = (
    _control("previous", "m6 15 6-6 6 6", "PageUp")
    + '<span class="where"></span>'
    + _control("next", "m6 9 6 6 6-6", "PageDown")
    + _control("show_thumbnails", "M4 4h6v7H4zM4 14h6v6H4zM14 5h6M14 9h6M14 15h6M14 19h6")
)
_HTML: Final = f"""
<section class="viewer">
  <div class="tabs" role="tablist"></div>
  <div class="bar" role="toolbar">
    <div class="group">{_ZOOM}</div>
    <div class="group">{_FIT}</div>
    <div class="group">{_TURN}</div>
    <div class="group">{_PAGES}</div>
  </div>
  <div class="body" id="body" role="tabpanel">
    <nav class="thumbs" hidden></nav>
    <div class="stage" dir="ltr" role="group" tabindex="0"></div>
    <div class="message" hidden></div>
  </div>
  <div class="heard" aria-live="polite"></div>
</section>
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperTab:
    """One paper of the case as its tab shows it."""

    id: int
    title: str
    note: str = ""
    """A word under the title: the verdict, or that there is none yet."""
    tone: str = ""
    """good, warn, bad or nothing; the note says the same in words."""
    fault: str | None = None
    """Why the paper cannot be shown, as a sentence; then no page of it is asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewerLabels:
    """The viewer's own words. `page` has {n} and {count}, `turned` has {degrees}."""

    direction: str
    viewer: str
    papers: str
    controls: str
    hint: str
    zoom_in: str
    zoom_out: str
    fit_width: str
    fit_page: str
    turn_left: str
    turn_right: str
    previous: str
    next: str
    show_thumbnails: str
    thumbnails: str
    page: str
    turned: str
    kept_aside: str
    nothing: str
    loading: str
    failed: str
    refused: str
    signed_out: str
    again: str


def viewer_labels() -> ViewerLabels:
    """The viewer's words in the reader's language."""
    return ViewerLabels(
        direction=direction(),
        viewer=_("Papers of the case"),
        papers=_("Papers"),
        controls=_("Page controls"),
        hint=_(
            "Pages. Plus and minus zoom, square brackets turn, 0 fits, Page Up and Page Down change the page."
        ),
        zoom_in=_("Zoom in"),
        zoom_out=_("Zoom out"),
        fit_width=_("Fit the width"),
        fit_page=_("Fit the whole page"),
        turn_left=_("Turn left"),
        turn_right=_("Turn right"),
        previous=_("Previous page"),
        next=_("Next page"),
        show_thumbnails=_("Show small pages"),
        thumbnails=_("Small pages"),
        page=_("Page {n} of {count}"),
        turned=_("Turned by {degrees} degrees"),
        kept_aside=_("Kept aside"),
        nothing=_("This case has no papers."),
        loading=_("The paper is being opened."),
        failed=_("The paper could not be fetched."),
        refused=_("You may not see this paper."),
        signed_out=_("Your session has ended. Sign in again."),
        again=_("Try again"),
    )


def paper_viewer(
    papers: Sequence[PaperTab],
    *,
    key: str,
    current: int | None = None,
    height: int = 720,
    base: str = "/papers",
    labels: ViewerLabels | None = None,
    on_change: Callable[[], None] | None = None,
) -> int | None:
    """Show the papers of a case and return the id of the one in view; None when there is none.

    Args:
        papers: in the order of their tabs.
        key: the widget's key, `page.thing`.
        current: the paper to open; a new value here moves the viewer, the same value leaves the reader alone.
        height: of the whole viewer, in pixels.
        base: where the papers' door is, without a slash at the end.
        labels: the viewer's words; `viewer_labels()` where none are given.
        on_change: called before the next run when the reader opened another paper.
    """
    ids = [paper.id for paper in papers]
    first = current if current in ids else _first_to_show(papers)
    result = _component()(
        key=key,
        data={
            "papers": [asdict(paper) for paper in papers],
            "current": current,
            "height": height,
            "base": base,
            "labels": asdict(labels or viewer_labels()),
        },
        default={"current": first, "turn": 0},
        on_current_change=on_change or _nothing,
        on_turn_change=on_change or _nothing,
    )
    chosen = cast("int | None", result.get("current"))
    return chosen if chosen in ids else first


def _first_to_show(papers: Sequence[PaperTab]) -> int | None:
    """The same choice as the browser makes: the first paper that has pages, else the first."""
    sound = [paper.id for paper in papers if not paper.fault]
    return next(iter(sound or [paper.id for paper in papers]), None)


@cache
def _component() -> ComponentRenderer:
    return component(
        "mizan_paper_viewer",
        html=_HTML,
        css=(_HERE / "paper_viewer.css").read_text("utf-8"),
        js=(_HERE / "paper_viewer.js").read_text("utf-8"),
    )


def _nothing() -> None:
    """A callback is needed for the value always to be there."""
