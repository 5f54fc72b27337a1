"""Feeds and WordPress exports as files: what becomes an article, what is skipped and why, and what breaks nothing."""

import zipfile
from pathlib import Path

import pytest

from errors import UnreadableArticle
from ingest import ingest
from ingest.draft import Draft, PassedOver
from ingest.readers import feeds, html, wordpress
from ingest.reading import read_data
from tests.ingest_fixtures import LetterEmbedder, MemoryArchive

SAMPLES = Path(__file__).parent / "fixtures" / "articles"


def items(*posts: str) -> str:
    return (
        '<?xml version="1.0"?><rss xmlns:wp="http://wordpress.org/export/1.2/" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Harbour Wire</title>'
        + "".join(f"<item>{post}</item>" for post in posts)
        + "</channel></rss>"
    )


def post(content: str, *, kind: str = "post", status: str = "publish", more: str = "") -> str:
    return (
        f"<title>A story</title><wp:post_type>{kind}</wp:post_type><wp:status>{status}</wp:status>{more}"
        f"<content:encoded><![CDATA[{content}]]></content:encoded>"
    )


def test_published_posts_are_read_and_everything_else_is_counted_with_its_reason():
    found = read_data(Path("export.xml"), (SAMPLES / "sample.xml").read_bytes())
    (read,) = found.articles
    assert read.article.text == (
        "Liman, kuzey rıhtımının kapatıldığını yalanladı\n\n"
        "Liman idaresi salı günü kuzey rıhtımını kapattığını yalanladı.\n\n"
        "“Hiçbir rıhtım kapalı değil” dedi liman başkanı Lena Ortiz."
    )
    assert read.article.reference.url == "https://korfez.example/kuzey-rihtimi/"
    assert found.problems == []
    assert found.passed_over == [
        "1 pages: only posts are articles",
        "1 with the status 'draft': only published posts are read",
    ]


def test_what_is_behind_a_password_or_has_no_text_is_not_read():
    text = items(
        post("<p>Secret.</p>", more="<wp:post_password>x</wp:post_password>"), post("  "), post("x", kind="attachment")
    )
    told = [each.reason if isinstance(each, PassedOver) else str(each) for each in wordpress.read(text)]
    assert told == [
        "post 'A story': has no text",
        "1 behind a password: only published posts are read",
        "1 attachments: only posts are articles",
    ]


def test_an_export_with_more_than_articles_is_read_once_alone_or_in_a_zip(tmp_path: Path, monkeypatch):
    archive, text = MemoryArchive(), items(post("<p>The port is open.</p>"), post("x", kind="attachment"))
    (tmp_path / "export.xml").write_text(text)
    with zipfile.ZipFile(tmp_path / "week.zip", "w") as bundle:
        bundle.writestr("export.xml", text.replace("The port", "The pier"))
    first = ingest([tmp_path], archive, embedder=LetterEmbedder())
    assert [skipped.reason for skipped in first.skipped] == ["1 attachments: only posts are articles"] * 2
    monkeypatch.setattr("ingest.intake.contents", None)
    again = ingest([tmp_path], archive, embedder=LetterEmbedder())
    assert (first.new, again.unchanged, again.skipped) == (2, 2, [])


def test_an_old_post_has_paragraphs_where_its_lines_are_empty_and_shortcodes_are_no_text():
    content = (
        "The port is open.\nSo it was.\n\n[caption id='3']<img src='x'> A ship.[/caption]\n\n"
        "“No berth [of five] is closed,” she said.\n\n[gallery ids='1,2']<script>alert(1)</script>"
    )
    (draft,) = wordpress.read(items(post(content)))
    assert isinstance(draft, Draft)
    assert draft.body == "The port is open.\n\nSo it was.\n\n“No berth [of five] is closed,” she said."


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (items(post("x"))[:-9], "a WordPress export whose XML is broken at line 1"),
        ('<!DOCTYPE a [<!ENTITY b "c">]>' + items(post("&b;")).partition("?>")[2], "declares entities or a DTD"),
        ('<rss xmlns:wp="http://wordpress.org/export/1.2/"></rss>', "without a channel"),
        ("<html><p>A page.</p></html>", "not a feed"),
        ("", "not a feed"),
        ("<rss>" + "<a>" * 63, "a feed without entries"),
        ("<rss>" + "<a>" * 100_000, "a feed whose XML is nested more than 64 deep"),
    ],
)
def test_a_broken_export_or_feed_is_refused_with_what_is_wrong(text: str, said: str):
    with pytest.raises(UnreadableArticle, match=said):
        list(feeds.read(text))


def test_a_bomb_of_entities_in_a_feed_grows_nothing():
    bomb = (
        '<!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;">'
        '<!ENTITY f SYSTEM "file:///etc/passwd">]><rss version="2.0"><channel><title>x</title>'
        "<item><title>T</title><description>&c; &f; A story.</description></item></channel></rss>"
    )
    (entry,) = feeds.entries(bomb)
    assert "aaaaaaaaaaaa" not in entry.content
    assert "root:" not in entry.content


def test_entries_without_a_value_or_with_a_broken_link_break_nothing():
    text = (
        '<feed xmlns="http://www.w3.org/2005/Atom"><entry><link href="http://[x/y"/><content/><summary/></entry></feed>'
    )
    (entry,) = feeds.entries(text, "http://a.example/")
    assert (entry.content, entry.url) == ("", "")


def test_an_entry_without_text_is_skipped_with_the_way_to_its_article():
    text = "<rss version='2.0'><channel><item><title>T</title><link>http://a.example/b</link></item></channel></rss>"
    (reason,) = feeds.read(text)
    assert "with the feed's address fetches it" in str(reason)


def test_titles_lose_their_markup_and_keep_their_characters():
    text = (
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>港务报</title><entry><title type="html">&lt;b&gt;R&amp;amp;D'
        '&lt;/b&gt; “open”</title><content type="html">&lt;p&gt;قالت: «لا».&lt;/p&gt;</content></entry></feed>'
    )
    (draft,) = feeds.read(text)
    assert isinstance(draft, Draft)
    assert (draft.title, draft.outlet, draft.body) == ("R&D “open”", "港务报", "قالت: «لا».")


def test_a_piece_of_html_keeps_all_its_text_in_order_by_paragraphs():
    markup = "<div>One.</div><div>Two <b>bold</b>.</div><blockquote>“Three.”</blockquote><ul><li>4</li></ul>six"
    assert html.fragment(markup) == "One.\n\nTwo bold.\n\n“Three.”\n\n4\n\nsix"
    assert html.fragment("<table><tr><td>a</td><td>b</td></tr></table><figcaption>c</figcaption> d") == "a\n\nb\n\nd"
