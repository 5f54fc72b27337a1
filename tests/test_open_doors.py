"""Every address that anybody may ask for, with a secret planted in each setting: no cookie, no secret comes back."""

import asyncio
import json

import pytest

import settings
from app import build
from index import Archive, load_embedder
from ingest import add_file
from settings import IndexSettings
from tests.web_fixtures import every_route, serving
from web import Identities, passwords

CANARY = "c4n4ry"
MODEL = load_embedder(IndexSettings().embedder)
SECRETS = {
    "OPENAI_API_KEY": f"sk-{CANARY}-of-the-language-model",
    "WHOSAID_WEB__TOKEN_SECRET": f"{CANARY}-shared-with-the-wikis-0123456789",
    "WHOSAID_WEB__USER_HEADER": f"X-{CANARY}-User",
    "WHOSAID_LLM__BASE_URL": f"http://127.0.0.1:9/{CANARY}/v1",
    "WHOSAID_LLM__MODEL": "demo-model",
    "WHOSAID_LLM__TIMEOUT": "0.2",
    "WHOSAID_WEB__TRUSTED_PROXIES": '["10.77.66.55"]',
    "WHOSAID_WEB__ANONYMOUS": "true",
}
ADDRESSES = (
    "/", "/config", "/theme.css", "/favicon.ico", "/embed/", "/embed/?outlets=x", "/widget.js", "/signin", "/signout",
    "/archive", "/answers/none", "/answers/0123456789abcdef", "/api/health", "/api/openapi.json", "/api/none",
    "/api/feedback", "/articles/none", "/articles/known", "/web/page.js", "/web/page.css", "/web/embed.js",
    "/web/embed.css", "/web/icon.svg", "/web/none", "/gradio_api/info", "/gradio_api/heartbeat", "/none",
)  # fmt: skip


@pytest.fixture
def client(tmp_path, monkeypatch):
    from fastapi.testclient import TestClient

    archive = tmp_path / CANARY / "archive"
    archive.mkdir(parents=True)
    readers = tmp_path / CANARY / "readers.txt"
    passwords.write(readers, "mira", f"{CANARY} horse")
    text = b"The harbour\n\nThe mayor of Dover said on Tuesday that the harbour would stay open until the spring.\n"
    add_file("known.txt", text, tmp_path, lambda: Archive.write(archive, MODEL), embedder=MODEL)
    for name, value in {**SECRETS, "WHOSAID_ARCHIVE": str(archive), "WHOSAID_WEB__READERS": str(readers)}.items():
        monkeypatch.setenv(name, value)

    async def create():
        return build(settings.read())

    with TestClient(asyncio.run(create()), "http://127.0.0.1:7860", raise_server_exceptions=False) as opened:
        yield opened


def test_nobody_unknown_gets_a_cookie_or_a_secret_at_any_address(client):
    told = [client.get(path, follow_redirects=False) for path in ADDRESSES if "heartbeat" not in path]
    told += [client.post(path, data={"question": "who said it?"}, follow_redirects=False) for path in ADDRESSES]
    asked = {"question": "Who said the harbour would stay open?"}
    told += [client.post("/api/ask", json=body) for body in (asked, {}, {"question": 7}, {"question": "x" * 5000})]
    told.append(client.post("/api/feedback", json={"question": "q", "reason": "outdated", "note": "n"}))
    told.append(client.post("/signin", data={"name": "mira", "password": "wrong"}))
    assert told[len(ADDRESSES) * 2 - 1].status_code == 200, "the question was answered"
    for response in told:
        everything = response.text + json.dumps(dict(response.headers))
        assert "set-cookie" not in response.headers, response.url
        for secret in (CANARY, "10.77.66.55", "scrypt$"):
            assert secret not in everything, (response.request.method, response.url)


def test_the_routes_of_ours_are_all_among_those_that_were_walked():
    with serving(identities=Identities(accounts={"mira": passwords.hashed("correct horse")})) as opened:
        paths = {path.removesuffix("x") for path, _ in every_route(opened.app, mounted=False)}
    assert {"/signin", "/api/ask", "/articles/", "/answers/"} <= paths
    assert [p for p in paths - {"/api/ask"} if not any(address.startswith(p) for address in ADDRESSES)] == []
