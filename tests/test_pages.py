"""`python -m ingest ADDRESS`: feeds, sitemaps and articles of an invented site on loopback, and what is kept."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from errors import BadInput, UnreadableArticle
from index import Archive, load_embedder
from index.takedown import lift, take_down
from ingest import add_address
from ingest.__main__ import app
from ingest.fetch import Pages
from ingest.readers.listings import listing
from settings import read as read_settings
from tests.fetch_fixtures import Site, fetcher, served

FEED = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>
<title>Harbour Wire</title><link>http://outlet.example/</link><language>en</language>
<item><title>Harbour master denies closure</title><link>http://outlet.example/closure</link>
<dc:creator>Ana Ruiz</dc:creator><pubDate>Mon, 16 Nov 2026 08:00:00 GMT</pubDate></item>
<item><title>هيئة الميناء تنفي</title><link>/arabic</link><pubDate>Tue, 17 Nov 2026 08:00:00 GMT</pubDate></item>
<item><title>Inside</title><link>http://127.0.0.1/admin</link></item>
<item><title>Lost</title><link>http://outlet.example/lost</link></item>
</channel></rss>"""
CLOSURE = (
    "<html><head></head><body><article><h1>Harbour master denies closure</h1>"
    "<p>The harbour master, Lena Ortiz, denied on Monday that the northern pier was closed.</p>"
    "<p>“No berth is closed,” Ortiz said. “Ships come and go as they always did.”</p></article></body></html>"
)
ARABIC = (
    '<html lang="ar"><head><meta property="og:site_name" content="صوت الخليج"></head><body><article>'
    "<h1>هيئة الميناء تنفي إغلاق الرصيف</h1><p>نفت هيئة الميناء يوم الثلاثاء إغلاق الرصيف الشمالي.</p>"
    "<p>وقالت القبطان لينا أورتيز: «لم يُغلق أي رصيف في الميناء».</p></article></body></html>"
)


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch):
    site = Site()
    site.page("/feed.xml", FEED, "application/rss+xml")
    site.page("/closure", CLOSURE, ETag='"1"')
    site.page("/arabic", ARABIC)
    monkeypatch.setattr("ingest.fetch.Fetcher", lambda reach: fetcher(site))
    with served(site):
        yield site


def read_in(archive: Path, *words: str, ends: int = 0) -> dict:
    done = CliRunner().invoke(app, [*words, "--archive", str(archive), "--json"])
    assert done.exit_code == ends, done.output
    return json.loads(done.stdout)


def opened(archive: Path) -> Archive:
    return Archive.open(archive, load_embedder(read_settings().index.embedder))


def articles(archive: Path) -> dict[str | None, Any]:
    with sqlite(archive) as connection:
        ids = [id_ for (id_,) in connection.execute("SELECT id FROM articles ORDER BY url")]
    reader = opened(archive)
    try:
        return {article.reference.url: article for id_ in ids if (article := reader.article(id_))}
    finally:
        reader.close()


def sqlite(archive: Path):
    import sqlite3
    from contextlib import closing

    return closing(sqlite3.connect(archive / "library.sqlite"))


def test_a_feed_brings_its_articles_with_what_it_says_of_them_and_skips_the_rest_with_reasons(site, tmp_path):
    report = read_in(tmp_path / "a", "http://outlet.example/feed.xml")
    assert (report["new"], report["deleted"]) == (2, 0)
    assert {each["path"]: each["reason"] for each in report["skipped"]} == {
        "http://127.0.0.1/admin": "127.0.0.1 is not on the open internet, from which alone is fetched",
        "http://outlet.example/lost": "there is nothing at this address (status 404)",
    }
    found = articles(tmp_path / "a")
    english, arabic = found["http://outlet.example/closure"], found["http://outlet.example/arabic"]
    assert (english.reference.outlet, english.reference.authors) == ("Harbour Wire", ("Ana Ruiz",))
    assert (str(english.reference.published), english.reference.language) == ("2026-11-16", "en")
    assert english.text.startswith("Harbour master denies closure\n\nThe harbour master, Lena Ortiz, denied")
    assert "“No berth is closed,” Ortiz said." in english.text
    assert (arabic.reference.outlet, str(arabic.reference.published)) == ("صوت الخليج", "2026-11-17")
    assert "«لم يُغلق أي رصيف في الميناء»" in arabic.text
    assert Path(english.reference.path).parent == tmp_path / "a" / "fetched"


def test_what_the_feed_lists_again_is_not_asked_for_again_until_it_says_that_it_changed(site, tmp_path):
    read_in(tmp_path / "a", "http://outlet.example/feed.xml")
    site.asked.clear()
    again = read_in(tmp_path / "a", "http://outlet.example/feed.xml")
    assert (again["new"], again["updated"], again["unchanged"], again["deleted"]) == (0, 0, 2, 0)
    assert site.asked == ["/robots.txt", "/feed.xml", "/lost"]
    site.page("/feed.xml", FEED.replace("16 Nov 2026", "16 Nov 2126"), "application/rss+xml")
    site.page("/closure", CLOSURE.replace("always did", "ever did"), ETag='"2"')
    later = read_in(tmp_path / "a", "http://outlet.example/feed.xml")
    assert (later["new"], later["updated"], later["unchanged"]) == (0, 1, 1)
    assert "ever did" in articles(tmp_path / "a")["http://outlet.example/closure"].text


