"""An article just read in, the id it is stored under out: the file's own, else the file's name, else with a hash."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Set
from dataclasses import replace

from domain import Article
from ingest.reading import ReadArticle


def with_free_id(
    read: ReadArticle, alone: bool, own: Set[str], kept: Set[str], is_taken: Callable[[str], bool]
) -> Article:
    """The article under an id that no other file's article has.

    `own` are the ids that the archive has from this file, `kept` those of them given out already in this run:
    an article read again gets the id that it had, also when a shorter one has become free.
    """
    candidates = _candidates(read, alone)
    first = [next(candidates) for _ in range(3)]
    again = next((id_ for id_ in first if id_ in own and id_ not in kept), None)
    free = (id_ for group in (first, candidates) for id_ in group if id_ not in kept and not is_taken(id_))
    reference = replace(read.article.reference, id=again or next(free))
    return Article(reference, read.article.text)


def _candidates(read: ReadArticle, alone: bool) -> Iterator[str]:
    """Ids in order of preference; in a file of several nameless articles a place among them would be no name."""
    reference = read.article.reference
    mark = f"{reference.path}\0{reference.url or reference.title or read.article.text}"
    marked = f"{reference.id}-{hashlib.sha256(mark.encode('utf-8', 'surrogatepass')).hexdigest()[:8]}"
    if alone or read.own_id:
        yield reference.id
    yield marked
    number = 2
    while True:
        yield f"{marked}-{number}"
        number += 1
