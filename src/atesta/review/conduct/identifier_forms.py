"""What identifies a person, by its form: numbers, identity tokens, e-mail and street addresses, dates (A5.3, row 24).

Written for recognised speech as well as typed text, so each form is known in figures and in words, in three languages.
Boundaries are written out: between a Chinese character and a figure there is no `\\b`.
"""

# ruff: noqa: E501  (a pattern broken over lines is harder to check than a long one)

from __future__ import annotations

import re

from atesta.kept import late

_UNITS = (
    r"cero|un[oa]?|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|zero|oh|one|two|three|four|five|six|seven|eight|nine"
)
_TEENS = r"diez|once|doce|trece|catorce|quince|dieci\w+|veinti\w+|ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen"
_TENS = r"veinte|treinta|cuarenta|cincuenta|sesenta|setenta|ochenta|noventa|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
_SCALES = r"cien(?:to)?|\w+cient[oa]s|quinient[oa]s|mil|hundred|thousand"
_WORDS = rf"\b(?:{_UNITS}|{_TEENS}|{_TENS}|{_SCALES}|double|triple|doble)\b"
_BETWEEN = r"(?:[\s,.-]+(?:(?:y|and)\s+)?)"
NUMBER_WORD = late(_WORDS, re.I)
TWO_FIGURES = late(rf"\b(?:{_TEENS}|double|doble)\b|\b(?:{_TENS})\b(?!{_BETWEEN}(?:{_UNITS})\b)", re.I)
"""Words that stand for two figures: "doce", "treinta" with no unit behind it."""
SCALE = late(rf"\b(?:{_SCALES})\b", re.I)

RUN_IN_WORDS = late(rf"{_WORDS}(?:{_BETWEEN}{_WORDS})*", re.I)
_HAN = "零〇一二三四五六七八九幺"
_HAN_NUMBER = f"[{_HAN}两十百千万]"
RUN_IN_FIGURES = late(r"\d(?:[\s.·•()/–-]{0,3}\d)*")
RUN_IN_HAN = late(rf"[{_HAN}](?:[\s、，,-]?[{_HAN}]){{6,}}[Xx]?")
SHORT_HAN = late(rf"{_HAN_NUMBER}{{2,}}[Xx]?")

IDENTITY_TOKEN = tuple(
    late(rf"(?<![A-Za-z0-9])(?:{pattern})(?![A-Za-z0-9])", re.I)
    for pattern in (
        r"[A-ZÑ&]{3,4}-?\d{6}(?:-?[A-Z0-9]{1,9})?|(?-i:[A-ZÑ&]{3,4} \d{6} ?[A-Z0-9]{3,9})",  # CURP, RFC
        r"\d{7,8}(?:-?[A-Z]|(?-i: [A-Z]))",  # DNI
        r"[XYZ]-?\d{7}-?[A-Z]|(?-i:[XYZ] \d{7} [A-Z])",  # NIE
        r"\d{1,2}\.?\d{3}\.?\d{3}\s?-\s?[\dK]",  # RUT
        r"\d{6}\s?(?:19|20)\d{6}\s?\d{3}[\dX]",  # resident identity card of China
        r"(?-i:[A-Z]{2}\s?(?:\d{2}\s?){3}[A-D])",  # national insurance number
        r"[A-Z]{2}\d{2}(?:\s?[A-Z0-9]{4}){3,7}(?:\s?[A-Z0-9]{1,3})?",  # IBAN
        r"(?!(?:MXN|USD|EUR|GBP|CLP|COP|PEN|CNY|RMB))[A-Z]{1,3}\d{6,9}",  # passport
    )
)
_LETTER = r"[A-Za-zÑñ]"
SPELLED = late(rf"(?<!\w){_LETTER}(?:[\s,.-]+{_LETTER}(?!\w)){{3,}}")
SPELLED_SHORT = late(rf"(?<!\w){_LETTER}(?:[\s,.-]+{_LETTER}(?!\w))+")
_LETTER_NAME = r"(?:a|be|ve|ce|de|e|efe|ge|hache|i|jota|ka|ele|eme|ene|eñe|o|pe|cu|erre|ese|te|u|uve|equis|ye|zeta)"
LETTERS_BY_NAME = late(rf"\b{_LETTER_NAME}(?:[\s,]+{_LETTER_NAME}){{3,}}\b", re.I)

