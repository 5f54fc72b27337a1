"""The words of a noun phrase that names a speaker → those that belong to the name; whether any of them can."""

from __future__ import annotations

from collections.abc import Sequence

from attribution.lexicon import Lexicon, fold

_BESIDE = (
    "connectors", "auxiliaries", "negations", "modals", "prepositions", "conjunctions", "subordinators",
    "complementisers", "relatives", "times", "articles",
)  # fmt: skip
"""Words that stand beside a name and never in its last place."""
_BEFORE = ("connectors", "negations", "times")
_JOINS = ("noun_prepositions", "prepositions", "determiners", "articles", "conjunctions")
_OPENING = 6
"""Words before a name among which the day stands on which it speaks."""
_SHOUTED = 3
"""Words in capitals that make a heading."""
_FULL = 2
"""Capitalised words of a full name."""
_LETTERS = 2
"""Fewest letters of a word that names."""
_DECLINED = ("e", "en", "em", "er", "es")
"""How German adjectives end."""
_ACCUSATIVE = ("ую", "юю")
"""How a Russian adjective ends that stands with an object."""
_TANWIN = ("اً", "ًا")
"""How an Arabic adverb ends: "نفياً قاطعاً"."""


def within(words: Sequence[str], kind: str, lex: Lexicon) -> list[str]:
    """The name without connectors before it, and without the verb, adverb, day or circumstance that follows it."""
    if not lex.language.spaces:
        return [_run_within("".join(words), lex)] if words else []
    if len(words) < _FULL:
        return list(words)
    kept = _from_name(_past_mark(list(words), lex), lex)
    kept = kept[: min(_to_verb(kept, lex), _to_noun(kept, lex))]
    if kind in ("person", "name") and not lex.caseless:
        kept = kept[: _to_circumstance(kept, lex)]
    while len(kept) > 1 and _is_beside(kept, lex):
        kept.pop()
    return kept


def _run_within(name: str, lex: Lexicon) -> str:
    """The same where words are not parted: "该局予以" ends with an adverb, "秘书长发表声明" goes on with a verb."""
    for verb in lex.words["verbs_like"]:
        at = name.find(verb)
        name = name[:at] if at >= _FULL and len(verb) > 1 and not _is_actor(name[at:], lex) else name
    small = [word for table in _AFTER_RUN for word in lex.words[table] if len(word) > 1]
    while found := next((word for word in small if name.endswith(word) and name != word), ""):
        name = name[: -len(found)]
    return name


def _is_actor(rest: str, lex: Lexicon) -> bool:
    """Whether what begins like a verb is a noun for somebody: "发言" in "发言人"."""
    return any(rest.startswith(noun) for table in ("person_nouns", "body_nouns") for noun in lex.words[table])


def _past_mark(words: list[str], lex: Lexicon) -> list[str]:
    """As in "[в беседе с «]НГ» руководитель центра": past the end of a quotation that belongs to what stands before."""
    closed = next((k + 1 for k, word in enumerate(words) if word.endswith(("»", "”"))), 0)
    opened = any(word.startswith(("«", "“", "„")) for word in words[:closed])
    if not 0 < closed < len(words):
        return words
    title = words[0].startswith(("«", "“", "„")) and lex.has("person_nouns", fold(words[closed]))
    beside = not opened or title or any(lex.has("occasions", fold(word)) for word in words[:2])
    return words[closed:] if beside else words


def _from_name(words: list[str], lex: Lexicon) -> list[str]:
    """As in "Потом Сеул", "reportó la agencia", "Ещё в 2014 году президент": from the first word that may name."""
    days = [k + 1 for k, word in enumerate(words[:_OPENING]) if word.isdigit() or _is_day(word, lex)]
    opens = bool(days) and all(_is_small(word, lex) for word in words[: days[-1]])
    words = words[days[-1] :] if opens and days[-1] < len(words) else words
    if opens and len(words) > 1 and lex.has("articles", fold(words[0])):
        words = words[1:]
    words = words[_past_heading(words, lex) :]
    while len(words) > 1 and (_begins(words[0], lex) or _reports(words, lex)):
        words = words[1:]
        while len(words) > 1 and lex.has("articles", fold(words[0])):
            words = words[1:]
    return words


def _past_heading(words: Sequence[str], lex: Lexicon) -> int:
    """As in "Resoluções Uma porta-voz", "AO VIVO EM LISBOA O Vaticano": past a heading that has no full stop."""
    if lex.caseless or lex.nouns_upper:
        return 0
    starts = (k for k in range(1, len(words) - 1) if words[k].istitle() and words[k + 1].islower())
    article = next((k + 1 for k in starts if lex.has("articles", fold(words[k]))), 0)
    shouted = next((k for k, word in enumerate(words) if not word.isupper()), len(words))
    if _SHOUTED <= shouted < len(words):
        return max(article, shouted)
    partitive = len(words) > 1 and words[0].istitle() and words[1].islower()
    return article or int(partitive and lex.has("noun_prepositions", fold(words[0])))  # "De hauts responsables"


def _begins(word: str, lex: Lexicon) -> bool:
    return any(lex.has(name, fold(word)) for name in _BEFORE) and not _is_name(word, lex)


def _is_day(word: str, lex: Lexicon) -> bool:
    return lex.has("times", fold(word)) and not _is_name(word, lex)


