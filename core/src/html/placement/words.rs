//! What class, id, itemprop, role and rel say about a block or a link: words of many languages and of common CMSs.
//!
//! Words were gathered from ARIA (<https://www.w3.org/TR/wai-aria-1.2/#landmark_roles>), microformats' rel values
//! (<https://microformats.org/wiki/existing-rel-values>), schema.org, and the themes of WordPress, Drupal, Joomla, TYPO3,
//! Blogger, MediaWiki, phpBB, vBulletin, Discourse and Shopify. A word that only one site uses has no place here.

use crate::model::Placement;

/// The running text of an article: `articleBody`, `entry-content`, `post_text` …
pub const BODY: u64 = 1;
/// Something that holds the page's content, or claims to.
pub const CONTENT: u64 = 1 << 1;
/// Menus.
pub const NAVIGATION: u64 = 1 << 2;
/// The way from the home page to here.
pub const BREADCRUMB: u64 = 1 << 3;
/// Previous, next, numbered pages.
pub const PAGER: u64 = 1 << 4;
/// The head of the page.
pub const HEADER: u64 = 1 << 5;
/// The foot of the page.
pub const FOOTER: u64 = 1 << 6;
/// Beside the text.
pub const SIDEBAR: u64 = 1 << 7;
/// Boxes of a sidebar.
pub const WIDGET: u64 = 1 << 8;
/// Comments and replies.
pub const COMMENTS: u64 = 1 << 9;
/// Links to other pages of the site that may please.
pub const RELATED: u64 = 1 << 10;
/// Buttons to share or follow.
pub const SHARE: u64 = 1 << 11;
/// Tags and categories.
pub const TAGS: u64 = 1 << 12;
/// Date, author, permalink of a text.
pub const META: u64 = 1 << 13;
/// A box about the author.
pub const AUTHOR: u64 = 1 << 14;
/// Advertisement.
pub const ADVERT: u64 = 1 << 15;
/// Search, log in, subscribe, consent.
pub const FORM: u64 = 1 << 16;
/// Short texts that lead elsewhere, in lists and grids.
pub const TEASER: u64 = 1 << 17;
/// First half of a name of running text.
pub(super) const SUBJECT: u64 = 1 << 18;
/// Second half of a name of running text.
pub(super) const TEXT: u64 = 1 << 19;

pub(super) const WORDS: &[(u64, &str)] = &[
    (
        BODY,
        "articlebody bodytext posttext postbody entrycontent storytext storybody articletext prose richtext textbody \
        wysiwyg rte markdown articlecontent postcontent storycontent fulltext artikeltext newstext textblock userbody",
    ),
    (
        CONTENT,
        "main content hentry maincontent article post entry story text body bodycontent artikel beitrag inhalt contenido \
        contenu contenuto corps cuerpo corpo texte texto testo articolo noticia news detail description message paragraph \
        single tekst artykul tresc",
    ),
    (SUBJECT, "article post entry story news blog artikel beitrag page node"),
    (TEXT, "content body text copy paragraph txt inhalt main"),
    (
        NAVIGATION,
        "nav navbar navigation navi navigator menu menue menubar mainmenu mainnav mainnavigation topnav subnav subnavi \
        submenu menuitem sitenav navmenu menus megamenu hauptmenue hauptmenu hauptnavigation metanav metanavigation \
        dropdown hamburger burger offcanvas tabs tabnav sitemap skip skiplink skiplinks langswitch language languages \
        toolbar toolbox topmenu topbar quicklinks flyout mobilemenu mobilenav portlet linklist navbox toc",
    ),
    (
        BREADCRUMB,
        "breadcrumb breadcrumbs crumb crumbs pathway breadcrumbtrail brotkrume brotkrumen rootline klickpfad ariane \
        trail youarehere",
    ),
    (
        PAGER,
        "pager pagination pagenav pagenavi paging prev previous next nextpost prevpost paginator paginate pagelinks \
        postnav older newer nextprev adjacent weiter zurueck",
    ),
    (
        HEADER,
        "header masthead banner branding topheader siteheader pageheader logo kopf kopfzeile kopfbereich entete cabecera \
        encabezado intestazione cabecalho",
    ),
    (
        FOOTER,
        "footer foot colophon copyright footermenu footernav impressum imprint credits subfooter sitefooter pagefooter fuss \
        fusszeile fussbereich rodape contentinfo legal siteinfo footerlinks stopka",
    ),
    (
        SIDEBAR,
        "sidebar sidebars side aside rail sidenav sidecol rightcol leftcol rightcolumn leftcolumn rightbar leftbar secondary \
        tertiary complementary marginal marginalspalte randspalte seitenleiste rightside leftside rightsidebar leftsidebar \
        barra lateral colright colleft sidemenu rightrail sphinxsidebar",
    ),
    (
        WIDGET,
        "widget widgets textwidget widgettitle xoxo gadget module moduletable blogroll linkcat recentcomments tagcloud \
        archives calendar sidebox",
    ),
    (
        COMMENTS,
        "comment comments commentlist commentform commentmeta commentbody commentarea respond reply disqus replies \
        kommentar kommentare commentaires commentaire comentarios comentario commenti commento reacties kommentarer \
        komentarze komentarz discussion trackback trackbacks pingback pingbacks guestbook gaestebuch livefyre bypostauthor",
    ),
    (
        RELATED,
        "related relatedposts similar recommended recommendations recommendation recommend yarpp zemanta outbrain taboola \
        popular trending mostread morearticles moreposts readmore verwandte aehnliche upsell crosssell crossselling seealso \
        latest recent mehr themen weitere plista promo promos promotion trends topics readnext upnext suggestions suggested \
        topstories meistgelesen powiazane relacionados relacionadas similaires",
    ),
    (
        SHARE,
        "share sharing social shariff sharedaddy addthis addtoany socialmedia socials shares sharebar sharebuttons twitter \
        facebook pinterest whatsapp instagram linkedin follow followus likes like bookmarks socialicons tweet xing youtube \
        googleplus heateor sociallinks flattr ssba teilen partager compartir",
    ),
    (
        TAGS,
        "tags tag taglist keywords tagged posttags entrytags taglinks labels label category categories cats rubrik \
        schlagwort schlagworte schlagwoerter stichworte etiquetas categoria taxonomy",
    ),
    (
        META,
        "meta byline postmeta entrymeta postinfo metadata dateline date published posted timestamp permalink headerlink \
        postedon articlemeta datum metainfo postmetadata rating ratings print actions action tools stats readtime avatar \
        author autor authors authorbox bio vcard autore auteur profile subline",
    ),
    (AUTHOR, "author autor authors authorbox bio vcard authorinfo aboutauthor autore auteur profile"),
    (
        ADVERT,
        "ad ads advert advertisement adsense sponsor sponsored sponsors werbung anzeige anzeigen gpt dfp adbox adslot reklama \
        publicite publicidad affiliate billboard skyscraper leaderboard partner partners",
    ),
    (
        FORM,
        "search searchform login signin signup register newsletter subscribe subscription cookie cookies consent gdpr modal \
        popup dialog lightbox suche account cart basket contact captcha notice alert privacy overlay userbar",
    ),
    (
        TEASER,
        "teaser teasers list item items card cards grid slider carousel slide thumb thumbs thumbnail thumbnails tile tiles \
        listing slick swiper gallery featured feed archive archives loop stream excerpt summary box",
    ),
];