_JOINED = r"(?:\s+(?:punto|gui[oó]n(?:\s+bajo)?|dot|underscore|dash|hyphen)\s+\w+)"
_NOT_A_BOX = r"(?!(?:us|me|online|website|page|look|visit|go|pay|payment|it|that|here|site|is|you|them|him|her)\b)"
EMAIL = (
    late(r"(?<![A-Za-z0-9À-ÿ._%+-])[A-Za-z0-9À-ÿ._%+-]+\s?@\s?[A-Za-z0-9-]+(?:\s?\.\s?[A-Za-z]{2,})+"),
    late(
        rf"(?:\b\w\b\s+){{0,12}}\b\w+(?:\s+\d+)?{_JOINED}{{0,4}}\s+arroba\s+\w+{_JOINED}{{0,4}}(?:\s+punto\s+\w+|\s*\.\s?[a-z]{{2,3}}\b)?",
        re.I,
    ),
    late(
        rf"(?:\b\w\b\s+){{0,12}}\b{_NOT_A_BOX}\w+(?:\s+\d+)?{_JOINED}{{0,4}}\s+at\s+(?:the\s+)?(?:\w+\s+){{1,2}}?(?:dot\s+\w+\b)(?:\s+dot\s+\w+)*",
        re.I,
    ),
    late(
        rf"(?:[A-Za-z0-9._-]|[{_HAN}]|点|下划线){{1,30}}\s*(?:艾特|圈\s?[aA]|小老鼠)\s*[A-Za-z0-9]+\s*(?:点|\.)\s*[A-Za-z]+"
    ),
)

_NUMBER = rf"(?:\d{{1,5}}[A-Za-z]?|{_WORDS}(?:{_BETWEEN}{_WORDS}){{0,6}})"
_NOT_STREET_EN = (
    r"(?!(?:days?|times?|weeks?|months?|years?|hours?|dollars?|of|in|on|at|to|and|or|for|the|a|more|other|different)\b)"
)
_NOT_STREET_ES = (
    r"(?!(?:a|al|sus?|y|con|en|por|que|si|no|porque|durante|hace|mis?|se|le|lo|ya|tiene|debe|paga?|o|ni|desde|hasta)\b)"
)
_STREET_ES = r"\b(?:calle|avenida|av\.|calzada|colonia|jir[oó]n|privada|cerrada|bulevar|boulevard|blvd\.?|urbanizaci[oó]n|callej[oó]n|carrera|pasaje|paseo)"
_PLACE_HAN = "(?:(?![住在是到去你您我们的址说道])[一-龥])"
ADDRESS = (
    late(
        rf"\b{_NUMBER}\s+(?:{_NOT_STREET_EN}[\w'.’-]+\s+){{1,3}}(?:street|avenue|road|lane|drive|boulevard|terrace|crescent)\b"
        r"(?:,?\s+(?:apartment|apt\.?|unit|suite|flat)\s*\w+)?(?:,?\s+\d{5}\b)?",
        re.I,
    ),
    late(
        r"\b\d{1,5}\s+(?:[A-Z][\w'.’-]*\s+){1,3}(?:Court|Way|Place|Close|Square|Parkway|Highway|St|Ave|Rd|Ln|Dr|Ct|Blvd)\b"
    ),
    late(
        rf"{_STREET_ES}\s+(?:{_NOT_STREET_ES}[\w.]+\s+){{0,4}}?(?:{_NOT_STREET_ES}[\w.]+),?\s+(?:n[uú]mero|n[uú]m\.|no\.|nro\.?|n°|#)?\s*{_NUMBER}(?:[\s,-]+\d+)*",
        re.I,
    ),
    late(
        rf"{_PLACE_HAN}{{1,14}}(?:路|街|巷|弄|大道|胡同|村|小区|花园)\S{{0,2}}?[\d{_HAN}十百]{{1,6}}(?:号|弄|栋|幢|室|楼|单元)"
        rf"(?:[\d{_HAN}十百]{{1,6}}(?:号楼|号|弄|栋|幢|室|楼|单元))*(?:[\d{_HAN}]{{3,4}})?"
    ),
)
STREET_ALONE = (
    late(
        r"\b(?i:calle|avenida|calzada|colonia|privada|cerrada|bulevar)(?:\s+(?:de|del|la|los|las))*(?:\s+[A-ZÁÉÍÓÚÑ]\w+){1,3}"
    ),
    late(rf"{_PLACE_HAN}{{2,8}}(?:省|市|区|县)(?:{_PLACE_HAN}{{1,10}}(?:路|街|镇|村|小区|花园))?"),
)
"""An address without its number: only as the answer to the question for it."""

