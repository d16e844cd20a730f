"""Property tests are not timed: a busy machine is no failure of a rule."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")
