"""The cases of `routing/*.toml`: what a lawyer can read, as a Case, and what the route of it must be."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

from atesta.action.complaint.routing import Case, NotNow, Route, read_case

FOLDER = Path(__file__).with_name("routing")
DEFAULTS = ("place", "today", "happened_on", "has")


def read_cases() -> list[dict[str, Any]]:
    """Every case with the defaults of its file filled in."""
    found = []
    for path in sorted(FOLDER.glob("*.toml")):
        file = tomllib.loads(path.read_text(encoding="utf-8"))
        for case in file["case"]:
            given = {name: file[name] for name in DEFAULTS} | case["given"]
            found.append({**case, "given": given, "file": path.name})
    return found


def case_json(given: dict[str, Any]) -> dict[str, Any]:
    """CASE.json as INTERFACES has it."""
    filed = [dict(zip(("channel", "on", "state"), line.split(), strict=True)) for line in given.get("filed", ())]
    return {
        "place": given["place"],
        "lender": {"name": "", "kind": given["lender"]},
        "findings": given["findings"],
        "wants": given["wants"],
        "already_filed": filed,
        "has": given["has"],
        "happened_on": given["happened_on"].isoformat(),
        "today": given["today"].isoformat(),
    }


def case_of(given: dict[str, Any]) -> Case:
    return read_case(json.dumps(case_json(given)).encode())


def faults(case: dict[str, Any], found: Route) -> list[str]:
    """Everything in this route that the case does not allow."""
    names = [one.channel for one in found.recommended]
    later = {one.channel: one for one in found.not_now}
    missing = {one.channel: one.missing for one in found.recommended}
    ordered = [name for name in names if name in case.get("order", ())]
    return [
        *([f"first: {names[:1]}"] if "first" in case and names[:1] not in [[name] for name in case["first"]] else []),
        *(f"not recommended: {name}" for name in case.get("also", ()) if name not in names),
        *([f"order: {ordered}"] if "order" in case and ordered != case["order"] else []),
        *([f"recommended, and it should be waited: {names}"] if case.get("none") and names else []),
        *(_not_now(name, article, later.get(name)) for name, article in case.get("not_now", {}).items()),
        *(
            f"{name} asks for {missing.get(name)}"
            for name, words in case.get("missing", {}).items()
            if missing.get(name) != tuple(words)
        ),
    ]


def _not_now(name: str, article: str, found: NotNow | None) -> str:
    if found is None or not found.why:
        return f"{name} is not among those that wait"
    cited = [citation.text for reason in found.why for citation in reason.citations]
    return "" if any(article in text for text in cited) or not article else f"{name} cites {cited}, not {article}"
