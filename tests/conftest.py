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


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Says aloud what a quiet run would hide: that no page was tried in a real browser."""
    skipped = [report for report in terminalreporter.stats.get("skipped", []) if "chromium" in str(report.longrepr)]
    if skipped:
        reason = skipped[0].longrepr[2].removeprefix("Skipped: ")
        terminalreporter.write_line(f"SKIPPED {len(skipped)} tests: {reason}", yellow=True)
