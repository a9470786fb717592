"""The columns of Screaming Frog's All Inlinks in ten languages."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from backlit.sources.exports.headers.search_console import Wordings

SCREAMING_FROG: dict[str, Wordings] = {
    "type": {
        "en": ("Type",), "de": ("Typ",), "fr": ("Type",), "es": ("Tipo",), "it": ("Tipo",), "pt": ("Tipo",),
        "nl": ("Type",), "pl": ("Typ",), "he": ("סוג",), "ja": ("タイプ", "種類"),
    },
    "source": {
        "en": ("Source",),
        "de": ("Quelle",),
        "fr": ("Source",),
        "es": ("Fuente", "Origen"),
        "it": ("Origine", "Sorgente", "Fonte"),
        "pt": ("Origem", "Fonte"),
        "nl": ("Bron",),
        "pl": ("Źródło",),
        "he": ("מקור",),
        "ja": ("ソース", "リンク元", "ソース元"),
    },
    "destination": {
        "en": ("Destination",),
        "de": ("Ziel",),
        "fr": ("Destination",),
        "es": ("Destino",),
        "it": ("Destinazione",),
        "pt": ("Destino",),
        "nl": ("Bestemming",),
        "pl": ("Cel", "Miejsce docelowe"),
        "he": ("יעד",),
        "ja": ("リンク先", "宛先"),
    },
    "size": {
        "en": ("Size (Bytes)", "Size"),
        "de": ("Größe (Bytes)", "Größe"),
        "fr": ("Taille (octets)", "Taille"),
        "es": ("Tamaño (bytes)", "Tamaño"),
        "it": ("Dimensione (byte)", "Dimensioni (byte)", "Dimensione"),
        "pt": ("Tamanho (bytes)", "Tamanho"),
        "nl": ("Grootte (bytes)", "Grootte"),
        "pl": ("Rozmiar (bajty)", "Rozmiar"),
        "he": ("גודל (בתים)", "גודל"),
        "ja": ("サイズ (バイト)", "サイズ"),
    },
    "alt": {
        "en": ("Alt Text",),
        "de": ("Alt-Text", "Alternativtext"),
        "fr": ("Texte Alt", "Texte alternatif"),
        "es": ("Texto alternativo", "Texto Alt"),
        "it": ("Testo Alt", "Testo alternativo"),
        "pt": ("Texto alternativo", "Texto Alt"),
        "nl": ("Alt-tekst", "Alternatieve tekst"),
        "pl": ("Tekst alternatywny", "Tekst Alt"),
        "he": ("טקסט חלופי", "טקסט Alt"),
        "ja": ("代替テキスト", "Altテキスト"),
    },
    "anchor": {
        "en": ("Anchor", "Anchor Text"),
        "de": ("Anker", "Ankertext", "Linktext"),
        "fr": ("Ancrage", "Ancre", "Texte d'ancrage"),
        "es": ("Ancla", "Texto ancla", "Anclaje"),
        "it": ("Ancora", "Testo di ancoraggio", "Anchor text"),
        "pt": ("Âncora", "Texto âncora"),
        "nl": ("Anker", "Ankertekst"),
        "pl": ("Kotwica", "Tekst kotwicy"),
        "he": ("עוגן", "טקסט עוגן"),
        "ja": ("アンカー", "アンカーテキスト"),
    },
    "status_code": {
        "en": ("Status Code",),
        "de": ("Statuscode", "Status-Code"),
        "fr": ("Code de statut", "Code d'état"),
        "es": ("Código de estado",),
        "it": ("Codice di stato", "Codice di risposta"),
        "pt": ("Código de status", "Código de estado"),
        "nl": ("Statuscode",),
        "pl": ("Kod statusu", "Kod stanu"),
        "he": ("קוד סטטוס", "קוד מצב"),
        "ja": ("ステータスコード",),
    },
    "status": {
        "en": ("Status",), "de": ("Status",), "fr": ("Statut", "État"), "es": ("Estado",), "it": ("Stato",),
        "pt": ("Status", "Estado"), "nl": ("Status",), "pl": ("Status", "Stan"), "he": ("סטטוס", "מצב"),
        "ja": ("ステータス",),
    },
    "follow": {
        "en": ("Follow",), "de": ("Follow", "Folgen"), "fr": ("Suivre", "Follow"), "es": ("Seguir", "Follow"),
        "it": ("Segui", "Follow"), "pt": ("Seguir", "Follow"), "nl": ("Volgen", "Follow"),
        "pl": ("Follow", "Śledź", "Obserwuj"), "he": ("מעקב", "Follow"), "ja": ("フォロー", "Follow"),
    },
    "target": {
        "en": ("Target",), "de": ("Target", "Zielfenster"), "fr": ("Cible", "Target"), "es": ("Objetivo", "Target"),
        "it": ("Target", "Obiettivo"), "pt": ("Alvo", "Target"), "nl": ("Doel", "Target"), "pl": ("Target",),
        "he": ("Target", "מטרה"), "ja": ("ターゲット", "Target"),
    },
    "rel": dict.fromkeys(("en", "de", "fr", "es", "it", "pt", "nl", "pl", "he", "ja"), ("Rel",)),
    "path_type": {
        "en": ("Path Type",), "de": ("Pfadtyp",), "fr": ("Type de chemin",), "es": ("Tipo de ruta",),
        "it": ("Tipo di percorso",), "pt": ("Tipo de caminho",), "nl": ("Padtype",), "pl": ("Typ ścieżki",),
        "he": ("סוג נתיב",), "ja": ("パスタイプ", "パスの種類"),
    },
    "link_path": {
        "en": ("Link Path",), "de": ("Linkpfad", "Link-Pfad"), "fr": ("Chemin du lien",), "es": ("Ruta del enlace",),
        "it": ("Percorso del link",), "pt": ("Caminho do link",), "nl": ("Linkpad",), "pl": ("Ścieżka linku",),
        "he": ("נתיב הקישור",), "ja": ("リンクパス", "リンクのパス"),
    },
    "link_position": {
        "en": ("Link Position",),
        "de": ("Linkposition", "Link-Position", "Position des Links"),
        "fr": ("Position du lien",),
        "es": ("Posición del enlace",),
        "it": ("Posizione del link", "Posizione link"),
        "pt": ("Posição do link",),
        "nl": ("Linkpositie",),
        "pl": ("Pozycja linku",),
        "he": ("מיקום הקישור", "מיקום קישור"),
        "ja": ("リンクの位置", "リンク位置"),
    },
    "link_origin": {
        "en": ("Link Origin",), "de": ("Linkursprung", "Link-Ursprung", "Linkherkunft"), "fr": ("Origine du lien",),
        "es": ("Origen del enlace",), "it": ("Origine del link",), "pt": ("Origem do link",), "nl": ("Linkoorsprong",),
        "pl": ("Pochodzenie linku", "Źródło linku"), "he": ("מקור הקישור",), "ja": ("リンクの発生元", "リンク元の種類"),
    },
}  # fmt: skip
"""The names of each column of All Inlinks."""
