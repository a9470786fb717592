"""What all tests share: property tests without a clock (no test of this suite is timed), and one sample web."""

import pytest
from hypothesis import settings

from backlit.sample import SampleWeb, build

settings.register_profile("backlit", deadline=None)
settings.load_profile("backlit")


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> SampleWeb:
    """The sample web, built once for all tests: not to be written to."""
    return build(tmp_path_factory.mktemp("sample-web"))
