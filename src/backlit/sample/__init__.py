"""An invented web with known truth: 65 sites under reserved names, 2,000 pages, two crawls a month apart.

Everything that Backlit does can be tried and judged on it without the network: it is written as WARC files, as a
crawler would, and comes with tables that say what each link is and what became of it. The same everywhere.
"""

from backlit.sample.build import SampleWeb, Truth, build

__all__ = ["SampleWeb", "Truth", "build"]
