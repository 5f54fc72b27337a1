"""Who asks: password files, sessions, proxies' headers, wikis' tokens, and what somebody unknown may see."""

import time
from dataclasses import replace

import jwt
import pytest
from starlette.datastructures import Headers
from typer.testing import CliRunner

from domain import Query
from errors import BadInput, BadSetting
from tests.web_fixtures import ARTICLES, FakeArchive, answered, ask, every_route, serving
from web import View, passwords
from web.__main__ import app as command
from web.entrance import OPEN
from web.identity import Identities
from web.pace import Pace
from web.signin import TRIES, onward

SECRET = "0123456789abcdef0123456789abcdef"
WIKI = "https://wiki.example.org"
MIRA = {"mira": passwords.hashed("correct horse")}
SIGNED = Identities(accounts=MIRA, token_secret=SECRET, issuers=(WIKI,))
HTML = {"accept": "text/html"}
INTERNAL = next(iter(ARTICLES))


class PublicPart(FakeArchive):
    """The archive without one article."""

    def article(self, article_id):
        return None if article_id == INTERNAL else super().article(article_id)

    def outlets(self):
        return ["Public outlet"]


def whole_answer(query: Query):
    return replace(answered(query), id="whole")


def both(**options):
    """An application over two views: what is public, and everything."""
    whole = View(whole_answer, FakeArchive(), lambda language: ["What is internal?"])
    return serving(ask, PublicPart(), whole=whole, **options)


def token(secret: str = SECRET, **changed) -> str:
    now = int(time.time())
    claims = {"iss": WIKI, "aud": "whosaid", "sub": "Admin", "iat": now, "exp": now + 600} | changed
    return jwt.encode({key: value for key, value in claims.items() if value is not None}, secret, "HS256")


def signed_in(client):
    response = client.post("/signin", data={"name": "mira", "password": "correct horse"}, follow_redirects=False)
    assert response.status_code == 303, response.text
    return response


# Passwords


def test_a_password_is_known_again_and_another_is_not():
    assert passwords.matches(MIRA, "mira", "correct horse")
    assert not passwords.matches(MIRA, "mira", "correct horsf")
    assert not passwords.matches(MIRA, "nobody", "correct horse")
    assert passwords.hashed("correct horse") != passwords.hashed("correct horse"), "each has a salt of its own"


def test_the_command_writes_a_file_that_only_its_owner_reads(tmp_path):
    file = tmp_path / "readers.txt"
    done = CliRunner().invoke(command, ["password", "mira", "--file", str(file)], input="correct horse\n")
    assert done.exit_code == 0, done.output
    assert file.stat().st_mode & 0o777 == 0o600
    CliRunner().invoke(command, ["password", "omar", "--file", str(file)], input="another one\n")
    accounts = passwords.read(file)
    assert passwords.matches(accounts, "mira", "correct horse")
    assert passwords.matches(accounts, "omar", "another one")
    assert "horse" not in file.read_text()


@pytest.mark.parametrize(
    ("name", "password"),
    [(n, "long enough") for n in ("", "a:b", "x\x07", "#x")] + [("mira", "short"), ("mira", "x" * 201)],
)
def test_a_name_or_password_that_cannot_be_taken_is_one_sentence(name, password, tmp_path):
    with pytest.raises(BadInput, match=r"name|password"):
        passwords.write(tmp_path / "readers.txt", name, password)
    assert not (tmp_path / "readers.txt").exists()


@pytest.mark.parametrize(
    "line", ["mira", "mira:secret", "mira:scrypt$1$1$1$aa$bb", ":" + MIRA["mira"], "mira:md5$$$$$"]
)
def test_a_broken_line_of_the_password_file_is_named(line, tmp_path):
    file = tmp_path / "readers.txt"
    file.write_text(f"# readers\nomar:{MIRA['mira']}\n{line}\n")
    with pytest.raises(BadSetting, match="line 3"):
        passwords.read(file)


