"""The headers of Search Console and Screaming Frog in ten languages, as the tests know them.

Put together for the tests from the screens of both programs and from public programs that read their exports; not from
the table of the product, so that the two are two witnesses. Where a language has several wordings, each is a case.
"""

LATEST_LINKS = {
    "en": ["Linking page,Last crawled"],
    "de": ["Verweisende Seite,Zuletzt gecrawlt", "Verlinkende Seite,Letztes Crawling"],
    "fr": ["Page de renvoi,Dernière exploration", "Page d'origine,Dernière exploration"],
    "es": ["Página de enlace,Último rastreo", "Página con enlaces,Último rastreo"],
    "it": ["Pagina con link,Ultima scansione", "Pagina di collegamento,Ultima scansione"],
    "pt": ["Página de vinculação,Último rastreamento", "Página com links,Último rastreio"],
    "nl": ["Linkende pagina,Laatst gecrawld", "Verwijzende pagina,Laatst gecrawld"],
    "pl": ["Strona linkująca,Ostatnie indeksowanie", "Strona linkująca,Ostatnio zindeksowano"],
    "he": ["דף מקשר,נסרק לאחרונה"],
    "ja": ["リンク元ページ,前回のクロール", "リンク元ページ,最終クロール日"],
}
"""Latest links; More sample links is the first column alone."""

PAGES = {
    "en": ["Top pages,Clicks,Impressions,CTR,Position"],
    "de": [
        "Die häufigsten Seiten,Klicks,Impressionen,CTR,Position",
        "Häufigste Seiten,Klicks,Impressionen,Klickrate,Durchschnittliche Position",
        "Seiten,Klicks,Impressionen,CTR,Position",
    ],
    "fr": [
        "Pages les plus populaires,Clics,Impressions,CTR,Position",
        "Pages les plus fréquentes,Clics,Impressions,CTR,Position moyenne",
    ],
    "es": [
        "Páginas principales,Clics,Impresiones,CTR,Posición",
        "Páginas principales,Clics,Impresiones,CTR,Posición media",
    ],
    "it": [
        "Pagine principali,Clic,Impressioni,CTR,Posizione",
        "Pagine principali,Clic,Impressioni,CTR,Posizione media",
    ],
    "pt": ["Principais páginas,Cliques,Impressões,CTR,Posição", "Páginas principais,Cliques,Impressões,CTR,Posição"],
    "nl": ["Populairste pagina's,Klikken,Vertoningen,CTR,Positie", "Toppagina's,Klikken,Vertoningen,CTR,Positie"],
    "pl": ["Najpopularniejsze strony,Kliknięcia,Wyświetlenia,CTR,Pozycja"],
    "he": ["הדפים המובילים,קליקים,חשיפות,שיעור קליקים,מיקום"],
    "ja": ["上位のページ,クリック数,表示回数,CTR,掲載順位"],
}
"""Performance, pages."""

DAYS = {
    "en": ["Date,Clicks,Impressions,CTR,Position"],
    "de": ["Datum,Klicks,Impressionen,CTR,Position"],
    "fr": ["Date,Clics,Impressions,CTR,Position"],
    "es": ["Fecha,Clics,Impresiones,CTR,Posición"],
    "it": ["Data,Clic,Impressioni,CTR,Posizione"],
    "pt": ["Data,Cliques,Impressões,CTR,Posição"],
    "nl": ["Datum,Klikken,Vertoningen,CTR,Positie"],
    "pl": ["Data,Kliknięcia,Wyświetlenia,CTR,Pozycja"],
    "he": ["תאריך,קליקים,חשיפות,שיעור קליקים,מיקום"],
    "ja": ["日付,クリック数,表示回数,CTR,掲載順位"],
}
"""Performance, dates."""

INLINKS = {
    "en": ["Type,Source,Destination,Alt Text,Anchor,Status Code,Status,Follow,Rel,Link Position", "Hyperlink"],
    "de": ["Typ,Quelle,Ziel,Alt-Text,Anker,Statuscode,Status,Follow,Rel,Linkposition", "Hyperlink"],
    "fr": ["Type,Source,Destination,Texte Alt,Ancrage,Code de statut,Statut,Suivre,Rel,Position du lien", "Hyperlien"],
    "es": [
        "Tipo,Fuente,Destino,Texto alternativo,Ancla,Código de estado,Estado,Seguir,Rel,Posición del enlace",
        "Hipervínculo",
    ],
    "it": [
        "Tipo,Origine,Destinazione,Testo Alt,Ancora,Codice di stato,Stato,Segui,Rel,Posizione del link",
        "Collegamento ipertestuale",
    ],
    "pt": [
        "Tipo,Origem,Destino,Texto alternativo,Âncora,Código de status,Status,Seguir,Rel,Posição do link",
        "Hiperlink",
    ],
    "nl": ["Type,Bron,Bestemming,Alt-tekst,Anker,Statuscode,Status,Volgen,Rel,Linkpositie", "Hyperlink"],
    "pl": ["Typ,Źródło,Cel,Tekst alternatywny,Kotwica,Kod statusu,Status,Follow,Rel,Pozycja linku", "Hiperłącze"],
    "he": ["סוג,מקור,יעד,טקסט חלופי,עוגן,קוד סטטוס,סטטוס,מעקב,Rel,מיקום הקישור", "היפר-קישור"],
    "ja": [
        "タイプ,ソース,リンク先,代替テキスト,アンカー,ステータスコード,ステータス,フォロー,Rel,リンクの位置",
        "ハイパーリンク",
    ],
}
"""Screaming Frog's All Inlinks (without its last columns), and its word for a link."""
