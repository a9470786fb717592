"""`python -m backlit.sample`: build the sample web, or show the whole way from archives to a profile with it."""

import argparse
import sys

from backlit.sample.build import TABLES, build
from backlit.sample.demo import demo


def main(arguments: list[str] | None = None) -> int:
    """Run `build FOLDER` or `demo` and return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m backlit.sample", description="The invented web of Backlit.")
    commands = parser.add_subparsers(dest="command", required=True)
    builder = commands.add_parser("build", help="write its crawls as WARC files, exports about it, and its truth")
    builder.add_argument("folder", help="where to write (made if need be)")
    commands.add_parser("demo", help="build it in ./demo, import both crawls, show the profile of one of its sites")
    options = parser.parse_args(arguments)
    if options.command == "demo":
        return demo()
    sample = build(options.folder)
    for path in (*sample.crawls, sample.hostile, *sample.exports, *map(sample.truth.path, TABLES)):
        print(path)
    return 0


if __name__ == "__main__":
    sys.exit(main())
