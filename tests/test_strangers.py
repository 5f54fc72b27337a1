"""What strangers try at the doors built for readers: passwords at once, borrowed addresses, floods, kept answers."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime

import jwt
import pytest
from starlette.datastructures import Headers

from answer import Kept
from domain import Query
from errors import DamagedArchive
from tests.web_fixtures import ARTICLES, FakeArchive, answered, ask, serving
from web import Identities, View, passwords
from web.entrance import SLOW
from web.signin import TRIES, TRIES_OF_NAME

MIRA = {"mira": passwords.hashed("correct horse")}
KNOWN = Identities(accounts=MIRA)
PROXIED = Identities(accounts=MIRA, proxies=("10.0.0.7",), user_header="X-Forwarded-User")
WRONG = {"name": "mira", "password": "wrong horse"}
RIGHT = {"name": "mira", "password": "correct horse"}
REPORT = {"answer": "a1", "question": "Who said it?", "reason": "outdated"}
INTERNAL = next(iter(ARTICLES))


class PublicPart(FakeArchive):
    """The archive without one article."""

    def article(self, article_id):
        return None if article_id == INTERNAL else super().article(article_id)


# Passwords


def test_passwords_sent_all_at_once_are_no_more_tries_than_one_after_another():
    with serving(identities=KNOWN) as client, ThreadPoolExecutor(30) as crowd:
        codes = list(crowd.map(lambda _: client.post("/signin", data=WRONG).status_code, range(30)))
    assert (codes.count(401), codes.count(429)) == (TRIES, 30 - TRIES)


def test_one_name_cannot_be_tried_from_many_addresses_and_other_names_are_not_kept_waiting():
    accounts = MIRA | {"omar": passwords.hashed("battery staple")}
    with serving(identities=replace(PROXIED, accounts=accounts), client=("10.0.0.7", 1)) as client:

        def tried(number: int, form: dict[str, str] = WRONG) -> int:
            address = {"x-forwarded-for": f"203.0.113.{number}"}
            return int(client.post("/signin", data=form, headers=address, follow_redirects=False).status_code)

        assert {tried(n) for n in range(TRIES_OF_NAME)} == {401}
        assert tried(250) == 429
        assert tried(250, {"name": "omar", "password": "battery staple"}) == 303


def test_who_knows_the_password_uses_up_no_tries():
    with serving(identities=KNOWN) as client:
        codes = {client.post("/signin", data=RIGHT, follow_redirects=False).status_code for _ in range(TRIES + 2)}
    assert codes == {303}


def test_a_session_is_not_taken_over_from_what_the_browser_brought():
    with serving(identities=KNOWN) as client:
        brought = "whosaid_session=chosen-by-somebody-else"
        cookie = client.post("/signin", data=RIGHT, headers={"cookie": brought}, follow_redirects=False).headers
        assert "chosen-by-somebody-else" not in cookie["set-cookie"]


# Addresses behind proxies


def many(*pairs: tuple[str, str]) -> Headers:
    return Headers(raw=[(name.encode(), value.encode()) for name, value in pairs])


def test_a_forwarded_line_that_the_client_wrote_itself_is_not_taken_for_the_proxys():
    lines = many(("x-forwarded-for", "127.0.0.1"), ("x-forwarded-for", "203.0.113.9"))
    assert PROXIED.client(lines, "10.0.0.7") == "203.0.113.9"


def test_two_names_in_the_proxys_header_are_nobody():
    both = many(("x-forwarded-user", "mira"), ("x-forwarded-user", "guest"))
    assert PROXIED.reader(both, "10.0.0.7") is None
    assert PROXIED.reader(many(("x-forwarded-user", "mira")), "10.0.0.7") == "mira"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("::ffff:203.0.113.9", "203.0.113.9", True),
        ("203.0.113.9", "203.0.113.8", False),
    ],
)
def test_whoever_has_a_whole_network_of_addresses_is_one_client(one, other, same):
    assert (PROXIED.client(Headers(), one) == PROXIED.client(Headers(), other)) is same


def test_a_proxy_is_known_where_the_system_writes_its_address_as_ipv6():
    assert PROXIED.trusts("::ffff:10.0.0.7")


# Tokens


def test_a_token_whose_times_are_no_numbers_names_nobody():
    secret, wiki = "0123456789abcdef0123456789abcdef", "https://wiki.example.org"
    identities = Identities(token_secret=secret, issuers=(wiki,))
    claims = {"iss": wiki, "aud": "whosaid", "sub": "Admin", "iat": 1_700_000_000, "exp": "99999999999"}
    assert identities.bearer(jwt.encode(claims, secret, "HS256")) is None


# Floods and uploads


def test_feedback_is_paced_for_each_client_and_the_pace_of_questions_is_left_alone():
    kept: list[object] = []
    with serving(feedback=kept.append, questions_per_minute=0) as client:
        codes = [client.post("/api/feedback", json=REPORT).status_code for _ in range(SLOW + 20)]
        assert codes.count(201) == len(kept) == SLOW
        told = client.post("/api/feedback", json=REPORT)
        assert (told.status_code, int(told.headers["retry-after"]) > 0) == (429, True)
        assert client.post("/api/ask", json={"question": "who?"}).status_code == 200


def test_uploads_are_paced_too():
    with serving(upload=lambda name, data: {"new": 1}, identities=KNOWN) as client:
        client.post("/signin", data=RIGHT)
        files = [("files", ("a.txt", b"words", "text/plain"))]
        codes = [client.post("/archive", files=files).status_code for _ in range(SLOW + 3)]
    assert (codes.count(200), codes.count(429)) == (SLOW, 3)


def test_too_many_files_at_once_are_one_sentence_about_files():
    with serving(upload=lambda name, data: {"new": 1}) as client:
        files = [("files", (f"{n}.txt", b"words", "text/plain")) for n in range(21)]
        refused = client.post("/archive?lang=en", files=files)
    assert refused.status_code == 413
    assert "at most 20 files" in refused.text


def test_an_upload_whose_length_is_only_claimed_is_refused():
    with serving(upload=lambda name, data: {"new": 1}) as client:
        headers = {"content-length": "10", "transfer-encoding": "chunked", "content-type": "multipart/form-data"}
        assert client.post("/archive", content=b"x" * 10, headers=headers).status_code == 400


# What is for known readers


def test_what_the_ingest_said_of_files_is_for_this_machine_where_nobody_signs_in():
    with serving() as client:
        assert "odd.pdf" not in client.get("/archive").text
    with serving(client=("127.0.0.1", 1)) as client:
        assert "odd.pdf" in client.get("/archive").text


@pytest.fixture
def kept_answer():
    """An answer that anybody was given while all its articles were public; one has become internal since."""
    given = Kept(
        replace(answered(Query("who?")), id="a" * 16, kept=True),
        datetime(2026, 11, 22, tzinfo=UTC),
        dict.fromkeys(ARTICLES, ""),
        {},
    )
    whole = View(ask, FakeArchive(), find=lambda id_: given)
    with serving(archive=PublicPart(), whole=whole, find=lambda id_: given, identities=KNOWN, anonymous=True) as client:
        yield client


@pytest.mark.parametrize("accept", ["text/html", "application/json"])
def test_a_kept_answer_is_no_way_to_an_article_that_became_internal(kept_answer, accept):
    address, headers = f"/answers/{'a' * 16}", {"accept": accept}
    refused = kept_answer.get(address, headers=headers)
    assert refused.status_code == 404
    assert "flatly declined" not in refused.text
    kept_answer.post("/signin", data=RIGHT)
    assert "flatly declined" in kept_answer.get(address, headers=headers).text


def test_nothing_that_depends_on_the_reader_is_stored_on_its_way():
    with serving() as client:
        for path in (f"/articles/{INTERNAL}", "/articles/none", "/api/health", "/archive", "/signin", "/", "/embed/"):
            assert client.get(path).headers["cache-control"] == "no-store", path


def test_no_sentence_tells_a_stranger_where_the_archive_lies():
    class Broken(FakeArchive):
        def state(self):
            raise DamagedArchive("/srv/news room/var/archive/library.sqlite: cannot be read; run the doctor")

        overview = state

        def article(self, id_):
            return self.state()

    def broken(query):
        return Broken().state()

    with serving(broken, Broken()) as client:
        for told in (
            client.post("/api/ask", json={"question": "who?"}),
            client.get("/api/health"),
            client.get("/archive"),
            client.get("/embed/"),
            client.get("/articles/known"),
            client.post("/embed/", data={"question": "who?"}),
        ):
            assert "/srv" not in told.text
            assert "/var" not in told.text
            assert "library.sqlite: cannot be read" in told.text
        assert client.get("/articles/known").status_code == 503


def test_signing_out_sets_no_cookie_for_somebody_who_has_none():
    with serving(identities=KNOWN) as client:
        assert "set-cookie" not in client.post("/signout", follow_redirects=False).headers


# The session's cookie


def test_over_https_the_cookie_belongs_to_this_host_alone_and_counts_before_any_other():
    with serving(identities=PROXIED, client=("10.0.0.7", 1)) as client:
        https = {"x-forwarded-proto": "https"}
        cookie = client.post("/signin", data=RIGHT, headers=https, follow_redirects=False).headers["set-cookie"]
        assert cookie.startswith("__Host-whosaid_session=")
        for part in ("Secure", "HttpOnly", "Path=/", "SameSite=lax"):
            assert part in cookie
        assert "Domain" not in cookie
    own, others = PROXIED.session("mira"), replace(PROXIED, accounts={"omar": ""}).session("omar")
    both = Headers({"cookie": f"whosaid_session={others}; __Host-whosaid_session={own}"})
    assert PROXIED.reader(both, "127.0.0.1") == "mira"


def test_readers_who_are_known_have_a_pace_each_though_they_share_an_address():
    accounts = MIRA | {"omar": passwords.hashed("battery staple")}
    with serving(identities=Identities(accounts=accounts), questions_per_minute=1) as client:
        codes = []
        for form in (RIGHT, {"name": "omar", "password": "battery staple"}):
            client.post("/signin", data=form)
            codes.append([client.post("/api/ask", json={"question": "who?"}).status_code for _ in range(31)])
    assert [told.count(200) for told in codes] == [30, 30]