/// Tokens of rel, with what they say.
pub(super) const RELS: &[(u64, &str)] = &[
    (TAGS, "tag category"),
    (AUTHOR, "author"),
    (PAGER, "prev next"),
    (META, "bookmark trackback shortlink"),
    (FOOTER, "license"),
];

/// The region that hints name, if they name one. Where they name several, the narrower word decides.
pub fn region(hints: u64) -> Option<Placement> {
    const ORDER: [(u64, Placement); 5] = [
        (COMMENTS, Placement::Comments),
        (BREADCRUMB | PAGER | NAVIGATION, Placement::Navigation),
        (FOOTER, Placement::Footer),
        (SIDEBAR | WIDGET | RELATED | SHARE | TAGS | ADVERT | AUTHOR, Placement::Sidebar),
        (HEADER | FORM, Placement::Header),
    ];
    ORDER.iter().find(|(which, _)| hints & which != 0).map(|(_, region)| *region)
}

/// Ends of sentences in a stretch of UTF-8: `.`, `!`, `?`, `…` and their like in Arabic, Indic and East Asian scripts.
pub fn sentence_ends(text: &[u8]) -> u32 {
    // Sums of bytes over chunks that cannot overflow one: the compiler counts 16 at a time.
    let (mut plain, mut highest) = (0, 0);
    for chunk in text.chunks(255) {
        let (ends, high) = chunk.iter().fold((0u8, 0u8), |(ends, high), byte| {
            (ends + (u8::from(*byte == b'.') | u8::from(*byte == b'!') | u8::from(*byte == b'?')), high.max(*byte))
        });
        plain += u32::from(ends);
        highest = highest.max(high);
    }
    if highest < 0xD8 {
        return plain;
    }
    let other = text.iter().enumerate().filter(|(at, byte)| {
        **byte >= 0xD8
            && matches!(
                (**byte, text.get(at + 1), text.get(at + 2)),
                (0xD8, Some(0x9F), _)
                    | (0xDB, Some(0x94), _)
                    | (0xE3, Some(0x80), Some(0x82))
                    | (0xEF, Some(0xBC), Some(0x81 | 0x9F))
                    | (0xEF, Some(0xBD), Some(0xA1))
                    | (0xE0, Some(0xA5), Some(0xA4))
                    | (0xE2, Some(0x80), Some(0xA6))
            )
    });
    plain + other.count() as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_end_in_every_script() {
        assert_eq!(sentence_ends(b"One. Two! Three?"), 3);
        assert_eq!(sentence_ends("一。二！三？".as_bytes()), 3);
        assert_eq!(sentence_ends("أين؟ एक। ہے۔ so…".as_bytes()), 4);
    }
}
