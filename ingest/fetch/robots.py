"""A site's robots.txt in, whether and how often we may ask it out (RFC 9309, read by Protego)."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from errors import UnreadableArticle
from ingest.fetch.addresses import Target

if TYPE_CHECKING:
    from protego import Protego

    from ingest.fetch.fetcher import Fetched

NAME = "Whosaid"
"""What a robots.txt calls us by."""
AGENT = f"{NAME}/1.0 (news archive; reads feeds, sitemaps and articles)"
LONGEST_TEXT = 500_000
"""Bytes of a robots.txt that are read, as the RFC asks for."""
LONGEST_PAUSE = 30.0
"""Seconds; a site that wants longer ones is not asked at all."""
Ask = Callable[[Target], "Fetched"]


class _Wishes(NamedTuple):
    rules: Protego | None
    closed: str | None


@dataclass(slots=True)
class Robots:
    """What each site asked of robots, read once, and when it was last asked for anything."""

    known: dict[str, _Wishes] = field(default_factory=dict)
    asked: dict[str, float] = field(default_factory=dict)

    def check(self, here: Target, ask: Ask) -> None:
        """Raises UnreadableArticle where the site does not want us."""
        wishes = self._wishes(here, ask)
        if wishes.closed:
            raise UnreadableArticle(wishes.closed)
        if wishes.rules and not wishes.rules.can_fetch(str(here), NAME):
            raise UnreadableArticle(f"{here.host} asks robots not to read this (robots.txt)")

    def wait(self, here: Target, ask: Ask, pause: float) -> None:
        """Wait until the host may be asked again."""
        wishes = self._wishes(here, ask)
        wanted = (wishes.rules.crawl_delay(NAME) if wishes.rules else None) or 0.0
        if wanted > LONGEST_PAUSE:
            raise UnreadableArticle(f"{here.host} wants {wanted:.0f} seconds between two requests; read it by hand")
        due = self.asked.get(here.host, 0.0) + max(pause, wanted)
        if (seconds := due - time.monotonic()) > 0:
            time.sleep(seconds)
        self.asked[here.host] = time.monotonic()

    def _wishes(self, here: Target, ask: Ask) -> _Wishes:
        if here.site not in self.known:
            self.known[here.site] = _read(here, ask)
        return self.known[here.site]


def _read(here: Target, ask: Ask) -> _Wishes:
    """4xx means that there are no wishes; a site that cannot be asked must be taken to want nobody."""
    try:
        answered = ask(here)
    except UnreadableArticle as error:
        return _Wishes(None, str(error))
    if answered.status == 200:
        from protego import Protego

        return _Wishes(Protego.parse(answered.body[:LONGEST_TEXT].decode("utf-8", "replace")), None)
    if 400 <= answered.status < 500:
        return _Wishes(None, None)
    return _Wishes(None, f"{here.host} answers with status {answered.status} when asked for its robots.txt")
