"""Going to another address of this site as a link does, after a click that was no link.

Streamlit's own way to another page first writes that page's parameters behind the address of this one, so the
way back would lead to this page with what was chosen there instead of here.
"""

from functools import cache
from typing import Final

from streamlit.components.v2 import component
from streamlit.components.v2.types import ComponentRenderer

_JS: Final = r"""
let going = "";
export default function ({ data }) {
  const url = data?.url ?? "";
  if (going === url || !/^\/(?![\/\\])/.test(url)) return;
  going = url;
  window.location.assign(url);
}
window.addEventListener("pageshow", () => { going = ""; });
"""


def lead_to(url: str, *, key: str) -> None:
    """Open an address of this site in this tab; the way back leads to the address that is left.

    Args:
        url: a path with its query; what is not on this site is not opened.
        key: the component's key, `page.thing`.
    """
    _component()(key=key, data={"url": url})


@cache
def _component() -> ComponentRenderer:
    """Registered once a process, when the first click leads away."""
    return component("mizan_way", js=_JS)
