//! The vocabulary of the field as codes: what kind a link is, where it stands, how a page answered.
//!
//! Each word is written once, here; the Python side reads the same words out of the Arrow
//! dictionaries that [`crate::batch`] makes. The words come from the field's vocabulary
//! (docs/reference.md tells them): never a synonym in code.

/// Makes an enum of one byte whose variants carry the word that users see.
macro_rules! words {
    ($(#[$meta:meta])* $name:ident { $($(#[$vmeta:meta])* $variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[repr(u8)]
        pub enum $name { $($(#[$vmeta])* $variant),+ }

        impl $name {
            /// Every word, in the order of the codes.
            pub const WORDS: &'static [&'static str] = &[$($word),+];
            /// Every variant, in the order of the codes.
            pub const ALL: &'static [$name] = &[$($name::$variant),+];

            /// The word that users see.
            pub const fn word(self) -> &'static str { Self::WORDS[self as usize] }
            /// The variant of a code, if there is one.
            pub fn from_code(code: u8) -> Option<Self> { Self::ALL.get(code as usize).copied() }
            /// The variant of a word, if there is one.
            pub fn from_word(word: &str) -> Option<Self> {
                Self::WORDS.iter().position(|w| *w == word).map(|i| Self::ALL[i])
            }
        }
    };
}

pub(crate) use words;

words! {
    /// What makes the link.
    Kind {
        /// `<a href>` around text (or around nothing).
        Text = "text",
        /// `<a href>` around an image and no text.
        Image = "image",
        /// `<area href>` of an image map.
        Area = "area",
        /// `<iframe src>` or `<frame src>`.
        Frame = "frame",
        /// `<form action>`.
        Form = "form",
        /// HTTP 3xx with a location, or a meta refresh.
        Redirect = "redirect",
        /// `<link rel=canonical>` or the HTTP header of that name.
        Canonical = "canonical",
        /// `<link rel=alternate>` (languages, other devices).
        Alternate = "alternate",
        /// `<link rel=alternate>` with the type of a feed.
        Rss = "rss",
    }
}

words! {
    /// Where on the page the link stands.
    Placement {
        /// The text that the page is there for.
        Main = "main",
        /// Menus, breadcrumbs, pagers, tables of contents of the site.
        Navigation = "navigation",
        /// The head of the page: logo, slogan, account links.
        Header = "header",
        /// The foot of the page.
        Footer = "footer",
        /// Beside the main text: related, popular, widgets, tags, share buttons.
        Sidebar = "sidebar",
        /// Comments and forum replies under the main text.
        Comments = "comments",
        /// Not decided, or not a place on a page (redirect, canonical).
        Unknown = "unknown",
    }
}

words! {
    /// Which text the anchor was taken from.
    AnchorFrom {
        /// The link's own text.
        Text = "text",
        /// The `alt` of its image.
        Alt = "alt",
        /// The `title` attribute.
        Title = "title",
    }
}

words! {
    /// What a look at a page found.
    Look {
        /// A page whose links were read.
        Content = "content",
        /// The same content as an earlier look (WARC revisit, HTTP 304).
        NotModified = "not_modified",
        /// HTTP 3xx.
        Redirect = "redirect",
        /// 404 or 410.
        NotFound = "not_found",
        /// Any other answer without content: 4xx, 5xx, a failed connection.
        Error = "error",
        /// An answer that holds no links by its nature (an image, a PDF).
        Other = "other",
        /// Not a look of ours: somebody else's file says that the page had these links at this time.
        Reported = "reported",
        /// Not a look of ours: somebody else's file says that the page no longer had these links at this time.
        ReportedLost = "reported_lost",
    }
}

impl Look {
    /// Whether somebody of ours looked; else it is what an export says.
    pub fn is_ours(self) -> bool {
        !matches!(self, Look::Reported | Look::ReportedLost)
    }
}

words! {
    /// The way in of a look of ours. What is reported has the name of who reported it.
    Source {
        /// A WARC file.
        Warc = "warc",
        /// An ARC file.
        Arc = "arc",
        /// A WAT file: links without places and without the text around them.
        Wat = "wat",
        /// An HTML file.
        Html = "html",
    }
}
