"""Processes that Ctrl-C passes by from their first moment on: their parent ends them, in its own order."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def spared() -> Iterator[None]:
    """Processes begun in here do not hear Ctrl-C, which else stops them while they are still loading, with a traceback.

    They inherit that it is held back; this process hears it at the end. Nothing where signals cannot be (Windows).
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