def test_a_password_file_that_is_missing_empty_or_no_text_is_named(tmp_path):
    for name, content in {"empty": b"\n", "binary": b"\xff\xfe\x00"}.items():
        (tmp_path / name).write_bytes(content)
        with pytest.raises(BadSetting, match=name):
            passwords.read(tmp_path / name)
    with pytest.raises(BadSetting, match="cannot be read"):
        passwords.read(tmp_path / "missing")


# Tokens and proxies


def test_a_wikis_token_names_its_reader():
    assert SIGNED.bearer(token()) == "Admin"


@pytest.mark.parametrize(
    "forged",
    [
        token(secret=SECRET.upper()),
        token()[:-2] + ("aa" if not token().endswith("aa") else "bb"),
        token(iss="https://evil.example"),
        token(aud="another"),
        token(exp=int(time.time()) - 1),
        token(exp=int(time.time()) + 3600),
        token(iat=int(time.time()) + 600, exp=int(time.time()) + 900),
        token(sub=None),
        token(sub=""),
        token(exp=None),
        jwt.encode({"sub": "Admin"}, "", "none"),
        "x" * 3000,
        "",
        "no.token.atall",
    ],
)
def test_a_token_that_is_forged_old_foreign_or_too_long_lived_names_nobody(forged):
    assert SIGNED.bearer(forged) is None


def test_without_a_secret_no_token_counts():
    assert Identities(issuers=(WIKI,)).bearer(token()) is None


def test_a_proxys_header_is_believed_from_the_proxy_alone():
    known = Identities(user_header="X-Forwarded-User", proxies=("10.0.0.0/24",))
    headers = Headers({"X-Forwarded-User": "mira"})
    assert known.reader(headers, "10.0.0.7") == "mira"
    assert known.reader(headers, "10.0.1.7") is None
    assert known.reader(headers, "testclient") is None


def test_a_client_is_what_the_nearest_foreign_hop_is():
    known = Identities(proxies=("10.0.0.7",))
    spoofed = Headers({"x-forwarded-for": "1.1.1.1, 203.0.113.9"})
    assert known.client(spoofed, "10.0.0.7") == "203.0.113.9"
    assert known.client(spoofed, "198.51.100.4") == "198.51.100.4"
    assert known.client(Headers({"x-forwarded-for": "nonsense"}), "10.0.0.7") == "unknown"


@pytest.mark.parametrize(
    "given",
    [{"user_header": "X-User"}, {"proxies": ("nowhere",)}, {"token_secret": "short"}],
)
def test_a_setting_that_would_let_anybody_in_is_refused(given):
    with pytest.raises(BadSetting, match="WHOSAID_WEB__"):
        Identities(**given)


# The door


def test_nothing_opens_without_a_name_where_one_is_wanted():
    with both(identities=SIGNED, anonymous=False) as client:
        paths = {path for path, _ in every_route(client.app)}
        assert len(paths) > 40
        paths |= {
            "/",
            "/config",
            "/gradio_api/queue/join",
            "/gradio_api/heartbeat/x",
            f"/articles/{INTERNAL}",
            "/api/ask",
        }
        for path in sorted(paths - OPEN - {"/signin"}):
            if path.startswith("/web/"):
                continue
            for method in ("GET", "POST"):
                refused = client.request(method, path or "/", json={"question": "who?"}, follow_redirects=False)
                assert refused.status_code in {401, 404}, (method, path, refused.status_code)
        sent = client.get("/", headers=HTML, follow_redirects=False)
        assert (sent.status_code, sent.headers["location"]) == (303, "/signin?next=/")


def test_signing_in_opens_the_whole_archive_and_signing_out_shuts_it():
    with both(identities=SIGNED, anonymous=False) as client:
        cookie = signed_in(client).headers["set-cookie"].lower()
        assert "httponly" in cookie
        assert "samesite=lax" in cookie
        assert client.post("/api/ask", json={"question": "who said it?"}).json()["id"] == "whole"
        assert client.get(f"/articles/{INTERNAL}").status_code == 200
        assert "mira" in client.get("/signin").text
        client.post("/signout")
        assert client.post("/api/ask", json={"question": "who said it?"}).status_code == 401


