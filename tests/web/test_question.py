"""Words, addresses, commands and calls are one question in several forms."""

from __future__ import annotations

import shlex
from urllib.parse import parse_qsl, urlsplit

from hypothesis import given
from hypothesis import strategies as st

from backlit.web.question import MOST_ROWS, PAGE_ROWS, Question, read_question

WORDS = st.lists(
    st.tuples(st.sampled_from(["filter", "sort", "history", "group", "columns", "since", "open"]), st.text(min_size=1)),
    max_size=8,
)


def of(address: str) -> Question:
    split = urlsplit(address)
    return read_question(split.path.strip("/"), parse_qsl(split.query))


@given(st.text(min_size=1).filter(lambda text: text == text.strip()), WORDS)
def test_an_address_read_again_is_the_same_question(target: str, words: list[tuple[str, str]]) -> None:
    question = read_question("backlinks", [("target", target), *words])
    assert of(question.address()) == question


def test_what_is_the_default_is_not_in_the_address() -> None:
    words = [("target", "a.example"), ("scope", "domain"), ("group", "all"), ("history", "live"), ("match", "all")]
    assert read_question("backlinks", words).address() == "/backlinks?target=a.example"


def test_a_change_begins_at_the_first_page_and_a_turn_keeps_the_rest() -> None:
    words = [("filter", "kind=text"), ("after", "abc"), ("nth", "51"), ("row", "r"), ("open", "o")]
    question = Question("backlinks", "a.example", tuple(words))
    assert question.having(sort="anchor").words == (("filter", "kind=text"), ("sort", "anchor"))
    assert question.turning(row="s").words == (*words[:3], words[4], ("row", "s"))
    assert question.turning(after="def").words == (words[0], ("after", "def"))


def test_the_command_is_what_a_shell_reads_as_the_same_words() -> None:
    question = Question(
        "backlinks", "a.example", (("filter", "anchor~it's $HOME; rm"), ("row", "r"), ("sort", "anchor"))
    )
    typed = ["backlit", "backlinks", "a.example", "--filter=anchor~it's $HOME; rm", "--sort=anchor"]
    assert shlex.split(question.command()) == typed


def test_others_to_compare_with_are_further_targets_of_the_command() -> None:
    question = Question("compare", "a.example", (("others", "b.example"), ("metric", "links"), ("others", "c.example")))
    assert shlex.split(question.command()) == ["backlit", "compare", "a.example", "b.example", "c.example"]
    assert question.options() == {"others": ("b.example", "c.example")}


def test_the_call_has_no_words_of_the_page_alone() -> None:
    question = Question("backlinks", "a.example", (("row", "r"), ("open", "o"), ("nth", "51"), ("history", "new")))
    assert question.call() == "/api/v1/backlinks?target=a.example&history=new"


def test_a_file_has_all_rows() -> None:
    question = Question("backlinks", "a.example", (("limit", "50"), ("after", "c"), ("filter", "kind=text")))
    assert question.file("csv") == "/export/backlinks.csv?target=a.example&filter=kind%3Dtext"


def test_the_rows_behind_a_number_keep_the_filters_and_the_history() -> None:
    question = Question(
        "referring-domains", "a.example", (("filter", "kind=text"), ("history", "all"), ("sort", "links"))
    )
    behind = of(question.behind("source_domain=b.example"))
    assert behind.report == "backlinks"
    assert behind.many("filter") == ("kind=text", "source_domain=b.example")
    assert behind.one("history") == "all"
    assert behind.one("sort") == ""


def test_rows_behind_a_number_are_not_promised_where_no_address_can_ask_for_them() -> None:
    any_fits = Question("anchors", "a.example", (("filter", "kind=text"), ("filter", "rel=ugc"), ("match", "any")))
    assert any_fits.behind("anchor=x") == ""
    of_pages = Question("pages", "a.example", (("filter", "page.status=404"),))
    assert of_pages.behind("target_url=https://a.example/") == ""


def test_a_page_has_a_number_of_rows_that_it_can_bear() -> None:
    def asked(limit: str) -> Question:
        return read_question("backlinks", [("target", "a.example"), ("limit", limit)])

    assert read_question("backlinks", [("target", "a.example")]).rows() == PAGE_ROWS
    assert asked("7").rows() == 7
    assert asked("0").rows() == asked("999999").rows() == MOST_ROWS
    for wild in ("9" * 500, "-1", "ten", "\u0663"):
        assert asked(wild).rows() == PAGE_ROWS
        assert asked(wild).options() == {}
