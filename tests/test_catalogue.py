"""The catalogue of reports: each takes every option that it says it takes, and refuses the others by their names."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any, get_args

import pytest

import backlit
from backlit.index import REPORTS
from backlit.index.offered import FLAG, Offered, Option, Setting
from backlit.report.query import build_query
from backlit.sample import build

if TYPE_CHECKING:
    from pathlib import Path

BRAND = "harbourlight.example"
KNOWN = set(inspect.signature(build_query).parameters)
VALUES: dict[str, Any] = {
    "scope": "host", "group": "similar", "history": "all", "since": "2026-03-01", "until": "2026-05-01", "limit": 1,
    "metrics": ["majestic"], "match": "any",
}  # fmt: skip
"""Values of options that are the same for every report."""
TELLS_NOTHING = {"mentions", "risk"}
"""Reports that are empty here: no export of the sample web tells of a mention, or has metrics of anchors. And nothing
speaks against the brand's links: its review queue has none."""


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> backlit.Index:
    folder: Path = tmp_path_factory.mktemp("sample")
    sample = build(folder)
    index = backlit.open(folder / "home")
    for crawl in sample.crawls:
        index.import_files([crawl])
    index.import_exports(sample.exports)
    index.rank()
    index.add_project("lamps", BRAND, brands=["Harbourlight"], terms=["bicycle lamp"])
    index.assess("lamps")
    index.review("lamps", "keep", ["openpedalwiki.example", "https://coastradio.example/"])
    index.review("lamps", "disavow", ["bestcheaplamps.test", "https://thewheelpost.example/"])
    return index


def needed(offered: Offered) -> dict[str, Any]:
    """What a report cannot be asked without."""
    return {setting.name: f"https://openpedalwiki.{BRAND[13:]}/links" for setting in offered.settings if setting.needed}


def target_of(offered: Offered) -> str:
    return f"https://www.{BRAND}/" if offered.name == "link" else BRAND


def option(offered: Offered, name: str) -> dict[str, Any]:
    """An option of a report, with what goes with it."""
    if name == "filters":
        column = offered.fields.columns[0]
        return {"filters": [f"{column.name}!=null"]}
    if name == "sort":
        return {"sort": f"{offered.columns[-1 if offered.name == 'changes' else 0].name}:desc"}
    if name == "columns":
        return {"columns": [offered.columns[0].name]}
    dated = name in ("since", "until") and "history" in offered.takes and offered.name not in ("compare", "growth")
    return {name: VALUES[name]} | ({"history": "new"} if dated else {})


CASES = [(name, word) for name, offered in REPORTS.items() for word in sorted(offered.takes & KNOWN)]


@pytest.mark.parametrize("name", REPORTS)
def test_a_report_gives_columns_of_its_catalogue(index: backlit.Index, name: str) -> None:
    offered = REPORTS[name]
    found = index.ask(name, target_of(offered), **needed(offered))
    assert found.name == name or name in found.name
    assert set(found.table.column_names) <= {column.name for column in offered.columns}
    assert len(found) or name in TELLS_NOTHING


@pytest.mark.parametrize(("name", "word"), [case for case in CASES if case[1] != "after"])
def test_it_takes_what_it_says(index: backlit.Index, name: str, word: str) -> None:
    offered = REPORTS[name]
    asked = option(offered, word)
    if (name, word) == ("anchors", "metrics"):
        with pytest.raises(backlit.QueryError, match="No export that was imported has metrics"):
            index.ask(name, BRAND, **asked)
        return
    found = index.ask(name, target_of(offered), **needed(offered), **asked)
    if word == "limit" and name not in TELLS_NOTHING | {"overview", "rating"}:
        assert len(found) == 1
    if word == "columns":
        assert found.table.column_names == asked["columns"]
    if word == "scope":
        assert found.query.target.scope == "host"


@pytest.mark.parametrize("name", REPORTS)
def test_it_refuses_what_it_does_not_take(index: backlit.Index, name: str) -> None:
    offered = REPORTS[name]
    others = {*get_args(Option), "by", "depth", "others", "colour"} - offered.takes
    for word in others - {setting.name for setting in offered.settings}:
        with pytest.raises(backlit.QueryError, match=f"no option of {name} '{word}'") as refused:
            index.ask(name, target_of(offered), **needed(offered), **{word: VALUES.get(word, "x")})
        assert refused.value.field == word


def values(setting: Setting) -> tuple[list[Any], list[Any]]:
    """Values that a setting takes, as texts too, and those that it does not."""
    if setting.kind == "number":
        return [setting.least, str(setting.least + 1)], [setting.least - 1, setting.most + 1, "many", None]
    if setting.many:
        return [[], ["brightspoke.example"]], ["brightspoke.example", [f"{n}.test" for n in range(setting.most + 1)]]
    if setting.kind == "project":
        return ["lamps", BRAND, "", None], []
    if setting.kind == "target":
        return [f"https://brightspoke.{BRAND[13:]}/"], ["", None]
    return [*setting.words, *([True, False] if setting.words == FLAG else [])], ["nothing of it"]


@pytest.mark.parametrize(
    ("name", "setting"),
    [pytest.param(name, one, id=f"{name}-{one.name}") for name, offered in REPORTS.items() for one in offered.settings],
)
def test_a_setting_takes_its_words_and_numbers(index: backlit.Index, name: str, setting: Setting) -> None:
    offered = REPORTS[name]
    rest = {key: value for key, value in needed(offered).items() if key != setting.name}
    good, bad = values(setting)
    for value in good:
        index.ask(name, target_of(offered), **rest, **{setting.name: value})
    for value in bad:
        with pytest.raises(backlit.QueryError) as refused:
            index.ask(name, target_of(offered), **rest, **{setting.name: value})
        assert refused.value.field == setting.name
    assert not setting.words or setting.default in ("", setting.words[0])


def test_a_report_that_is_not_there(index: backlit.Index) -> None:
    with pytest.raises(backlit.QueryError, match="Did you mean backlinks"):
        index.ask("backlink", BRAND)


def test_every_method_is_there() -> None:
    for offered in REPORTS.values():
        assert callable(getattr(backlit.Index, offered.method))
        assert offered.name.replace("-", "_") == offered.method
