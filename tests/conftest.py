"""What all tests share: property tests without a clock (no test of this suite is timed)."""

from hypothesis import settings

settings.register_profile("backlit", deadline=None)
settings.load_profile("backlit")
