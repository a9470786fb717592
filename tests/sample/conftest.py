import pytest
from tests.sample.reading import Record, read_warc

from backlit.sample import SampleWeb, build


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> SampleWeb:
    return build(tmp_path_factory.mktemp("sample"))


@pytest.fixture(scope="session")
def crawls(sample: SampleWeb) -> tuple[list[Record], list[Record]]:
    first, second = sample.crawls
    return read_warc(first), read_warc(second)
