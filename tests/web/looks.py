"""What every page must be: readable by a screen reader, within a narrow screen, light enough for a phone."""

from __future__ import annotations

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from screens import SCREENS

RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]},
    "resultTypes": ["violations"],  # every rule is run; what holds is not written out, which took longer than all rules
    "preload": {"assets": ["media"]},  # no rule of these reads style sheets
}
LOOK = "rules => axe.run(document, rules).then(found => found.violations)"
MOST_BYTES = 150_000


def complaints(page: Any) -> list[str]:
    """One line for each thing that is wrong with what is shown now."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(Axe().axe_script)
    found = page.evaluate(LOOK, RULES)
    said = [f"{each['id']}: {node['html'][:160]}" for each in found for node in each["nodes"]]
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return [*said, *([f"wider than the screen by {wide} px"] if wide > 0 else [])]


def complaints_everywhere(page: Any) -> list[str]:
    """As `complaints`, on each of the screens: one page that is turned and recoloured, and not opened again."""
    said = []
    for size, scheme in SCREENS:
        page.set_viewport_size(size)
        page.emulate_media(color_scheme=scheme)
        said += [f"{size['width']} px, {scheme}: {one}" for one in complaints(page)]
    return said
