"""Fetching one address: which connections are made, with which names, and what of the answer is taken."""

import datetime
import gzip
import ipaddress
import re
import ssl

import pytest

from errors import UnreadableArticle
from ingest.fetch import Fetcher, Reach
from ingest.fetch.addresses import closed, target
from ingest.fetch.fetcher import Fetched, text_of
from tests.fetch_fixtures import OPEN, Loopback, Site, connected, fetcher, names, served

PORTS = (80, 443)


def reason(web: Fetcher, url: str) -> str:
    with pytest.raises(UnreadableArticle) as error:
        web.get(url)
    return str(error.value)


@pytest.mark.parametrize(
    "address",
    "127.0.0.1 0.0.0.0 10.1.2.3 100.64.0.1 169.254.169.254 172.16.0.1 192.0.0.8 192.168.0.1 198.18.0.1 224.0.0.1 "
    "240.0.0.1 255.255.255.255 168.63.129.16 192.88.99.1 203.0.113.9 :: ::1 ::ffff:10.0.0.1 ::7f00:1 64:ff9b::a00:1 "
    "64:ff9b:1::1 100::1 2001::1 2001:db8::1 2002:7f00:1:: 3fff::1 fc00::1 fd12::1 fe80::1 fec0::1 ff02::1 x".split(),
)
def test_what_is_not_the_open_internet_is_closed(address: str):
    assert closed(address)


@pytest.mark.parametrize("address", [OPEN, "8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"])
def test_the_open_internet_is_open(address: str):
    assert not closed(address)


@pytest.mark.parametrize(
    ("url", "parts"),
    [
        ("http://Outlet.Example", "http://outlet.example/"),
        ("https://outlet.example:443/a?b=c#d", "https://outlet.example/a?b=c"),
        ("https://الخبر.example/قصة", "https://xn--mgbcrn6g.example/%D9%82%D8%B5%D8%A9"),
        ("https://outlet.example/%D9%82%D8%B5%D8%A9?s=é", "https://outlet.example/%D9%82%D8%B5%D8%A9?s=%C3%A9"),
        ("http://[2606:4700::1111]/x", "http://[2606:4700::1111]/x"),
        ("http://93.184.215.14/x", "http://93.184.215.14/x"),
    ],
)
def test_an_address_is_sent_in_its_plain_form(url: str, parts: str):
    assert str(target(url, PORTS)) == parts


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("ftp://outlet.example/", "'ftp' is not fetched"),
        ("http://outlet.example:99999/", "not a web address"),
        ("http://outlet.example:8080/", "port 8080 is not fetched from; allowed: 80, 443"),
        ("http:///x", "no name of a host"),
        ("http://a..b/", "no name of a host"),
        ("http://outlet.example/a\tb", "which no address may"),
        ("http://outlet.example/\udcff", "which no address may"),
        ("http://[::1", "not a web address"),
        ("http://ex℀.com/", "not a web address"),
        ("http://name:word@outlet.example/", "leave them out"),
        ("http://outlet.example/" + "x" * 2000, "the longest that is fetched has 2000"),
    ],
)
def test_a_bad_address_is_refused_with_what_is_wrong(url: str, said: str):
    with pytest.raises(UnreadableArticle, match=re.escape(said)):
        target(url, PORTS)


def test_the_page_is_taken_after_redirects_with_its_type_encoding_and_validators():
    site = Site()
    site.pages["/old"] = (301, {"Location": "/new"}, b"")
    site.page("/new", "<p>été</p>".encode("latin-1"), "text/HTML; charset=latin-1", ETag='"7"', Last_Modified="Mon")
    with served(site):
        found = fetcher(site).get("http://outlet.example/old")
    assert (found.url, found.status, found.kind, found.charset) == (
        *("http://outlet.example/new", 200),
        *("text/html", "latin-1"),
    )
    assert (found.body.decode("latin-1"), found.etag, found.modified) == ("<p>été</p>", '"7"', "Mon")
    assert site.asked == ["/robots.txt", "/old", "/new"]


def test_a_request_carries_no_cookie_no_referrer_and_says_who_asks():
    site = Site()
    site.page("/a", "<p>a</p>", Set_Cookie="id=1")
    with served(site):
        web = fetcher(site)
        web.get("http://outlet.example/a")
        web.get("http://outlet.example/a", etag='"7"', modified="Mon")
    assert site.sent[-1].keys() == {
        *("host", "user-agent", "accept", "accept-encoding", "connection"),
        *("if-none-match", "if-modified-since"),
    }
    assert site.sent[-1]["user-agent"].startswith("Whosaid/")


def test_the_certificate_must_be_that_of_the_name_though_the_connection_goes_to_the_address():
    site = Site()
    site.page("/a", "<p>a</p>")
    secure, trust = authority("outlet.example")
    with served(site, secure):
        web = fetcher(site, trust=trust)
        assert web.get("https://outlet.example/a").status == 200
        assert "certificate" in reason(web, "https://other.example/a")
    assert connected(web) == {OPEN}


def test_nothing_leads_from_https_to_http():
    site = Site()
    site.pages["/a"] = (302, {"Location": "http://outlet.example/a"}, b"")
    secure, trust = authority("outlet.example")
    with served(site, secure):
        assert "redirected from https to http" in reason(fetcher(site, trust=trust), "https://outlet.example/a")