def test_an_article_that_left_the_feed_stays_and_one_whose_file_is_deleted_goes(site, tmp_path):
    read_in(tmp_path / "a", "http://outlet.example/feed.xml")
    site.page("/feed.xml", FEED.replace("http://outlet.example/closure", "http://outlet.example/lost"), "text/xml")
    assert read_in(tmp_path / "a", "http://outlet.example/feed.xml")["deleted"] == 0
    assert len(articles(tmp_path / "a")) == 2
    for file in (tmp_path / "a" / "fetched").glob("*closure*"):
        file.unlink()
    report = read_in(tmp_path / "a", str(tmp_path / "a" / "fetched"), "--prune")
    assert (report["deleted"], report["unchanged"]) == (1, 1)


def test_one_article_is_asked_for_anew_each_time_but_read_only_if_it_changed(site, tmp_path):
    address = "http://outlet.example/closure"
    first, again = read_in(tmp_path / "a", address), read_in(tmp_path / "a", address)
    assert (first["new"], again["unchanged"]) == (1, 1)
    assert site.sent[-1]["if-none-match"] == '"1"'
    site.page("/closure", CLOSURE.replace("always did", "ever did"), ETag='"2"')
    assert read_in(tmp_path / "a", address)["updated"] == 1
    article = articles(tmp_path / "a")[address]
    assert (article.reference.outlet, article.reference.published) == ("outlet.example", None)


def test_a_page_that_is_gone_or_became_unreadable_does_not_take_the_archives_words(site, tmp_path):
    address = "http://outlet.example/closure"
    read_in(tmp_path / "a", address)
    site.page("/closure", "<html><body><p>Accept cookies</p></body></html>")
    (skipped,) = read_in(tmp_path / "a", address, ends=3)["skipped"]
    assert "no running text" in skipped["reason"]
    site.pages["/closure"] = (410, {}, b"")
    (skipped,) = read_in(tmp_path / "a", address, ends=3)["skipped"]
    assert skipped["reason"].endswith("(status 410); the archive keeps what it had from there")
    assert "No berth is closed" in articles(tmp_path / "a")[address].text


def test_a_sitemap_gives_the_newest_first_and_says_what_is_left_for_the_next_run(site, tmp_path, monkeypatch):
    monkeypatch.setenv("WHOSAID_INGEST__MAX_PAGES", "1")
    site.page("/index.xml", sitemaps("http://outlet.example/map.xml"), "application/xml")
    site.page(
        "/map.xml",
        '<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
        "<url><loc>http://outlet.example/closure</loc><lastmod>2026-11-15</lastmod></url>"
        "<url><loc>http://outlet.example/arabic</loc><lastmod>2026-11-17T08:00:00Z</lastmod></url></urlset>",
        "text/xml",
    )
    report = read_in(tmp_path / "a", "http://outlet.example/index.xml")
    assert (report["new"], [each["reason"][:28] for each in report["skipped"]]) == (1, ["1 more articles are listed; "])
    assert list(articles(tmp_path / "a")) == ["http://outlet.example/arabic"]
    assert read_in(tmp_path / "a", "http://outlet.example/index.xml")["new"] == 1
    assert len(articles(tmp_path / "a")) == 2


def test_a_packed_sitemap_is_unpacked_but_not_beyond_what_is_fetched(site, tmp_path):
    listed = "<urlset><url><loc>http://outlet.example/closure</loc></url></urlset>"
    site.page("/map.xml.gz", gzip.compress(listed.encode()), "application/gzip")
    site.page("/bomb.xml.gz", gzip.compress(b" " * 30_000_000 + listed.encode()), "application/gzip")
    assert read_in(tmp_path / "a", "http://outlet.example/map.xml.gz")["new"] == 1
    (skipped,) = read_in(tmp_path / "a", "http://outlet.example/bomb.xml.gz", ends=3)["skipped"]
    assert skipped["reason"] == "unpacks to more than the 10 MB fetched"


def sitemaps(address: str) -> str:
    return (
        '<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
        f"<sitemap><loc>{address}</loc></sitemap></sitemapindex>"
    )


def test_an_article_that_was_taken_down_leaves_no_copy_and_is_not_kept_when_it_is_fetched_again(site, tmp_path):
    address, folder = "http://outlet.example/closure", tmp_path / "a"
    read_in(folder, address)
    id_ = articles(folder)[address].reference.id
    take_down(folder, [id_])
    assert list((folder / "fetched").iterdir()) == []
    report = read_in(folder, address, ends=3)
    assert "taken down" in report["skipped"][0]["reason"]
    assert list((folder / "fetched").iterdir()) == []
    lift(folder, [id_])
    assert read_in(folder, address)["new"] == 1