def test_a_session_is_worth_nothing_after_a_restart_or_with_one_letter_changed():
    value = SIGNED.session("mira")
    assert SIGNED.reader(Headers({"cookie": f"a=b; whosaid_session={value}"}), "127.0.0.1") == "mira"
    assert SIGNED.reader(Headers({"cookie": f"whosaid_session={value[:-3]}abc"}), "127.0.0.1") is None
    restarted = replace(SIGNED, session_secret="f" * 64)
    assert restarted.reader(Headers({"cookie": f"whosaid_session={value}"}), "127.0.0.1") is None
    dismissed = replace(SIGNED, accounts={"omar": MIRA["mira"]})
    assert dismissed.reader(Headers({"cookie": f"whosaid_session={value}"}), "127.0.0.1") is None


def test_an_anonymous_reader_sees_the_public_part_alone_and_gets_no_cookie():
    with both(identities=SIGNED, anonymous=True) as client:
        asked = client.post("/api/ask", json={"question": "who said it?"})
        assert asked.json()["id"] != "whole"
        assert client.get(f"/articles/{INTERNAL}").status_code == 404
        for path in ("/", "/embed/", "/api/health", "/widget.js"):
            assert "set-cookie" not in client.get(path).headers
        assert "What is internal?" not in client.get("/embed/").text


def test_the_frame_answers_from_the_whole_archive_only_with_a_wikis_token():
    form = {"question": "who said it?", "fragment": "1"}
    with both(identities=SIGNED, anonymous=False, embed_origins=(WIKI,)) as client:
        refused = client.post("/embed/", data=form).text
        assert "sign in to the wiki" in refused
        assert "sign in to the wiki" in client.post("/embed/", data=form | {"token": token(aud="else")}).text
        assert 'class="claims"' in (told := client.post("/embed/", data=form | {"token": token()}).text), told


def test_wrong_passwords_are_slowed_down_and_the_right_one_waits_too():
    with both(identities=SIGNED) as client:
        wrong = {"name": "mira", "password": "wrong horse"}
        assert {client.post("/signin", data=wrong).status_code for _ in range(TRIES)} == {401}
        right = client.post("/signin", data={"name": "mira", "password": "correct horse"}, follow_redirects=False)
        assert right.status_code == 429


@pytest.mark.parametrize(
    "wanted", ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:x", "", "/\n"]
)
def test_signing_in_never_leads_to_another_site(wanted):
    assert onward(wanted) == "/"


def test_signing_in_from_another_site_is_refused():
    with both(identities=SIGNED) as client:
        refused = client.post("/signin", data={"name": "mira"}, headers={"origin": "https://evil.example"})
        assert refused.status_code == 403


# Pace


def test_a_bucket_runs_empty_and_fills_again():
    now = [0.0]
    pace = Pace(per_minute=60, burst=2, clock=lambda: now[0])
    assert [pace.wait("a") for _ in range(3)] == [0, 0, 1]
    assert pace.wait("b") == 0, "another client is not kept waiting"
    now[0] = 1.5
    assert pace.wait("a") == 0


def test_too_many_questions_get_429_with_the_seconds_to_wait_and_others_are_answered():
    proxied = Identities(proxies=("10.0.0.7",))
    with both(identities=proxied, questions_per_minute=1, client=("10.0.0.7", 1)) as client:
        body = {"question": "who said it?"}
        abuser = [
            client.post("/api/ask", json=body, headers={"x-forwarded-for": f"9.9.9.{n}, 203.0.113.9"})
            for n in range(40)
        ]
        assert [r.status_code for r in abuser].count(429) == 10
        assert 0 < int(abuser[-1].headers["retry-after"]) <= 60
        assert client.post("/api/ask", json=body, headers={"x-forwarded-for": "203.0.113.10"}).status_code == 200


def test_this_machine_itself_is_not_slowed_down():
    with both(questions_per_minute=1, client=("127.0.0.1", 1)) as client:
        assert {client.post("/api/ask", json={"question": "who?"}).status_code for _ in range(50)} == {200}
