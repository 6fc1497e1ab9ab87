"""Property tests draw the same examples on every machine and every time."""

from hypothesis import settings

settings.register_profile("legemod", deadline=None, derandomize=True)
settings.load_profile("legemod")
