"""The page in each bundle that says what it proves, what it does not, and how to check it without Atesta (section 9).

Whole sentences are handed in; the commands are here, because they are the same in every language and are run by a test.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from html import escape
from typing import Protocol

from atesta.evidence.verify_answer import ALWAYS_NOT_PROVEN, Span
from atesta.evidence.verify_files import CHAINED

LANGUAGES = {"en": "en", "es": "es", "zh": "zh-Hans"}

FILES = (
    "sha256sum --strict -c manifest-sha256.txt",
    "sha256sum --strict -c tagmanifest-sha256.txt",
    "{ cut -c67- manifest-sha256.txt tagmanifest-sha256.txt; printf '%s\\n' tagmanifest-sha256.txt seal/signer.pem"
    " seal/tagmanifest.sig seal/tagmanifest.tsr seal/start.tlog-proof seal/head.tlog-proof seal/log.tlog-proof; }"
    " | LC_ALL=C sort > ../listed.txt",
    "find . ! -type d -o -empty | sed 's|^\\./||' | LC_ALL=C sort | LC_ALL=C comm -13 ../listed.txt -",
)
SIGNER = (
    "openssl verify -no_check_time -partial_chain -CAfile ../signers.pem seal/signer.pem",
    "openssl x509 -in seal/signer.pem -pubkey -noout -out ../signer.pub",
    "openssl dgst -sha256 -verify ../signer.pub -signature seal/tagmanifest.sig tagmanifest-sha256.txt",
)
REVOKED = (
    'awk \'/BEGIN CERT/ { n++ } n { print > ("../signer-" n ".pem") }\' ../signers.pem',
    "for one in seal/signer.pem ../signer-*.pem; do openssl x509 -in $one -outform DER | openssl dgst -sha256 -r"
    " | cut -c1-64; done | tee ../marks.txt",
    "! grep -sF -f ../marks.txt ../revoked.txt",
)
TIME = (
    "stamped=$(openssl ts -reply -in seal/tagmanifest.tsr -text | sed -n 's/^Time stamp: //p')",
    "openssl ts -verify -data seal/tagmanifest.sig -in seal/tagmanifest.tsr -CAfile ../tsa.pem"
    ' -attime "$(date -u -d "$stamped" +%s)"',
    'echo "$stamped"',
)
WALK = ("python3 -I walk.py",)

_STYLE = (
    "body{font:1rem/1.5 system-ui,sans-serif;max-width:44rem;margin:2rem auto;padding:0 1rem}"
    "pre{background:#f3f3f3;padding:.7rem;overflow-x:auto;white-space:pre-wrap;overflow-wrap:anywhere}"
    "dt{font-weight:600}"
)


class Words(Protocol):
    """The sentences of one language; `locale.Catalogue` is one."""

    def say(self, key: str, **values: object) -> str: ...


def readmes(
    kind: str, id_: str, words: Mapping[str, Words], *, rehearsal: bool = False, left_out: Iterable[Span] = ()
) -> dict[str, bytes]:
    """The three pages by their names in the bundle. A rehearsal is said to be one, and a copy says what it leaves
    out."""
    gone = tuple(left_out)
    return {
        f"readme.{lang}.html": page(kind, id_, lang, words[lang], rehearsal=rehearsal, left_out=gone)
        for lang in LANGUAGES
    }


def page(
    kind: str, id_: str, lang: str, words: Words, *, rehearsal: bool = False, left_out: tuple[Span, ...] = ()
) -> bytes:
    """One page: no script, nothing fetched, the same bytes for the same bundle."""

    def say(key: str) -> str:
        return escape(words.say(f"readme.{key}"), quote=False)

    parts = [
        "<!doctype html>",
        f'<html lang="{LANGUAGES[lang]}">',
        f'<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{say("title")}</title>',
        f"<style>{_STYLE}</style>",
        f"<h1>{say('title')}</h1>",
        f"<p>{say('kind.rehearsal' if rehearsal else f'kind.{kind}')}</p>",
        f"<p>{say('number')} <code>acta-{escape(id_)}</code></p>",
        f"<h2>{say('proves_heading')}</h2>",
        *_list(say(key) for key in _proves(kind)),
        f"<h2>{say('not_heading')}</h2>",
        *_list(escape(text, quote=False) for text in (*_left_out(left_out, words), *_never_proven(words))),
        f"<h2>{say('check_heading')}</h2>",
        f"<p>{say('check_with_atesta')}</p>",
        "<pre>atesta verify acta.zip</pre>",
        f"<p>{say('check_before')}</p>",
        *_commands(kind, say),
        f"<p>{say('check_own')}</p>",
        "</html>",
    ]
    return ("\n".join(parts) + "\n").encode("utf-8")


def _left_out(spans: tuple[Span, ...], words: Words) -> Iterable[str]:
    return (words.say("not_proven.left_out", **{"from": f"{a:g}", "to": f"{b:g}"}) for a, b in spans)


def _never_proven(words: Words) -> Iterable[str]:
    return (words.say(f"not_proven.{id_}") for id_ in ALWAYS_NOT_PROVEN)


def _proves(kind: str) -> tuple[str, ...]:
    return ("proves_whole", "proves_who", "proves_when", *(("proves_seconds",) if kind in CHAINED else ()))


def _list(items: Iterable[str]) -> list[str]:
    return ["<ul>", *(f"<li>{item}</li>" for item in items), "</ul>"]


def _commands(kind: str, say: Callable[[str], str]) -> list[str]:
    steps = [("step_files", FILES), ("step_signer", SIGNER), ("step_revoked", REVOKED), ("step_time", TIME)]
    if kind in CHAINED:
        steps.append(("step_walk", WALK))
    lines = []
    for key, commands in steps:
        lines += [f"<p>{say(key)}</p>", "<pre>" + escape("\n".join(commands), quote=False) + "</pre>"]
    return lines
