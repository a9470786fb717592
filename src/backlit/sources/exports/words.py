"""What the words in cells mean, in the languages that exports come in: yes and no, kinds of links, places on a page.

A word that is not here is unknown, never a default. Keys are in lower case, as the core compares them.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


def _meanings(table: dict[str, tuple[str, ...]]) -> Mapping[str, str]:
    return MappingProxyType({word.lower(): meaning for meaning, listed in table.items() for word in listed})


FLAGS = _meanings({
    "yes": (
        "ja", "wahr", "oui", "vrai", "sí", "si", "verdadero", "sì", "vero", "sim", "verdadeiro", "waar", "tak",
        "prawda", "כן", "אמת", "はい", "真",
    ),
    "no": (
        "nein", "falsch", "non", "faux", "falso", "não", "nao", "nee", "onwaar", "nie", "fałsz", "לא", "שקר",
        "いいえ", "偽",
    ),
})  # fmt: skip
"""Yes and no in German, French, Spanish, Italian, Portuguese, Dutch, Polish, Hebrew and Japanese; those in English,
true and false, 1 and 0 are known to the core."""

KINDS = _meanings({
    "text": ("text", "textlink", "text link", "anchor", "href"),
    "image": ("image", "imagelink", "image link", "img"),
    "area": ("area", "image map", "imagemap"),
    "frame": ("frame", "iframe", "framelink"),
    "form": ("form", "form link", "formlink"),
    "redirect": ("redirect", "redirectlink", "301", "302", "http redirect", "meta refresh"),
    "canonical": ("canonical", "rel canonical", "rel-canonical"),
    "alternate": ("alternate", "hreflang", "hreflang (html)", "amp"),
    "rss": ("rss", "feed"),
})  # fmt: skip
"""Kinds of links. What only says that there is a link (`Hyperlink`, `link`) tells no kind."""

PLACEMENTS = _meanings({
    "main": (
        "main", "content", "article", "body", "section", "inhalt", "contenu", "contenido", "contenuto", "conteúdo",
        "conteudo", "inhoud", "treść", "zawartość", "תוכן", "コンテンツ",
    ),
    "navigation": (
        "navigation", "nav", "menu", "navegación", "navegacion", "navigazione", "navegação", "navegacao", "navigatie",
        "nawigacja", "ניווט", "ナビゲーション",
    ),
    "header": (
        "header", "kopfzeile", "en-tête", "entête", "encabezado", "cabecera", "intestazione", "cabeçalho", "cabecalho",
        "koptekst", "nagłówek", "כותרת", "כותרת עליונה", "ヘッダー",
    ),
    "footer": (
        "footer", "fußzeile", "fusszeile", "pied de page", "pie de página", "pie de pagina", "piè di pagina", "rodapé",
        "rodape", "voettekst", "stopka", "כותרת תחתונה", "フッター",
    ),
    "sidebar": (
        "sidebar", "aside", "seitenleiste", "barre latérale", "aparté", "barra lateral", "lateral", "barra laterale",
        "zijbalk", "pasek boczny", "סרגל צד", "サイドバー",
    ),
    "comments": ("comments", "comment", "kommentare", "commentaires", "comentarios", "commenti", "comentários"),
})  # fmt: skip
"""Places on a page."""
