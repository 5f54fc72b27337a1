"""What the page shows of an answer, read back from its HTML; nothing here needs Gradio or a browser."""

import re
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

import pytest

from domain import Answer, AnswerSentence, Query, Span
from tests.web_fixtures import (
    ARTICLES,
    CITATIONS,
    GANGWAN,
    HARBOUR,
    INNER,
    OWN,
    QUOTE,
    SADA,
    STATE,
    answered,
    citation,
    not_found,
    said,
)
from web.articles import article_page, missing_page, passage
from web.cards import card, sentence
from web.exports import as_markdown
from web.markup import article_address, is_web_address
from web.render import Exchange, answer, conversation
from web.words import PAGE_LANGUAGES, day, page_language, words

EN = words("en")
ASKED = Query("Who claims the US refused strikes?")

TAGS = [
    "script",
    "img",
    "svg",
    "iframe",
    "style",
    "math",
    "object",
    "embed",
    "form",
    "base",
    "link",
    "meta",
    "video",
    "audio",
    "source",
    "frame",
    "noscript",
    "xmp",
]
PAYLOADS = [
    *(f"<{tag} onload=alert(1) onerror=alert(1) src=x>" for tag in TAGS),
    *(f'"><{tag}>alert(1)</{tag}>' for tag in TAGS),
    *(f"'><{tag} x='" for tag in TAGS),
    *(f"</{closed}><script>alert(1)</script>" for closed in ["textarea", "title", "style", "bdi", "p", "mark", "td"]),
    *(f'" {event}="alert(1)' for event in ["onclick", "onfocus autofocus", "onmouseover", "style", "href", "srcdoc"]),
    *(f"' {event}='alert(1)" for event in ["onclick", "onfocus autofocus", "onmouseover", "style", "href", "srcdoc"]),
    *(f"![x](http://tracker.example/{n}.png) [a](javascript:alert({n})) <http://x.example>" for n in range(10)),
    *(f"{{{{{n}}}}} ${{alert({n})}} {{name}} {{0}} %s {{inner.__class__}}" for n in range(10)),
    "<!--",
    "-->",
    "<![CDATA[",
    "]]>",
    "<?php",
    "&lt;script&gt;",
    "&#60;script&#62;",
    "&#x3c;script>",
    "\x00<script>",
    "<scr\x00ipt>alert(1)</scr\x00ipt>",
    "+ADw-script+AD4-",
    "\u202e<script>",
    "\u2066<b>",
    "<\u200bscript>",
    "<a href=//x>",
    "javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:x",
    "<x contenteditable onblur=alert(1)>",
    "<a href='java\tscript:alert(1)'>x</a>",
    "<bdo dir=rtl>",
    "<mark>",
    "</blockquote>",
    "`${alert(1)}`",
    "\\u003cscript\\u003e",
    "<details open ontoggle=alert(1)>",
    "<input autofocus onfocus=alert(1)>",
    "<marquee onstart=alert(1)>",
    "<template><script>",
]


