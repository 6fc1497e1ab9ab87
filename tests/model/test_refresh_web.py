"""The net, tried against a server on loopback that behaves well and badly: one message for each, few tries, limits."""

import json
import sys
import time
from datetime import date
from email.utils import formatdate

import pytest

from model.refresh import update
from model.refresh_sources import Addresses
from model.refresh_web import LONGEST_WAIT, WAITS, Web, WebError
from model.tables import data_digest
from tests.model.statistics_norway import Norway, serve

GOOD = (200, {}, b'{"good": true}')


@pytest.fixture
def waited():
    return []


@pytest.fixture
def web(waited):
    return Web(sleep=waited.append)


def answers(*given):
    """A reply that gives these answers one after the other, the last again and again; with what was asked."""
    asked = []

    def reply(path, question):
        asked.append((path, question))
        return given[min(len(asked), len(given)) - 1]

    return reply, asked


def problem(web, reply, path="/x") -> str:
    with serve(reply) as address, pytest.raises(WebError) as caught:
        web.get(address + path)
    assert address + path in str(caught.value)
    return str(caught.value)


def test_a_question_is_posted_and_the_answer_given_as_it_came(web):
    reply, asked = answers(GOOD)
    with serve(reply) as address:
        assert web.get(f"{address}/a?b=1") == web.get(f"{address}/c", {"selection": []}) == GOOD[2]
    assert asked == [("/a?b=1", None), ("/c", {"selection": []})]
    assert web._session.headers["User-Agent"].startswith("Legemod")


def test_all_four_sources_through_a_server_give_the_embedded_tables(tmp_path):
    norway = Norway()
    with serve(lambda path, question: (200, {}, norway.get(path, question))) as address:
        made = update(tmp_path / "new", date(2026, 11, 22), Web(), Addresses(address, f"{address}/klass"))
    assert made.digest == data_digest(tmp_path / "new") == data_digest() and len(norway.asked) == 8


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (403, "HTTP 403: refused; a proxy"),
        (404, "HTTP 404: nothing there; the table may be closed"),
        (400, 'HTTP 400: not answered. The server says: {"title": "Parameter error"}'),
    ],
)
def test_a_refusal_is_told_at_once(status, said, web, waited):
    reply, asked = answers((status, {}, b'{"title": "Parameter error"}'))
    assert said in problem(web, reply) and len(asked) == 1 and waited == []


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_bad_moment_is_waited_for_three_times(status, web, waited):
    reply, asked = answers((status, {"Content-Type": "text/html"}, b"<h1>down</h1>"), GOOD)
    with serve(reply) as address:
        assert web.get(address) == GOOD[2]
    assert waited == [WAITS[0]] and len(asked) == 2
    waited.clear()
    reply, asked = answers((status, {}, b""))
    text = problem(web, reply)
    assert f"HTTP {status}" in text and "tried 3 times" in text and waited == list(WAITS) and len(asked) == 3


def test_a_server_says_how_long_to_wait(web, waited):
    minute = formatdate(time.time() + 60)
    reply, _ = answers((429, {"Retry-After": "30"}, b""), (503, {"Retry-After": minute}, b""), GOOD)
    with serve(reply) as address:
        web.get(address)
    assert waited[0] == 30 and 50 < waited[1] <= 60
    waited.clear()
    for asked_for in (str(int(LONGEST_WAIT) + 1), formatdate(time.time() + 3600)):
        reply, asked = answers((429, {"Retry-After": asked_for}, b""))
        assert "allows 30 a minute" in problem(web, reply) and waited == [] and len(asked) == 1


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ((200, {"Content-Type": "text/html; charset=utf-8"}, b"log in"), "a web page came; expected JSON"),
        ((200, {}, b"\n <!doctype html>"), "a web page came; expected JSON"),
        ((200, {}, b" "), "an empty answer came"),
        ((302, {"Location": "http://localhost:1/login"}, b""), "failed or broke off"),
    ],
)
def test_what_is_no_answer_is_refused(answer, said, web):
    assert said in problem(web, answers(answer)[0])


def test_an_answer_from_elsewhere_is_refused(web):
    with serve(answers(GOOD)[0]) as other:
        elsewhere = other.replace("127.0.0.1", "localhost")
        text = problem(web, answers((302, {"Location": f"{elsewhere}/login"}, b""))[0])
    assert "sent on to localhost; expected an answer from the address itself" in text


def test_an_endless_answer_is_cut(waited):
    reply, asked = answers((200, {}, json.dumps("x" * 300_000).encode()))
    assert "more than 100,000 bytes" in problem(Web(most_bytes=100_000), reply) and len(asked) == 1


def test_silence_and_slowness_have_an_end(waited):
    def silent(path, question):
        time.sleep(0.4)
        return GOOD

    begun = time.monotonic()
    assert "no answer in time" in problem(Web(silent=0.1, sleep=waited.append), silent) and len(waited) == 2
    big = (200, {}, b" " * 400_000 + b"1")
    assert "no answer in time" in problem(Web(whole=0.0, sleep=waited.append), answers(big)[0])
    assert time.monotonic() - begun < 10


def test_an_answer_that_breaks_off_is_tried_again_and_told(web, waited):
    half = (200, {"Content-Length": "1000"}, b'{"half": ')
    reply, asked = answers(half)
    assert "broke off" in problem(Web(silent=0.2, sleep=waited.append), reply) and len(asked) == 3


def test_nobody_there(web, waited):
    with serve(answers(GOOD)[0]) as address:
        pass
    with pytest.raises(WebError, match="the connection failed or broke off"):
        web.get(address)
    assert len(waited) == 2
    waited.clear()
    with pytest.raises(WebError, match=r"the address is not known here; is this machine on the internet\?$"):
        web.get("http://no-such-host.invalid/x")
    assert waited == [], "no use in trying again"


def test_without_the_library_it_says_which_extra(web, monkeypatch):
    monkeypatch.setitem(sys.modules, "requests", None)
    with pytest.raises(WebError, match="uv sync --extra data"):
        web.get("http://127.0.0.1:9/x")
