"""The first paragraph of a story in, the agency and the day that its opening words name out; the words stay."""

from __future__ import annotations

import re
from typing import NamedTuple

_PLACE = r"[A-ZÀ-ÞŞİ][\w.'’-]{1,30}(?: [A-ZÀ-ÞŞİ][\w.'’-]{1,30}){0,2}"
_AGENCY = r"(?:[A-ZÁÉÍÓÚÇÑŞİ]{2,12}|[A-Z][\w]+(?:\.com|\.id|\.net)?(?: [A-Z]\w+)?|dpa|epd|ap)"
AGENCIES = (
    "AFP|AP|CNN|BBC|DPA|dpa|EFE|ANSA|SANA|TASS|RIA|IRNA|WAM|SPA|KUNA|MENA|ANI|PTI|UPI|AA|NPR|ANTARA|KBC|VOA|RFI|RT"
    "|DW|IANS|APA|SDA|Reuters|Xinhua|Antara|Interfax|Anadolu|Bernama|Yonhap|Kyodo|Bloomberg|Sputnik|Lusa|Ansa"
)
"""Known by name where the form alone could also be a city in capitals."""
_DAY = r"\d{1,2}\.? [^\W\d_]{3,12}\.?(?: \d{4})?(?: г\.)?"
_CITY = r"[^\W\d_][\w.'’-]{1,30}(?: [^\W\d_][\w.'’-]{1,30}){0,2}"
_BRACKETED = r"(?!\d)[^,،()–—\n]{2,40} \([^()\n]{1,20}\)"
DATELINES = (
    rf"{_CITY}[,،] (?:{_DAY}[,،]? )?(?P<outlet>{_BRACKETED})(?:[,،] {_DAY})? ?[–—-]",  # OSLO, Post (English), 3 May –
    rf"{_CITY}, {_DAY},? \((?P<outlet>{_BRACKETED}|[^()\n]{{2,40}})\) ?[–—-]",  # BEIRUT, 15 nov. (Bay Post) –
    rf"{_CITY}, (?P<outlet>{AGENCIES}|[A-Z]{{3,10}}), {_DAY} ?[–—-]",  # PARIS, AFP, 3 mai –
    rf"{_PLACE}(?:, [^()\n]{{1,30}})? ?\((?P<outlet>{_AGENCY})\) ?[–—:-]",  # JAKARTA (ANTARA) -
    rf"\((?P<outlet>[A-Z]{{2,10}}|{AGENCIES})\)(?: ?[–—-]|\s)",  # (CNN) –
    rf"{_PLACE}, (?P<outlet>[A-Z]{{3,10}}|[A-Z]+\.(?:com|id|net)|{AGENCIES}) ?[–—-]",  # Moscow, SANA –
    rf"(?:[A-Z][\w., ]{{1,40}} )?(?P<outlet>{AGENCIES}) [–—]",  # London CNN —
    r"[А-ЯЁ][А-ЯЁа-яё -]{1,30}, \d{1,2} [а-я]{3,8}\.? ?[—–-] (?P<outlet>[А-ЯЁ][\w-]+(?: [А-ЯЁ][\w-]+)?)\.",
    r"[А-ЯЁ][А-ЯЁа-яё -]{1,30}, \d{1,2} [а-я]{3,8}\.? ?/(?P<outlet>[А-ЯЁ][\w ,-]{1,20})/",
    r"(?P<outlet>[\u4e00-\u9fff]{2,10}(?: ?\([^()\n]{1,20}\)| )) ?[\u4e00-\u9fff]{2,8}\d{1,2}月\d{1,2}日(?:专)?电",
    r"(?P<outlet>新华社|中新社|中通社)\S{1,12}\d{1,2}月\d{1,2}日(?:专)?电",
    r"[\u0600-\u06ff ]{2,20} ?[–—-] ?(?P<outlet>سانا|واس|وام|كونا|بترا|وفا|رويترز|أ ف ب)\b",
    r"[\u0600-\u06ff]{2,14} ?\((?P<outlet>[\u0600-\u06ff .]{2,25})\) ?[–—-]",
)
"""How agencies open a story, in several scripts."""
NOT_OUTLETS = frozenset(
    {"UPDATE", "LIVE", "BREAKING", "VIDEO", "PHOTOS", "WATCH", "USA", "UK", "UN", "EU", "U.S.", "AP Photo"}
)


class Dateline(NamedTuple):
    """What opens a story: "Moscow, SANA, 14 November 2017 –"."""

    outlet: str | None
    published: str | None
    """The opening words, where they may name the day."""


def dateline(paragraph: str) -> Dateline:
    """The agency that a story's opening words name, if they have the form of one of DATELINES."""
    for pattern in DATELINES:
        found = re.match(pattern, paragraph)
        if found and found["outlet"] not in NOT_OUTLETS and not found[0][0].islower():
            return Dateline(found["outlet"].strip(), found[0])
    return Dateline(None, None)
