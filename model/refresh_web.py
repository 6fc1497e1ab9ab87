"""Asking Statistics Norway: one question at a time, with limits on time and size, and a message for all that fails.

Tests put something else with a ``get`` in the place of ``Web``.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from importlib.metadata import PackageNotFoundError, version
from typing import Any
from urllib.parse import urlsplit

CONNECT_SECONDS, SILENT_SECONDS, WHOLE_SECONDS = 10.0, 60.0, 180.0
MOST_BYTES = 50_000_000  # the largest answer asked for, single ages of 357 municipalities, is below one million
WAITS = (2.0, 10.0)  # seconds before the second and the third try
LONGEST_WAIT = 120.0  # that a server may ask for
PASSING = (429, 500, 502, 503, 504)  # too many questions, or a server that has a bad moment
OFFLINE = "the address is not known here; is this machine on the internet?"
MEANING = {
    403: "refused; a proxy or a rule of this network may stand between",
    404: "nothing there; the table may be closed or have another number by now: look for it at ssb.no/statbank",
    429: "too many questions from this network; Statistics Norway allows 30 a minute. Wait some minutes",
    503: "the service is not available at the moment; try again later",
}


class RefreshError(ValueError):
    """The tables cannot be fetched anew; the text says why, and that the old ones stay."""


class WebError(RefreshError):
    """No usable answer came."""


def user_agent() -> str:
    """Who asks, as Statistics Norway sees it."""
    try:
        return f"Legemod/{version('legemod')} (data update)"
    except PackageNotFoundError:
        return "Legemod (data update)"


@dataclass
class Web:
    """The net. ``get(url)`` asks, ``get(url, question)`` posts a question as JSON; both give the bytes of the answer.

    silent, whole: seconds without a byte, and in all. sleep: how it waits between tries.
    """

    silent: float = SILENT_SECONDS
    whole: float = WHOLE_SECONDS
    most_bytes: int = MOST_BYTES
    sleep: Callable[[float], None] = time.sleep
    _session: Any = field(default=None, repr=False)

    def get(self, url: str, question: Any = None) -> bytes:
        """The answer, tried up to three times; WebError when there is none, or it is too large or a web page."""
        for tried, wait in enumerate((*WAITS, None), start=1):
            content, problem, pause = self._try(url, question, wait)
            if content is not None:
                return content
            if pause is None:
                raise WebError(f"{url}: {problem}" + (f" (tried {tried} times)" if tried > 1 else ""))
            self.sleep(pause)
        raise AssertionError("the last try has no pause")

    def _try(self, url: str, question: Any, wait: float | None) -> tuple[bytes | None, str, float | None]:
        """One try: (answer, "", None), or (None, what went wrong, seconds before it may be tried again or None)."""
        try:
            answer, content = self._once(url, question)
        except WebError:
            raise
        except Exception as error:  # many kinds, of requests and of the system
            if (problem := _told(error)) is None:
                raise
            return None, problem, None if problem == OFFLINE else wait
        if answer.status_code == 200:
            return _checked(url, answer, content), "", None
        again = answer.status_code in PASSING and wait is not None
        return None, _refused(answer, content), _asked_to_wait(answer, wait) if again else None

    def _once(self, url: str, question: Any) -> tuple[Any, bytes]:
        session = self._open()
        begun = time.monotonic()
        with session.request(
            "GET" if question is None else "POST", url, json=question, stream=True,
            timeout=(CONNECT_SECONDS, self.silent),
        ) as answer:  # fmt: skip
            if urlsplit(answer.url).hostname != urlsplit(url).hostname:
                raise WebError(
                    f"{url}: sent on to {urlsplit(answer.url).hostname}; expected an answer from the address itself. "
                    "A login page of this network may stand between"
                )
            parts, size = [], 0
            for part in answer.iter_content(65_536):
                parts.append(part)
                size += len(part)
                if size > self.most_bytes:
                    raise WebError(f"{url}: more than {self.most_bytes:,} bytes; expected a small table")
                if time.monotonic() - begun > self.whole:
                    raise TimeoutError
            return answer, b"".join(parts)

    def _open(self) -> Any:
        if self._session is None:
            try:
                import requests
            except ImportError:
                raise WebError("data update needs the library requests: `uv sync --extra data`") from None
            self._session = requests.Session()
            self._session.headers.update({"User-Agent": user_agent(), "Accept": "application/json"})
        return self._session


def _told(error: Exception) -> str | None:
    """What went wrong on the way, in words; None for an error that is not of the net."""
    import requests

    if isinstance(error, (requests.exceptions.Timeout, TimeoutError)):
        return "no answer in time; try again later"
    if isinstance(error, requests.exceptions.SSLError):
        return "the connection is not safe (its certificate does not fit); a proxy of this network may stand between"
    if isinstance(error, requests.exceptions.ConnectionError) and "NameResolution" in repr(error):
        return OFFLINE
    if isinstance(error, (requests.exceptions.RequestException, OSError)):
        return f"the connection failed or broke off ({type(error).__name__}); check the net, or try again later"
    return None


def _refused(answer: Any, content: bytes) -> str:
    """HTTP status, what it means, and the beginning of what the server says of it."""
    said = " ".join(content[:2000].decode("utf-8", "replace").split())
    said = f". The server says: {said[:200]}" if said and not said.startswith("<") else ""
    return f"HTTP {answer.status_code}: {MEANING.get(answer.status_code, 'not answered')}{said}"


def _asked_to_wait(answer: Any, wait: float | None) -> float | None:
    """Seconds before the next try: what the server asks for, else ``wait``; None if that is too long."""
    asked = answer.headers.get("Retry-After", "")
    if asked.isdigit():
        seconds = float(asked)
    elif asked:
        try:
            seconds = parsedate_to_datetime(asked).timestamp() - time.time()
        except (TypeError, ValueError):
            return wait
    else:
        return wait
    return max(seconds, wait or 0.0) if seconds <= LONGEST_WAIT else None


def _checked(url: str, answer: Any, content: bytes) -> bytes:
    kind = answer.headers.get("Content-Type", "")
    if "html" in kind.lower() or content.lstrip()[:1] == b"<":
        raise WebError(f"{url}: a web page came; expected JSON. A login page of this network may stand between")
    if not content.strip():
        raise WebError(f"{url}: an empty answer came; expected JSON. Try again later")
    return content