def test_packed_pages_are_unpacked_and_what_cannot_be_is_refused():
    site = Site()
    site.page("/good", gzip.compress(b"<p>good</p>"), Content_Encoding="gzip")
    site.page("/cut", gzip.compress(b"<p>good</p>" * 100)[:-9], Content_Encoding="gzip")
    site.page("/wrong", b"not packed", Content_Encoding="gzip")
    site.page("/brotli", b"?", Content_Encoding="br")
    with served(site):
        web = fetcher(site)
        assert web.get("http://outlet.example/good").body == b"<p>good</p>"
        assert "cut off" in reason(web, "http://outlet.example/cut")
        assert "cannot be unpacked" in reason(web, "http://outlet.example/wrong")
        assert "not asked for" in reason(web, "http://outlet.example/brotli")


def test_a_validator_that_no_header_may_carry_is_not_sent():
    site = Site()
    site.page("/a", "<p>a</p>")
    with served(site):
        assert fetcher(site).get("http://outlet.example/a", etag='"é"', modified="Mon").status == 200
    assert ("if-none-match" in site.sent[-1], site.sent[-1]["if-modified-since"]) == (False, "Mon")


def test_a_redirect_to_what_is_no_address_is_refused():
    site = Site()
    site.pages["/a"] = (302, {"Location": "http://[x/"}, b"")
    with served(site), pytest.raises(UnreadableArticle, match=re.escape("redirected to 'http://[x/', which is no web")):
        fetcher(site).get("http://outlet.example/a")


@pytest.mark.parametrize("charset", ["undefined", "no-such", "ascii", "a\0b", "punycode"])
def test_a_server_that_names_a_wrong_encoding_is_not_believed(charset: str):
    body = "<p>“No berth is closed,” said Ortiz.</p>"
    assert text_of(Fetched("http://x.example/", 200, "text/html", charset, body.encode()), 1000) == body


def test_other_types_and_faults_of_the_server_are_refused_by_name():
    site = Site()
    site.page("/film", b"0", "video/mp4")
    site.pages["/bare"] = (200, {}, b"<p>x</p>")
    site.pages["/down"] = (503, {}, b"")
    site.pages["/rude"] = lambda request: request.wfile.write(b"nonsense\r\n\r\n")
    with served(site):
        web = fetcher(site)
        assert "video/mp4" in reason(web, "http://outlet.example/film")
        assert "not given" in reason(web, "http://outlet.example/bare")
        assert "status 503" in reason(web, "http://outlet.example/down")
        assert "cannot be read" in reason(web, "http://outlet.example/rude")
        assert web.get("http://outlet.example/none").status == 404
        assert reason(web, "http://nobody.example/") == "the name nobody.example cannot be resolved"


def test_if_one_address_does_not_answer_the_next_is_tried_but_only_if_all_are_open():
    site = Site()
    site.page("/a", "<p>a</p>")
    with served(site):
        network = Dead(site)
        web = Fetcher(Reach(pause=0), names({"outlet.example": ["8.8.8.8", OPEN]}), inner=network)
        assert web.get("http://outlet.example/a").status == 200
        web.resolve = names({"outlet.example": [OPEN, "10.0.0.1"]})
        assert "outlet.example is not on the open internet" in reason(web, "http://outlet.example/a")


class Dead(Loopback):
    def connect_tcp(self, host, port, timeout=None, local_address=None, socket_options=None):
        import httpcore

        if host == "8.8.8.8":
            raise httpcore.ConnectError("dead")
        return super().connect_tcp(host, port, timeout)


def test_robots_txt_is_respected_and_read_once():
    site = Site()
    site.page("/robots.txt", "User-agent: Whosaid\nDisallow: /private/\nAllow: /private/open\n", "text/plain")
    site.page("/private/a", "<p>a</p>")
    site.page("/private/open", "<p>b</p>")
    site.pages["/hop"] = (302, {"Location": "/private/a"}, b"")
    with served(site):
        web = fetcher(site)
        assert "robots.txt" in reason(web, "http://outlet.example/private/a")
        assert "robots.txt" in reason(web, "http://outlet.example/hop")
        assert web.get("http://outlet.example/private/open").status == 200
    assert site.asked == ["/robots.txt", "/hop", "/private/open"]


def test_a_site_whose_wishes_cannot_be_known_is_not_read():
    site = Site()
    site.pages["/robots.txt"] = (500, {}, b"")
    site.page("/a", "<p>a</p>")
    with served(site):
        assert "status 500 when asked for its robots.txt" in reason(fetcher(site), "http://outlet.example/a")
    assert site.asked == ["/robots.txt"]


def test_a_host_is_not_asked_faster_than_it_wants(monkeypatch: pytest.MonkeyPatch):
    site = Site()
    slept: list[float] = []
    monkeypatch.setattr("time.sleep", slept.append)
    site.page("/robots.txt", "User-agent: *\nCrawl-delay: 7\n", "text/plain")
    site.page("/a", "<p>a</p>")
    with served(site):
        web = fetcher(site, reach=Reach(pause=1))
        web.get("http://outlet.example/a")
        web.get("http://outlet.example/a")
        waits = [round(seconds) for seconds in slept if seconds > 1]
        assert waits == [7]
        site.page("/robots.txt", "User-agent: *\nCrawl-delay: 900\n", "text/plain")
        assert "wants 900 seconds" in reason(fetcher(site), "http://outlet.example/a")


def authority(name: str):
    """What secures a server socket with a certificate for the name, and a context that trusts it."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.datetime.now(datetime.UTC)
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "test")])
    named = x509.SubjectAlternativeName([x509.DNSName(name), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(named, critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = certificate.public_bytes(serialization.Encoding.PEM)
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    trust = ssl.create_default_context(cadata=pem.decode())
    return (lambda socket: _server_context(pem, private).wrap_socket(socket, server_side=True)), trust


def _server_context(pem: bytes, private: bytes) -> ssl.SSLContext:
    import tempfile

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with tempfile.NamedTemporaryFile() as file:
        file.write(pem + private)
        file.flush()
        context.load_cert_chain(file.name)
    return context
