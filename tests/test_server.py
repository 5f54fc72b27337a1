"""The server itself, over real sockets: drips, silence, long headers, clients that read nothing, borrowed addresses."""

import socket
import time

import pytest

from tests.embed_fixtures import Desk
from web import server
from web.identity import Identities

JSON = b"content-type: application/json\r\n"
HOST = b"host: 127.0.0.1\r\n"


@pytest.fixture(scope="module")
def quick():
    """A server that loses its patience soon."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(server, "PATIENCE_S", 0.6)
        patch.setattr(server, "UNREAD_S", 0.6)
        patch.setattr("web.guard.BODY_S", 0.6)
        with Desk() as desk:
            yield desk


def sent(desk: Desk, beginning: bytes) -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", desk.port), 10)
    connection.sendall(beginning)
    return connection


def drip(connection: socket.socket) -> None:
    for _ in range(100):
        connection.sendall(b"a: b\r\n")
        time.sleep(0.1)


def received(connection: socket.socket) -> bytes:
    """Everything until the server hangs up; a server that never does fails the test after ten seconds."""
    told = b""
    try:
        while part := connection.recv(65536):
            told += part
    except ConnectionResetError:
        pass
    return told


@pytest.mark.parametrize(
    "beginning",
    [
        b"",
        b"GET / HT",
        b"GET / HTTP/1.1\r\n" + HOST + b"x: y\r\n",
        b"GET /api/health HTTP/1.1\r\n" + HOST + b"\r\nGET /api/h",  # the second request of a connection that is kept
    ],
)
def test_who_does_not_finish_a_request_is_hung_up_on(quick, beginning):
    with sent(quick, beginning) as connection:
        told = received(connection)
    assert told.count(b"HTTP/1.1 200") == beginning.count(b"\r\n\r\n")


def test_a_header_that_comes_in_drips_does_not_buy_more_time(quick):
    with sent(quick, b"GET / HTTP/1.1\r\n" + HOST) as connection, pytest.raises(ConnectionError):
        drip(connection)


def test_a_body_that_does_not_come_is_one_sentence_and_the_end_of_the_connection(quick):
    with sent(quick, b"POST /api/ask HTTP/1.1\r\n" + HOST + JSON + b"content-length: 60\r\n\r\n{") as connection:
        told = received(connection)
    assert told.startswith(b"HTTP/1.1 408")
    assert b"The rest of the request did not come" in told


def test_a_refused_body_is_not_waited_for(quick):
    with sent(quick, b"POST /api/ask HTTP/1.1\r\n" + HOST + b"content-length: 99999999\r\n\r\nx") as connection:
        assert received(connection).startswith(b"HTTP/1.1 413")


def test_who_does_not_read_what_it_asked_for_is_hung_up_on(quick):
    connection = socket.socket()
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    connection.connect(("127.0.0.1", quick.port))
    pipelined = b"GET /web/page.js HTTP/1.1\r\n" + HOST + b"\r\n"
    connection.settimeout(10)
    with pytest.raises(OSError), connection:  # noqa: PT011, PT012 - reset, or a broken pipe
        for _ in range(3000):
            connection.sendall(pipelined)
            time.sleep(0.001)


def test_headers_are_bounded(quick):
    with sent(quick, b"GET /api/health HTTP/1.1\r\n" + HOST + b"x: " + b"y" * 300_000) as connection:
        assert received(connection).startswith(b"HTTP/1.1 400")


def test_a_request_that_says_its_length_twice_is_refused_and_nothing_after_it_is_heard(quick):
    hidden = b"0\r\n\r\nGET /web/page.css HTTP/1.1\r\n" + HOST + b"\r\n"
    twice = b"content-length: 5\r\ntransfer-encoding: chunked\r\n\r\n"
    with sent(quick, b"POST /api/ask HTTP/1.1\r\n" + HOST + JSON + twice + hidden) as connection:
        told = received(connection)
    assert told.startswith(b"HTTP/1.1 400")
    assert told.count(b"HTTP/1.1") == 1


def test_there_are_no_websockets(quick):
    upgrade = b"connection: upgrade, close\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\n\r\n"
    with sent(quick, b"GET /gradio_api/queue/join HTTP/1.1\r\n" + HOST + upgrade) as connection:
        assert received(connection).startswith(b"HTTP/1.1 405")


def test_a_client_of_this_machine_cannot_borrow_a_proxys_address():
    """uvicorn believes X-Forwarded-For from 127.0.0.1, unless told not to: then anybody here could be the proxy."""
    proxied = Identities(user_header="X-User", proxies=("10.0.0.7",))
    with Desk(identities=proxied, anonymous=False) as desk:
        forged = b"x-forwarded-for: 10.0.0.7\r\nx-user: mira\r\nconnection: close\r\n\r\n"
        with sent(desk, b"GET /config HTTP/1.1\r\n" + HOST + forged) as connection:
            assert received(connection).startswith(b"HTTP/1.1 401")


@pytest.mark.parametrize("header", [b"x-forwarded-host", b"x-gradio-server"])
def test_nobody_names_the_host_but_the_host_header(quick, header):
    lie = header + b": http://evil.example\r\nconnection: close\r\n\r\n"
    with sent(quick, b"GET /config HTTP/1.1\r\n" + HOST + lie) as connection:
        told = received(connection)
    assert told.startswith(b"HTTP/1.1 200")
    assert b"evil" not in told
