"""The picture of when a claim was reported: a dot per dated citation, and nothing where dates do not differ."""

import re
from dataclasses import replace

from domain import Query
from tests.web_fixtures import answered
from web.timeline import RADIUS, WIDTH, timeline
from web.words import words

EN = words("en")
FOUND = answered(Query("Who claims the US refused strikes?"))


def dots(html: str) -> list[tuple[str, float]]:
    return [(marker, float(x)) for marker, x in re.findall(r'href="#t1c(\d+)".*?cx="([\d.]+)"', html)]


def test_each_dated_citation_has_its_dot_between_the_first_and_the_last_day():
    places = dict(dots(timeline(FOUND, 1, EN)))
    days = {str(c.marker): c.reference.published for c in FOUND.citations if c.reference.published}
    assert set(places) == set(days), "a citation without a date has none"
    first, last = min(days.values()), max(days.values())
    for marker, day in days.items():
        share = (day - first).days / (last - first).days
        assert abs(places[marker] - (RADIUS + share * (WIDTH - 2 * RADIUS))) < 0.1


def test_a_second_hand_claim_stands_under_whom_it_is_told_of():
    assert "the American side, as told by" in re.sub("<[^>]+>", "", timeline(FOUND, 1, EN))


def test_where_only_one_day_is_known_there_is_no_picture():
    same = [replace(c, reference=replace(c.reference, published=None)) for c in FOUND.citations[1:]]
    assert timeline(replace(FOUND, citations=(FOUND.citations[0], *same)), 1, EN) == ""


def test_a_hostile_name_stays_text():
    claim = replace(FOUND.claims[0], speaker="<script>x</script>", chain=("<script>x</script>",))
    assert "<script" not in timeline(replace(FOUND, claims=(claim, *FOUND.claims[1:])), 1, EN)
