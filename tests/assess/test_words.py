"""The lexicon: what is in it, and how phrases are found in texts of many scripts."""

# ruff: noqa: RUF001 - letters of other scripts are meant
from __future__ import annotations

import pyarrow as pa
import pytest

from backlit import _core
from backlit.assess import words

LANGUAGES = {
    "en", "de", "fr", "es", "it", "pt", "nl", "pl", "cs", "ru", "uk", "tr", "sv", "da", "no", "fi", "hu", "ro", "el",
    "ar", "he", "ja", "zh", "ko",
}  # fmt: skip


def one(text: str, name: str) -> str | None:
    return words.find(pa.array([text]), name).column(name).to_pylist()[0]


@pytest.mark.parametrize("name", ["paid", "write_for_us", "guest_author", "press_release", "comment"])
def test_every_set_speaks_the_languages_of_the_web(name: str) -> None:
    assert set(words.lexicon()[name]) >= LANGUAGES


def test_no_phrase_stands_twice_in_a_language_and_none_is_empty() -> None:
    for name, languages in words.lexicon().items():
        for language, phrases in languages.items():
            assert len(set(phrases)) == len(phrases), (name, language)
            assert all(phrase.strip() == phrase and phrase.strip("*") for phrase in phrases), (name, language)


def test_every_phrase_finds_itself_or_a_longer_one() -> None:
    for name in words.lexicon():
        phrases = words.phrases(name)
        plain = [phrase.strip("*") for phrase in phrases]
        found = words.find(pa.array(plain), name).column(name).to_pylist()
        lost = [phrase for phrase, hit in zip(phrases, found, strict=True) if hit is None]
        assert not lost, name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Dieser Beitrag ENTHÄLT WERBUNG.", "paid"), ("Publi-rédactionnel proposé par Untel", "paid"),
        ("Contenido  patrocinado", "paid"), ("本記事はPRを含みます", "paid"), ("На правах рекламы", "paid"),
        ("تدوينة ضيف", "guest_author"), ("ESCRIBE PARA NOSOTROS", "write_for_us"), ("Tisková zpráva", "press_release"),
        ("Leave a Reply", "comment"), ("コメントを残す", "comment"), ("댓글 남기기", "comment"),
    ],
)  # fmt: skip
def test_wording_is_found(text: str, name: str) -> None:
    assert one(text, name)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("He sells second-hand lamps", "paid"), ("Kleinanzeigenmarkt", "ad_label"),
        ("express release valve", "press_release"),
        ("We write for us and others, guesthouse posts", "guest_author"), ("the commentator spoke", "comment"),
        ("broad adoption of shadow", "ad_label"),
    ],
)  # fmt: skip
def test_words_within_words_are_not(text: str, name: str) -> None:
    assert one(text, name) is None


def test_nulls_and_dictionaries() -> None:
    texts = pa.array(["Anzeige", None, "nothing"])
    plain = words.find(texts, "ad_label").column("ad_label").to_pylist()
    coded = words.find(pa.chunked_array([texts.dictionary_encode()]), "ad_label").column("ad_label").to_pylist()
    assert plain == coded == ["anzeige", None, None]


def test_wrong_use_is_told() -> None:
    with pytest.raises(KeyError):
        words.find(pa.array(["x"]), "no such set")
    with pytest.raises(TypeError, match="strings"):
        _core.WordSets([("a", ["b"])]).match(pa.table({"n": [1]}))
    with pytest.raises(ValueError, match="64 sets"):
        _core.WordSets([(str(n), ["a"]) for n in range(65)])


def test_folding_makes_cases_accents_and_widths_one() -> None:
    texts = pa.array(["Überraschung", "ΔΙΑΦΉΜΙΣΗ", "İstanbul", "ＰＲ", "a\u00a0 b\u200b", None])
    assert words.fold(texts).to_pylist() == ["uberraschung", "διαφημιση", "istanbul", "pr", "a b", None]
