"""The rule files parsed once, kept beside them: parsing TOML takes longer than any question to the rulebook.

`rules.index.json` holds the digests of the code that reads a rule file and of all rule files, then one rule a line, in
the order of their names, read when a question first needs that rule. Where code or files have changed since, nothing
of it is used and the files are parsed. Only time depends on it; another rulebook's folder never has one.

    python -m atesta.rules.rule_index        writes it (a test asks for that when the files have changed)
"""

from __future__ import annotations

import json
from datetime import date
from types import MappingProxyType
from typing import Any

from atesta.rules.rule import Citation, Confidence, Force, InForce, Rule
from atesta.rules.shipped import FOLDER, Files, code, digest_of

FILE = FOLDER / "rules.index.json"


def digests(files: Files) -> dict[str, str]:
    """Of the code that reads rule files, and of these files."""
    return {"code": digest_of(code("rule.py", "rule_file.py", "rule_index.py")), "files": digest_of(files)}


def stored(files: Files) -> dict[str, bytes]:
    """The line of each of these files; nothing where the index was written from others."""
    head, *lines = FILE.read_bytes().splitlines() if FILE.is_file() else [b"{}"]
    return dict(zip(files, lines, strict=True)) if json.loads(head) == digests(files) else {}


def rule_of(line: bytes) -> Rule:
    """The rule that a line of the index holds."""
    id_, place, kind, titles, mission, reviewed_on, versions = json.loads(line)
    return Rule(
        id=id_,
        place=place,
        kind=kind,
        titles=MappingProxyType(titles),
        mission=tuple(mission),
        reviewed_on=date.fromisoformat(reviewed_on),
        versions=tuple(_version(*version) for version in versions),
    )


def _version(from_: str, to: str | None, cited: list[str], binds: list[str], parameters: Any, source: str) -> InForce:
    text, force, confidence, instrument = cited
    return InForce(
        from_=date.fromisoformat(from_),
        to=date.fromisoformat(to) if to else None,
        citation=Citation(text, Force(force), Confidence(confidence), instrument),
        binds=tuple(binds),
        parameters=MappingProxyType(parameters),
        source=source,
    )


def _cited(citation: Citation) -> list[str]:
    return [citation.text, citation.force, citation.confidence, citation.instrument]


def line_of(rule: Rule) -> str:
    """One rule as a line. `parameters` must be what JSON can say: a test reads every line back."""
    versions = [
        [
            version.version,
            version.to.isoformat() if version.to else None,
            _cited(version.citation),
            version.binds,
            dict(version.parameters),
            version.source,
        ]
        for version in rule.versions
    ]
    fields = [rule.id, rule.place, rule.kind, dict(rule.titles), rule.mission, rule.reviewed_on.isoformat(), versions]
    return json.dumps(fields, ensure_ascii=False)


def written(files: Files) -> str:
    """The index as text: the digests, then one rule a line."""
    from atesta.rules.rule_file import read_rule  # noqa: PLC0415 - needs what only parsing needs

    rules = [read_rule(name, raw) for name, raw in files.items()]
    return "\n".join([json.dumps(digests(files)), *map(line_of, rules)]) + "\n"


if __name__ == "__main__":
    from atesta.rules.rulebook import shipped_rules

    FILE.write_text(written(shipped_rules()), encoding="utf-8")
