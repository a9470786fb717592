import pytest
from tests.sample.reading import Record, read_warc

from backlit.sample import SampleWeb


@pytest.fixture(scope="session")
def crawls(sample: SampleWeb) -> tuple[list[Record], list[Record]]:
    first, second = sample.crawls
    return read_warc(first), read_warc(second)
