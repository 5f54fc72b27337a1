"""Forty addresses that must not be fetched (row 11 of the table of threats): each refused, none of them asked for."""

import gzip
import time

import pytest

from errors import UnreadableArticle
from ingest.fetch import Reach
from tests.fetch_fixtures import OPEN, Site, connected, fetcher, served

pytestmark = pytest.mark.torture

INSIDE = {
    "localhost": ["127.0.0.1", "::1"],
    "127.0.0.1.nip.example": ["127.0.0.1"],
    "both.example": [OPEN, "10.0.0.8"],
    "metadata.google.internal": ["169.254.169.254"],
    "intranet": ["192.168.1.10"],
    "six.example": ["fd00::1"],
}
DIRECT = {
    "http://127.0.0.1/": "not on the open internet",
    "http://127.8.9.1/": "not on the open internet",
    "http://0.0.0.0/": "not on the open internet",
    "http://2130706433/": "no ordinary IP address",
    "http://0177.0.0.1/": "no ordinary IP address",
    "http://0x7f.0.0.1/": "no ordinary IP address",
    "http://0x7f000001/": "no ordinary IP address",
    "http://127.1/": "no ordinary IP address",
    "http://①②⑦.⓪.⓪.①/": "not on the open internet",
    "http://[::1]/": "not on the open internet",
    "http://[::]/": "not on the open internet",
    "http://[::ffff:127.0.0.1]/": "not on the open internet",
    "http://[::127.0.0.1]/": "not on the open internet",
    "http://[64:ff9b::127.0.0.1]/": "not on the open internet",
    "http://[2002:7f00:1::]/": "not on the open internet",
    "http://[fe80::1%25eth0]/": "not on the open internet",
    "http://localhost/": "not on the open internet",
    "http://LocalHost./": "not on the open internet",
    "http://127.0.0.1.nip.example/": "not on the open internet",
    "http://both.example/": "both.example is not on the open internet",
    "http://169.254.169.254/latest/meta-data/": "not on the open internet",
    "http://metadata.google.internal/": "not on the open internet",
    "http://168.63.129.16/": "not on the open internet",
    "http://100.100.100.200/": "not on the open internet",
    "http://10.1.2.3/": "not on the open internet",
    "http://intranet/": "not on the open internet",
    "http://six.example/": "not on the open internet",
    "file:///etc/passwd": "begins with http:// or https://",
    "gopher://127.0.0.1:25/x": "begins with http:// or https://",
    "http://outlet.example:22/": "port 22 is not fetched from",
    "http://user:secret@outlet.example/": "user name or password",
    "http://outlet.example\\@127.0.0.1/": "which no address may",
}
"""Address → what the reason must say."""
BEHIND = {
    "/to-loopback": "not on the open internet",
    "/to-metadata": "not on the open internet",
    "/to-file": "begins with http:// or https://",
    "/twenty-redirects": "more than 5 redirects",
    "/ten-gigabytes": "10000 MB are more than the 10 MB fetched",
    "/endless": "more than the 10 MB fetched",
    "/bomb": "more than the 10 MB fetched",
    "/slow": "too slow",
}
"""Path of an open site → what the reason must say."""


def endless(request) -> None:
    request.send_response(200)
    request.send_header("Content-Type", "text/html")
    request.end_headers()
    while True:
        request.wfile.write(b"<p>more</p>" * 10_000)


def slow(request) -> None:
    request.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n")
    for number in range(200):
        request.wfile.write(b"X-%d: y\r\n" % number)
        request.wfile.flush()
        time.sleep(0.1)


def hostile() -> Site:
    site = Site()
    for path, location in (
        ("/to-loopback", "http://127.0.0.1/"),
        ("/to-metadata", "//169.254.169.254/latest/"),
        ("/to-file", "file:///etc/passwd"),
        ("/twenty-redirects", "/twenty-redirects"),
    ):
        site.pages[path] = (302, {"Location": location}, b"")
    site.page("/bomb", gzip.compress(b"0" * 200_000_000, 9), Content_Encoding="gzip")
    site.pages["/endless"], site.pages["/slow"] = endless, slow

    def declared(request) -> None:
        request.send_response(200)
        request.send_header("Content-Type", "text/html")
        request.send_header("Content-Length", str(10_000_000_000))
        request.end_headers()

    site.pages["/ten-gigabytes"] = declared
    return site


def refusal(web, url: str) -> str:
    try:
        web.get(url)
    except UnreadableArticle as error:
        return str(error)
    return "nothing: it was fetched"


def test_forty_addresses_are_refused_and_the_canary_hears_nothing(record_property):
    site, canary = hostile(), Site()
    reach = Reach(pause=0, seconds=3)
    with served(site), served(canary):
        web = fetcher(site, canary, known=INSIDE, reach=reach)
        expected = DIRECT | {f"http://outlet.example{path}": why for path, why in BEHIND.items()}
        said = {url: refusal(web, url) for url in expected}
    wrong = {url: said[url] for url, why in expected.items() if why not in said[url]}
    assert (len(expected), wrong) == (40, {})
    assert canary.asked == []
    assert connected(web) == {OPEN}
    record_property("row 11", f"{len(expected)} addresses tried, all refused with a reason; canary hits: 0")


def test_a_name_that_changes_its_address_after_the_check_gains_nothing():
    """Every lookup but the first leads inside; the connection goes where the check looked, and the next is refused."""
    site, canary, asked = Site(), Site(), []
    site.page("/page", "<p>A page.</p>")

    def rebinding(host: str, port: int) -> list[str]:
        asked.append(host)
        return [OPEN] if len(asked) % 2 else ["127.0.0.1"]

    with served(site), served(canary):
        web = fetcher(site, canary)
        web.resolve = rebinding
        assert "not on the open internet" in refusal(web, "http://outlet.example/page")
    assert (site.asked, canary.asked, len(asked)) == (["/robots.txt"], [], 2)