def _reports(words: Sequence[str], lex: Lexicon) -> bool:
    """As in "según reportó la agencia": a verb in small letters, and what speaks begins behind it."""
    word = fold(words[0])
    told = lex.narrative_pattern is not None and lex.narrative_pattern.match(word)
    verb = told or any(e.kind == "verb" for e in lex.cues.get(word, ())) or _is_finite(word, lex)
    begins = words[1][:1].isupper() or lex.has("articles", fold(words[1])) or lex.has("determiners", fold(words[1]))
    return words[0].islower() and bool(verb) and begins and not lex.caseless


def _is_name(word: str, lex: Lexicon) -> bool:
    """Whether a day or month may be somebody: "May", "June" where the script has capitals."""
    return word[:1].isupper() and lex.has("times", fold(word))


def _to_verb(words: Sequence[str], lex: Lexicon) -> int:
    """As in "Компания не стала отрицать": up to the verb, where one stands behind the name."""
    if lex.order == "sov" or lex.caseless:
        return len(words)
    verbs = (k for k in range(1, len(words)) if words[k].islower() and _is_finite(fold(words[k]), lex))
    return next(verbs, len(words))


def _is_finite(word: str, lex: Lexicon) -> bool:
    joins = any(lex.has(name, word) for name in _JOINS)
    return not joins and (lex.has("verbs_like", word) or lex.has("negations", word))


def _to_noun(words: Sequence[str], lex: Lexicon) -> int:
    """As in "der New York Times plant Trump", "die Fed die Zinsen": where nouns have capitals, up to the next phrase.

    What is small between two of them is an adjective, a preposition, an article in the genitive, or the verb.
    """
    if not lex.nouns_upper:
        return len(words)
    for k in range(1, len(words) - 1):
        word = words[k]
        if not (words[k - 1][:1].isupper() and word.islower()):
            continue
        if lex.has("determiners", word) and not word.endswith(("er", "es")):
            return k
        if words[k + 1][:1].isupper() and not word.endswith(_DECLINED) and not any(lex.has(n, word) for n in _JOINS):
            return k
    return len(words)


def _to_circumstance(words: Sequence[str], lex: Lexicon) -> int:
    """As in "Министр Анджелино Альфано перед визитом в Москву": a full name ends before its circumstances."""
    if all(word[:1].isupper() for word in words[-_FULL:]):
        return len(words)  # "Посол России в США Анатолий Антонов": the name is still to come
    for k in range(_FULL, len(words)):
        word = fold(words[k])
        full = all(w[:1].isupper() and w[1:2].islower() for w in words[k - _FULL : k])
        circumstance = lex.has("prepositions", word) and not lex.has("noun_prepositions", word)
        if full and words[k].islower() and circumstance and not lex.has("determiners", word):
            return k
    return len(words)


def _is_beside(words: Sequence[str], lex: Lexicon) -> bool:
    """Whether the last word of a phrase only stands beside its name."""
    last, before = words[-1], words[-2]
    if lex.order == "vso" and last.endswith(_TANWIN):
        return True
    if not (last.islower() or last[:1].isdigit() or lex.caseless):
        return lex.has("times", fold(last)) and (before.islower() or before.endswith(("'s", "’s")))
    speaking = lex.strict_inversion and last.endswith("ing") and lex.has("person_nouns", fold(before))
    return speaking or _is_small(last, lex)


def _is_small(word: str, lex: Lexicon) -> bool:
    plain = fold(word)
    adverb = lex.order != "sov" and lex.adverb_pattern and lex.adverb_pattern.match(plain)
    return bool(adverb) or word[:1].isdigit() or any(lex.has(name, plain) for name in _BESIDE)


def is_cut(name: str, lex: Lexicon) -> bool:
    """Whether no name can look so: a number, a noun with an article behind it, a word whose noun is missing."""
    words = name.split()
    if not lex.language.spaces:
        return _is_cut_run(name, lex)
    plain = [fold(word) for word in words]
    if len(words) > 1 and words[0].islower() and any(lex.has(n, plain[0]) for n in ("relatives", "not_speakers")):
        return not lex.caseless
    joins = len(words) > 1 and any(lex.has(n, plain[1]) for n in ("prepositions", "noun_prepositions"))
    article = len(words) > 1 and words[0].islower() and lex.has("articles", plain[1]) and not joins
    if all(word.isdigit() or len(fold(word)) < _LETTERS for word in words):
        return True
    if article and not lex.caseless:
        return True  # "comparara o navio"
    if any(lex.has(name, plain[-1]) for name in ("noun_prepositions", "articles")) and plain[-1] == words[-1]:
        return True
    if lex.object_pattern and words[0].islower() and words[0].endswith(_ACCUSATIVE):
        return True
    return words[0].islower() and (_is_finite(plain[0], lex) or (len(words) == 1 and _is_small(words[0], lex)))


def _is_cut_run(name: str, lex: Lexicon) -> bool:
    """The same where words are not parted: it ends with "的", or begins with a verb of its own."""
    if any(name.endswith(word) for word in lex.words["noun_prepositions"]):
        return True
    if any(name == word for table in (*_BESIDE, *_VERBS) for word in lex.words[table]):
        return True
    verbs = (word for table in _VERBS for word in lex.words[table] if len(word) > 1)
    return not _is_actor(name, lex) and any(name.startswith(verb) for verb in verbs)


_AFTER_RUN = ("auxiliaries", "not_speakers", "times", "connectors")
_VERBS = ("modals", "verbs_like", "evidence_verbs")