class Elements(HTMLParser):
    """Every element with its attributes, and all text."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.text += data


def visible(html: str) -> str:
    return re.sub(r"\s+", " ", Elements(html).text)


def shape(html: str) -> list[tuple[str, tuple[str, ...]]]:
    return [(tag, tuple(sorted(attrs))) for tag, attrs in Elements(html).elements]


def poisoned(payload: str, field: str) -> Answer:
    """The full answer with one field of everything in it replaced by the payload."""
    found = answered(ASKED)
    if field in {"title", "outlet", "url", "authors"}:
        value: Any = (payload,) if field == "authors" else payload
        cited = tuple(replace(c, reference=replace(c.reference, **{field: value})) for c in found.citations)
        return replace(found, citations=cited)
    if field == "quote":
        return replace(
            found, citations=tuple(replace(c, quote=payload, after=payload, statement=None) for c in found.citations)
        )
    if field == "speaker":
        claims = tuple(
            replace(c, speaker=payload, chain=(payload,), speaker_names={"en": payload}) for c in found.claims
        )
        return replace(found, claims=claims)
    return replace(
        found, query=replace(ASKED, question=payload), sentences=(replace(found.sentences[0], text=payload),)
    )


FIELDS = ["title", "outlet", "url", "quote", "speaker", "question"]


@pytest.mark.parametrize("field", FIELDS)
def test_no_payload_in_any_field_becomes_an_element_or_an_attribute(field):
    # The harmless words leave the same elements as every payload does: nothing was added, nothing torn open.
    harmless = shape(conversation([Exchange("q", poisoned("harmless words", field))], EN))
    assert len(PAYLOADS) >= 120
    for payload in PAYLOADS:
        found = poisoned(payload, field)
        assert shape(conversation([Exchange("q", found)], EN)) == harmless, payload


def test_no_payload_in_an_article_becomes_an_element_of_its_page():
    def page(text: str) -> str:
        reference = replace(HARBOUR.reference, title=text, outlet=text, authors=(text,), url=None)
        return article_page(replace(HARBOUR, reference=reference, text=f"{text}\n\n{text}\n\n{text}"), None, EN, "W")

    harmless = shape(page("harmless words"))
    for payload in PAYLOADS:
        assert shape(page(payload)) == harmless, payload


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "//evil.example",
        "http://",
        "ftp://x.example",
        "http://x.example/\nSet-Cookie",
        "https://x.example/ y",
        "HTTPS:evil",
        "/local",
        "",
    ],
)
def test_an_address_that_is_not_http_is_no_link(url):
    assert not is_web_address(url)
    assert (
        "<a"
        not in card(replace(CITATIONS[0], reference=replace(HARBOUR.reference, url=url)), "a", "b", EN)
        .split('class="open"')[1]
        .split("</a>", 1)[1]
    )


def test_an_outside_link_tells_nothing_and_passes_nothing_on():
    attributes = [a for tag, a in Elements(card(CITATIONS[0], "a", "b", EN)).elements if tag == "a"]
    outside = next(a for a in attributes if (a["href"] or "").startswith("https://"))
    assert outside["href"] == "https://harbour.example/story?a=1&b=2"
    assert outside["rel"] == "noopener noreferrer nofollow"


@pytest.mark.parametrize("cited", CITATIONS, ids=lambda c: f"{c.marker}-{c.reference.language}")
def test_the_marked_words_are_exactly_the_article_s_at_the_citation_s_span(cited):
    (marked,) = re.findall(r"<mark>(.*?)</mark>", sentence(cited), re.DOTALL)
    assert Elements(marked).text == cited.span.of(ARTICLES[cited.reference.id].text)
    assert Elements(sentence(cited)).text == cited.before + cited.quote + cited.after


def test_the_speaker_and_the_cue_are_shown_where_they_stand_in_the_sentence():
    html = sentence(CITATIONS[0])
    assert "<u>said</u>" in html
    indonesian = visible(card(CITATIONS[1], "a", "b", EN))
    assert "Speaker Kementerian Pertahanan Rusia · says · reported with kata" in indonesian


def test_a_quote_stands_in_its_own_language_and_direction():
    quotes = [
        a
        for c in (CITATIONS[2], CITATIONS[3])
        for tag, a in Elements(card(c, "a", "b", EN)).elements
        if tag == "blockquote"
    ]
    assert quotes == [{"lang": "ar", "dir": "rtl"}, {"lang": "zh", "dir": "ltr"}]


def test_a_nested_statement_is_shown_as_one_speaker_s_account_of_another():
    shown = visible(card(CITATIONS[5], "a", "b", EN))
    assert "The American side, as told by the ministry" in shown
    assert "not The American side’s own words but what the ministry says" in shown


def test_an_own_voice_sentence_names_no_speaker_but_whom_the_article_credits():
    shown = visible(card(CITATIONS[4], "a", "b", EN))
    assert "Said by the article in its own voice." in shown
    assert "credits its information to Le ministère russe de la Défense." in shown
    assert "Speaker" not in shown


def test_below_the_threshold_no_speaker_is_named():
    unsure = said(HARBOUR, QUOTE, "direct", ("the ministry", "said", "claims"), shown=False)
    html = card(citation(1, HARBOUR, QUOTE, QUOTE + " the ministry said in a statement.", unsure), "a", "b", EN)
    assert "It is not certain who said this" in visible(html)
    assert "<b>the ministry</b>" not in html
    assert "Speaker" not in visible(html)


def test_a_negated_cue_is_said_so_in_the_reader_s_words():
    claim = replace(answered(ASKED).claims[0], stance="confirms", polarity="negated")
    found = replace(answered(ASKED), claims=(claim,))
    assert "does not confirm" in visible(answer(found, 1, EN))
    assert "не подтверждает" in visible(answer(found, 1, words("ru")))


def test_what_the_article_does_not_give_is_said_to_be_unknown():
    shown = visible(card(CITATIONS[1], "a", "b", EN))
    assert "outlet not stated" in shown
    assert "date not stated" in shown
    assert "untitled" in shown


def test_every_number_leads_to_a_card_of_the_same_exchange():
    html = conversation([Exchange("one", answered(ASKED)), Exchange("two", answered(ASKED))], EN)
    elements = Elements(html).elements
    ids = [a["id"] for _, a in elements if "id" in a]
    targets = [href[1:] for tag, a in elements if tag == "a" and (href := a["href"] or "").startswith("#")]
    assert len(ids) == len(set(ids))
    assert set(targets) <= set(ids)
    assert {"t1c1", "t2c6"} <= set(targets)


def test_each_outlet_s_wording_has_a_row_of_its_own():
    html = answer(answered(ASKED), 1, EN)
    assert html.count('<td class="what">') == len(CITATIONS)
    assert [a["rowspan"] for tag, a in Elements(html).elements if tag == "th" and "rowspan" in a] == ["4", "1", "1"]


def test_the_answer_streams_in_sentence_by_sentence_then_claims_then_cards():
    found = answered(ASKED)
    lengths = [len(re.findall("<p[ >]", answer(found, 1, EN, step).split("<table")[0])) for step in range(1, 4)]
    assert lengths == [1, 2, 3]
    assert "<table" not in answer(found, 1, EN, 3)
    assert "<table" in answer(found, 1, EN, 4)
    assert 'class="card"' not in answer(found, 1, EN, 4)
    assert answer(found, 1, EN).count('class="card"') == len(CITATIONS)


def test_not_found_says_so_and_shows_the_closest_articles_and_what_was_searched():
    query = Query("swans?", languages=("fr", "ar"), outlets=("Harbour Courier",))
    shown = visible(answer(not_found(query), 1, EN))
    assert "The archive does not answer this." in shown
    assert "The closest articles" in shown
    assert str(HARBOUR.reference.title) in shown
    assert "What was searched" in shown
    assert all(chip in shown for chip in ("Français×", "العربية×"))
    assert "Harbour Courier" in shown
    assert "Copy with citations" not in shown


def test_the_copied_text_has_the_exact_quotes_with_outlet_date_and_address():
    copied = as_markdown(answered(ASKED), EN, "https://archive.example")
    assert f"> {QUOTE}" in copied
    assert (
        "[1] the ministry: Harbour Courier, “Ministry: coalition turned down joint strikes”, 14 November 2017" in copied
    )
    assert "https://harbour.example/story?a=1&b=2" in copied
    assert "https://archive.example/articles/warta?start=" in copied
    assert "[6] The American side, as told by the ministry: " in copied
    assert f"> {INNER}" in copied


def test_the_article_page_marks_the_passage_once_as_quote():
    cited = CITATIONS[2]
    html = article_page(SADA, cited.span, EN, "Whosaid")
    assert re.findall(r'<mark id="quote" tabindex="-1">(.*?)</mark>', html) == [cited.quote]
    assert ("div", {"class": "story", "lang": "ar", "dir": "rtl"}) in Elements(html).elements


def test_a_passage_over_two_paragraphs_is_marked_in_both_and_found_at_the_first():
    span = Span(50, 160)
    assert passage("50", "160", len(HARBOUR.text)) == span
    html = article_page(HARBOUR, span, EN, "Whosaid")
    pieces = re.findall(r"<mark[^>]*>(.*?)</mark>", html, re.DOTALL)
    assert "".join(pieces).replace("&#x27;", "'") == span.of(HARBOUR.text).replace("\n\n", "")
    assert html.count('id="quote"') == 1


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (None, None),
        ("5", None),
        ("9", "4"),
        ("-1", "4"),
        ("0", "99999"),
        ("a", "b"),
        ("1e3", "2000"),
        ("٣", "٩"),
        ("1" * 30, "2" * 30),
        ("4", "4"),
    ],
)
def test_offsets_that_do_not_fit_give_the_page_without_a_mark(start, end):
    assert passage(start, end, 100) is None


def test_an_article_s_address_survives_any_id():
    address = article_address("a/b ?#&<>ü", 1, 2, "en")
    assert address == "/articles/a%2Fb%20%3F%23%26%3C%3E%C3%BC?start=1&end=2&lang=en#quote"


def test_the_page_for_a_missing_article_is_in_the_reader_s_language():
    assert "Diesen Artikel gibt es nicht" in missing_page(words("de"), "Whosaid")


@pytest.mark.parametrize("code", PAGE_LANGUAGES)
def test_every_language_has_every_text_of_the_page_with_the_same_places(code):
    import languages

    english, own = languages.load("en").page, languages.load(code).page
    assert set(own) == set(english)
    places = {key: set(re.findall(r"\{\w+\}", value)) for key, value in english.items()}
    assert {key: set(re.findall(r"\{\w+\}", value)) for key, value in own.items()} == places
    assert len(own["months"].split("|")) == 12


@pytest.mark.parametrize("code", PAGE_LANGUAGES)
def test_an_answer_can_be_shown_in_every_language_of_the_page(code):
    html = conversation([Exchange("q", answered(ASKED)), Exchange("r", not_found(ASKED))], words(code))
    assert words(code)["claims"] in visible(html)
    assert not re.search(r"\{\w+\}", visible(html)), "a text with a place left unfilled"


@pytest.mark.parametrize(
    ("code", "written"),
    [
        ("en", "16 November 2017"),
        ("fr", "16 novembre 2017"),
        ("de", "16. November 2017"),
        ("zh", "2017年11月16日"),
        ("ru", "16 ноября 2017 г."),
        ("ar", "16 نوفمبر 2017"),
    ],
)
def test_dates_are_written_as_the_reader_writes_them(code, written):
    assert day(STATE.newest, words(code)) == written


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        ("fr-CA,en;q=0.8", "fr"),
        ("sw, de;q=0.5", "de"),
        ("xx", "en"),
        (None, "en"),
        ("AR", "ar"),
        ("zh-Hans", "zh"),
        ("*", "en"),
        ("'><script>", "en"),
    ],
)
def test_the_interface_takes_the_first_language_that_it_has(wanted, code):
    assert page_language(wanted) == code


def test_an_outlet_without_a_name_and_a_language_without_a_file_are_shown_as_what_they_are():
    unknown = replace(GANGWAN.reference, language="und", outlet=None)
    shown = card(replace(CITATIONS[3], reference=unknown), "a", "b", EN)
    assert "language unknown" in shown
    assert 'dir="auto"' in shown


def test_foreign_words_inside_a_sentence_keep_their_own_direction():
    arabic = AnswerSentence(f"نقل Harbour Courier: «{QUOTE}»", (1,))
    html = answer(replace(answered(ASKED), language="ar", sentences=(arabic,)), 1, words("ar"))
    assert '<bdi lang="en">Harbour Courier</bdi>' in html
    assert f'<bdi lang="en">{QUOTE}</bdi>' in html


def test_a_direct_quote_without_marks_of_its_own_gets_those_of_its_language():
    bare = replace(CITATIONS[0], quote=QUOTE[1:-2])
    html = answer(replace(answered(ASKED), citations=(bare, *CITATIONS[1:])), 1, EN)
    assert f"“{QUOTE[1:-2]}”</div>" in html
    assert f'<div lang="fr" dir="ltr">{OWN}</div>' in html


def test_whom_an_article_credits_stands_on_the_card_too():
    html = card(CITATIONS[4], "a", "b", EN, "Moscow")
    assert "The article credits its information to Moscow." in visible(html)


def test_a_model_s_part_is_told_under_the_answer_and_a_translation_under_the_printed_words():
    translated = replace(CITATIONS[2], translation="The American side refused <b>to bomb</b>")
    found = replace(
        answered(ASKED),
        phrased_by="tiny<script>",
        notices=("Phrased by <img src=x>.",),
        citations=(*CITATIONS[:2], translated, *CITATIONS[3:]),
    )
    html = answer(found, 1, EN)
    assert "Phrased by &lt;img src=x&gt;." in html
    assert html.index("Phrased by") < html.index('class="claims"')
    assert "The American side refused &lt;b&gt;to bomb&lt;/b&gt;" in html
    assert html.index("الجانب الأمريكي رفض قصف الأرتال", html.index("<blockquote")) < html.index("to bomb")
    assert "Machine translation by <bdi>tiny&lt;script&gt;</bdi>; the printed words above are what counts." in html
    assert "Phrased by <img src=x>." in as_markdown(found, EN)


def test_a_kept_answer_has_its_address_among_the_tools():
    assert "/answers/" not in answer(answered(ASKED), 1, EN)
    assert '"/answers/abc-_1?lang=en"' in answer(replace(answered(ASKED), kept=True, id="abc-_1"), 1, EN)
