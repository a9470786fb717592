"""The command line: `backlit`. It asks the public API and shows what comes; there is no logic of links in here.

Exit codes: 0 done, 1 failed, 2 wrong usage, 3 done but some input was rejected, 130 stopped by Ctrl-C.
Heavy modules (DuckDB, Arrow) are imported within commands, so that `--help` and errors come at once.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Annotated

from cyclopts import App, CycloptsError, Parameter

from backlit.cli import (
    access,
    data,
    disavow,
    exports,
    graph,
    imports,
    judging,
    projects,
    ratings,
    reports,
    serve,
    sources,
)
from backlit.cli.options import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

DONE, FAILED, WRONG_USAGE, REJECTED = 0, 1, 2, 3
INTERRUPTED, BROKEN_PIPE = 130, 141
"""As a shell tells the signals SIGINT and SIGPIPE: 128 and their number."""


def _version() -> str:
    from importlib.metadata import version

    return version("backlit")


app = App(
    name="backlit",
    help="Backlit tells who links to a site, how, and since when: web archives in, backlink profiles out.",
    help_epilogue="Start with `backlit import FILE…`, then `backlit overview TARGET`. A command's own help tells its "
    "options: `backlit backlinks --help`. Exit codes: 0 done, 1 failed, 2 wrong usage, 3 done but some input was "
    "rejected.",
    version=_version,
    result_action="return_value",
    suppress_keyboard_interrupt=False,
)
data.register(app)
exports.register(app)
imports.register(app)
graph.register(app)
reports.register(app)
ratings.register(app)
judging.register(app)
projects.register(app)
disavow.register(app)
sources.register(app)
serve.register(app)
access.register(app)


@app.meta.default
def _launch(
    *tokens: Annotated[str, Parameter(show=False, allow_leading_hyphen=True)],
    home: Annotated[str | None, Parameter(name="--home")] = None,
) -> int | None:
    """Run a command over the index in a folder.

    Parameters
    ----------
    home
        Folder of the index. Default: the environment's BACKLIT_HOME, else ./backlit-data.

    """
    command, bound, left = app.parse_args(tokens, exit_on_error=False, print_error=False)
    told = {"home": home} if "home" in left else {}
    return command(*bound.args, **bound.kwargs, **told)  # type: ignore[no-any-return]


app.meta.suppress_keyboard_interrupt = False  # main tells it, with the exit code


def main(arguments: Sequence[str] | None = None) -> int:  # noqa: PLR0911 - one a way to end
    """Runs the command line and gives the exit code; `arguments` are those of the process if not told."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    try:
        result = app.meta(words, exit_on_error=False, print_error=False)
        sys.stdout.flush()
    except CycloptsError as error:
        return _fail(_usage(error), WRONG_USAGE)
    except KeyboardInterrupt:
        return _fail("Stopped. The index is as it was before this command.", INTERRUPTED)
    except BrokenPipeError:
        # The reader of a pipe has seen enough (`| head`). Python must not complain when it closes stdout at the end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return BROKEN_PIPE
    except OSError as error:
        return _fail(_system(error), FAILED)
    except _refusals() as error:
        return _fail(str(error), WRONG_USAGE)
    except _failures() as error:
        return _fail(str(error), FAILED)
    return result if isinstance(result, int) else DONE


def _refusals() -> tuple[type[Exception], ...]:
    """The errors that say what cannot be asked."""
    names = (
        "TargetError FilterError QueryError FormatError SqlError RankError SeedsError SourceUsageError "
        "StateUsageError DisavowError EmbeddingError"
    )
    return UsageError, *_loaded(*names.split())


def _failures() -> tuple[type[Exception], ...]:
    """The errors that say what is wrong with the folder of the index, or with a file to import."""
    return _loaded("StoreError", "SourceError", "ExchangeError", "StateError")


def _loaded(*names: str) -> tuple[type[Exception], ...]:
    """Those of these errors whose modules are loaded: the others were not raised, and lie in heavy modules."""
    import backlit

    return tuple(getattr(backlit, name) for name in names if backlit.home_of(name) in sys.modules)


def _usage(error: CycloptsError) -> str:
    command = " ".join(("backlit", *(error.command_chain or ())))
    return f"{error} See `{command} --help`."


def _system(error: OSError) -> str:
    if error.filename is None:
        return str(error)
    return f"{error.filename}: {error.strerror}"


def _fail(message: str, code: int) -> int:
    from backlit.report.text import visible

    # DuckDB points at the place in lines of its own.
    print("\n".join(visible(line) for line in f"backlit: {message}".split("\n")), file=sys.stderr)
    return code