def test_what_a_killed_run_fetched_is_taken_in_by_the_next(site, tmp_path):
    folder = tmp_path / "a"
    read_in(folder, "http://outlet.example/closure")
    other = tmp_path / "b"
    (other / "fetched").mkdir(parents=True)
    (kept,) = (folder / "fetched").iterdir()
    (other / "fetched" / kept.name).write_bytes(kept.read_bytes())
    assert read_in(other, "http://outlet.example/arabic")["new"] == 2


def test_an_address_that_cannot_be_fetched_is_a_reason_and_ends_with_three(site, tmp_path):
    for address in ("file:///etc/passwd", "http://localhost/", "http://outlet.example/lost"):
        (skipped,) = read_in(tmp_path / "a", address, ends=3)["skipped"]
        assert skipped["path"] == address


def test_an_address_that_is_none_is_a_reason_before_a_file_is_named_after_it(site, tmp_path):
    words = ["http://[::1", "http://[x]/", "http://ex℀.com/", "http://outlet.example/" + "\U00020000" * 70]
    report = read_in(tmp_path / "a", *words, "http://outlet.example/closure")
    assert (report["new"], [skipped["path"] for skipped in report["skipped"]]) == (1, words)
    places = "".join(f"<url><loc>{word}</loc></url>" for word in ("http://x:99999/", "ftp://x/", "/arabic"))
    site.page("/map.xml", f"<urlset>{places}</urlset>", "text/xml")
    report = read_in(tmp_path / "a", "http://outlet.example/map.xml")
    assert (report["new"], [skipped["path"] for skipped in report["skipped"]]) == (1, ["http://x:99999/", "ftp://x/"])


def test_a_name_of_long_letters_makes_no_name_of_a_file_that_is_too_long(site, tmp_path):
    pages = Pages(fetcher(site), tmp_path)
    assert len(pages._path("http://a.b/" + "\U00020000" * 70).name.encode()) < 255
    assert pages._path("http://a.example/closure").name.startswith("a.example-closure-")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("<rss version='2.0'><channel><title>x</title></channel></rss>", "a feed without entries"),
        ('<!DOCTYPE urlset [<!ENTITY a "b">]><urlset><url><loc>&a;</loc></url></urlset>', "declares entities"),
        ("<urlset>" + "<url>" * 100_000, "a sitemap whose XML is nested more than 64 deep"),
        ("<urlset><url><loc>http://x/</loc></urlset>", "a sitemap whose XML is broken at line 1"),
    ],
)
def test_a_broken_list_is_refused_with_what_is_wrong(text: str, said: str):
    with pytest.raises(UnreadableArticle, match=said):
        listing(text, "http://outlet.example/x")


def test_a_day_after_which_there_is_none_does_not_refuse_a_sitemap():
    days = ("9999-12-31", "0001-01-01T00:00+12:00", "2026-11-17")
    text = "".join(f"<url><loc>/{day[:4]}</loc><lastmod>{day}</lastmod></url>" for day in days)
    found = listing(f"<urlset>{text}</urlset>", "https://port.example/map")
    assert sorted(entry.url[-4:] for entry in found.entries) == ["0001", "2026", "9999"]


def test_atom_and_news_sitemaps_give_what_they_know():
    atom = (
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="fr"><title>La Gazette</title><entry><title>Le port</title>'
        '<link rel="alternate" href="/port"/><updated>2026-11-17T08:00:00Z</updated><author><name>Anne Petit</name>'
        "</author></entry></feed>"
    )
    (entry,) = listing(atom, "https://gazette.example/atom").entries
    assert (entry.url, entry.title, entry.outlet) == ("https://gazette.example/port", "Le port", "La Gazette")
    assert (entry.authors, entry.published[:10]) == (("Anne Petit",), "2026-11-17")
    news = (
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
        'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>https://port.example/1</loc><news:news>'
        "<news:publication><news:name>港务报</news:name><news:language>zh</news:language></news:publication>"
        "<news:publication_date>2026-11-17</news:publication_date><news:title>港务局否认</news:title></news:news></url></urlset>"
    )
    (entry,) = listing(news, "https://port.example/map").entries
    assert (entry.title, entry.outlet, entry.language, entry.published) == ("港务局否认", "港务报", "zh", "2026-11-17")


def test_an_address_named_on_the_page_goes_the_same_way(site, tmp_path):
    model = load_embedder(read_settings().index.embedder)

    def add(address: str):
        write = lambda: Archive.write(tmp_path / "a", model)  # noqa: E731
        return add_address(address, tmp_path / "a", write, embedder=model, fetcher=fetcher(site))

    report = add("http://outlet.example/feed.xml")
    assert (report.new, len(report.skipped)) == (2, 2)
    with pytest.raises(BadInput, match="begins with https://"):
        add("outlet.example/feed.xml")