_MONTH_ES = r"(?:enero|febrero|marzo|abril|mayo|junio|julio|agosto|sep?tiembre|octubre|noviembre|diciembre)"
_MONTH_EN = r"(?:january|february|march|april|may|june|july|august|september|october|november|december)"
_ORDINAL = (
    r"(?:(?:twenty|thirty)[\s-])?(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth"
    r"|\w+teenth|twentieth|thirtieth)"
)
_SAID = rf"{_WORDS}(?:{_BETWEEN}{_WORDS}){{0,6}}"
_DAY = rf"(?:\d{{1,2}}(?:st|nd|rd|th)?|primero|{_ORDINAL}|{_SAID})"
_YEAR = rf"(?:\d{{4}}|\d{{2}}\b|{_SAID})"
DATE = (
    late(rf"\b(?:{_DAY}\s+(?:del?\s+)?)?{_MONTH_ES}(?:,?\s+(?:del?\s+)?(?:a[nñ]o\s+)?{_YEAR}|\s+(?={_WORDS}))", re.I),
    late(rf"\b{_DAY}\s+(?:del?\s+)?{_MONTH_ES}\b", re.I),
    late(rf"\b(?:the\s+)?{_DAY}\s+(?:day\s+)?(?:of\s+)?{_MONTH_EN}\b(?:,?\s+(?:of\s+)?{_YEAR})?", re.I),
    late(rf"\b{_MONTH_EN}\s+(?:the\s+)?{_DAY}(?:,?\s+(?:of\s+)?{_YEAR})?", re.I),
    late(
        rf"[\d{_HAN}]{{2,4}}年[\d{_HAN}十]{{1,3}}月(?:[\d{_HAN}十]{{1,3}}[日号]?)?|[\d{_HAN}十]{{1,3}}月[\d{_HAN}十]{{1,3}}[日号]?"
    ),
    late(r"(?<!\d)\d{1,2}[-/.]\d{1,2}[-/.](?:19|20)?\d\d(?!\d)|(?<!\d)(?:19|20)\d\d[-/.]\d{1,2}[-/.]\d{1,2}(?!\d)"),
)
OF_LAST_CENTURY = late(
    r"(?<!\d)19\d\d(?!\d)|\bnineteen[\s-]+(?:\w+ty|\w+teen|oh|hundred)\b|\bmil\s+novecientos\b|(?:一九|19)[\d零〇一二三四五六七八九]{2}年",
    re.I,
)
"""A debt is of this century; a day of the last one is somebody's birthday."""
BORN = late(r"\b(?:born|birth(?:day|\s*date)?|dob|nac[ií](?:da|do|miento|ó)?|cumplea[nñ]os)\b|出生|生日|生于", re.I)
