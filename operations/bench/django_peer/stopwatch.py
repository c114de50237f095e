"""Time from a click to the finished page, taken within the page: without Playwright's own way."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from playwright.sync_api import Page

PATIENCE: Final = 30_000
"""Milliseconds after which a page counts as broken."""

_NOTE_CLICKS: Final = """
const note = () => { window.began = performance.timeOrigin + performance.now(); store(window.began); };
const store = (at) => { try { sessionStorage.setItem('began', at); } catch { /* about:blank has none */ } };
addEventListener('click', note, true);
addEventListener('keydown', (event) => { if (event.key === 'Enter') note(); }, true);
"""
# The run has ended and what was expected stands there; a table draws itself within a shadow, a frame later.
_WATCH: Final = """
window.rowsShown = () => {
  const inside = (root) => [...root.querySelectorAll('tr[data-id]')].concat(
    ...[...root.querySelectorAll('*')].filter((one) => one.shadowRoot).map((one) => inside(one.shadowRoot)));
  const table = document.querySelector('.st-key-queue-table');
  return table ? inside(table).map((row) => row.dataset.id) : [];
};
window.watchFor = (expected, patience) => {
  window.began = null;
  window.awaited = new Promise((done, broken) => {
    const gone = setTimeout(() => broken(new Error('nothing finished: ' + expected)), patience);
    const is = new Function('return ' + expected);
    const look = () => {
      const app = document.querySelector('[data-testid=stApp]');
      if (window.began === null || app?.dataset.testScriptState !== 'notRunning' || !is()) return false;
      observer.disconnect();
      clearTimeout(gone);
      done(performance.timeOrigin + performance.now() - window.began);
      return true;
    };
    const observer = new MutationObserver(look);
    observer.observe(document, {subtree: true, childList: true, attributes: true, characterData: true});
    const frame = () => { if (!look()) requestAnimationFrame(frame); };
    requestAnimationFrame(frame);
  });
};
"""
_LOADED: Final = """
() => new Promise((done) => {
  const look = () => {
    const [way] = performance.getEntriesByType('navigation');
    if (!way.loadEventEnd) { setTimeout(look, 1); return; }
    done(performance.timeOrigin + way.loadEventEnd - Number(sessionStorage.getItem('began')));
  };
  look();
})
"""


def carry(page: Page) -> None:
    """Let every page that is opened from now on note its clicks."""
    page.add_init_script(f"(() => {{ {_NOTE_CLICKS} {_WATCH} }})();")
    page.set_default_timeout(PATIENCE)


def until_run_ends(page: Page, act: Callable[[], object], expected: str) -> float:
    """Seconds from a click on the desk until its run has ended and ``expected``, JavaScript, holds.

    It must not hold before the click.
    """
    page.evaluate(f"(expected) => watchFor(expected, {PATIENCE})", expected)
    act()
    return float(page.evaluate("() => window.awaited")) / 1000


def until_loaded(page: Page, act: Callable[[], object], expected: str) -> float:
    """Seconds from a click until the next page's load event.

    Raises:
        AssertionError: ``expected``, JavaScript, does not hold there.
    """
    with page.expect_navigation(wait_until="load"):
        act()
    took = float(page.evaluate(_LOADED)) / 1000
    if not page.evaluate(f"() => Boolean({expected})"):
        raise AssertionError(f"not on the page: {expected}")
    return took
