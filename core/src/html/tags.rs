//! The elements that the extractor tells apart, each with what it means for links and text.
//!
//! A name is packed into one integer while it is read and looked up once. Rules: the standard's tree construction
//! (<https://html.spec.whatwg.org/multipage/parsing.html#tree-construction>), as far as links depend on it.

/// A block: it opens a stretch of its own, text before and after it does not run together with its own.
pub const BLOCK: u16 = 1;
/// Text before and after it does not run together.
pub const SPACE: u16 = 2;
/// Its start tag ends an open `p`.
pub const CLOSES_P: u16 = 4;
/// Its start tag ends svg and math.
pub const BREAKOUT: u16 = 8;
/// End tags inside it do not reach elements around it.
pub const BOUNDARY: u16 = 16;
/// A link opened inside ends with it, a link around it does not meet those inside.
pub const MARKER: u16 = 32;
/// What is inside is not shown.
pub const QUIET: u16 = 64;
/// A list: an `li` inside does not end one around it.
pub const LIST: u16 = 128;
/// h1 to h6, which end each other.
pub const HEADING: u16 = 256;
/// Not a block, but may be hidden by its attributes.
pub const INLINE: u16 = 512;
/// Nothing but what its own rule says.
const PLAIN: u16 = 0;

/// One of the elements below, or [`Tag::OTHER`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Tag(pub u8);

/// Packs a name of at most 16 bytes, the first byte lowest.
const fn pack(name: &str) -> u128 {
    let bytes = name.as_bytes();
    assert!(bytes.len() <= 16);
    let mut packed = 0;
    let mut at = 0;
    while at < bytes.len() {
        packed |= (bytes[at] as u128) << (8 * at);
        at += 1;
    }
    packed
}

/// Without collision over the names below; the build fails if a new name breaks that (then try other odd numbers).
const MULTIPLIER: u64 = 0xB12AA1F6D42FDDBB;

#[inline(always)]
const fn slot(packed: u128) -> usize {
    let folded = packed as u64 ^ ((packed >> 64) as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    (folded.wrapping_mul(MULTIPLIER) >> 54) as usize
}

macro_rules! tags {
    ($($constant:ident = $code:literal, $name:literal, $flags:expr;)*) => {
        #[allow(missing_docs, reason = "the name says it")]
        impl Tag {
            $(pub const $constant: Tag = Tag($code);)*
        }

        static NAMES: [u128; 128] = {
            let mut table = [0; 128];
            $(table[$code] = pack($name);)*
            table
        };

        static FLAGS: [u16; 128] = {
            let mut table = [0; 128];
            $(table[$code] = $flags;)*
            table
        };

        static SLOTS: [u8; 1024] = {
            let mut table = [0; 1024];
            $(
                assert!(table[slot(pack($name))] == 0, "two names meet in one slot");
                table[slot(pack($name))] = $code;
            )*
            table
        };
    };
}

tags! {
    A = 1, "a", PLAIN;
    DIV = 2, "div", BLOCK | CLOSES_P | BREAKOUT;
    SPAN = 3, "span", INLINE | BREAKOUT;
    P = 4, "p", BLOCK | CLOSES_P | BREAKOUT;
    LI = 5, "li", BLOCK | CLOSES_P | BREAKOUT;
    UL = 6, "ul", BLOCK | CLOSES_P | BREAKOUT | LIST;
    OL = 7, "ol", BLOCK | CLOSES_P | BREAKOUT | LIST;
    IMG = 8, "img", BREAKOUT;
    SCRIPT = 9, "script", PLAIN;
    STYLE = 10, "style", PLAIN;
    META = 11, "meta", BREAKOUT;
    LINK = 12, "link", PLAIN;
    BASE = 13, "base", PLAIN;
    TITLE = 14, "title", PLAIN;
    HTML = 15, "html", PLAIN;
    BODY = 16, "body", BLOCK | BREAKOUT;
    HEAD = 17, "head", BREAKOUT;
    NAV = 18, "nav", BLOCK | CLOSES_P;
    HEADER = 19, "header", BLOCK | CLOSES_P;
    FOOTER = 20, "footer", BLOCK | CLOSES_P;
    ASIDE = 21, "aside", BLOCK | CLOSES_P;
    MAIN = 22, "main", BLOCK | CLOSES_P;
    ARTICLE = 23, "article", BLOCK | CLOSES_P;
    SECTION = 24, "section", BLOCK | CLOSES_P;
    TABLE = 25, "table", BLOCK | CLOSES_P | BREAKOUT | BOUNDARY;
    TR = 26, "tr", SPACE;
    TD = 27, "td", BLOCK | BOUNDARY | MARKER;
    TH = 28, "th", BLOCK | BOUNDARY | MARKER;
    CAPTION = 29, "caption", BLOCK | BOUNDARY | MARKER;
    THEAD = 30, "thead", SPACE;
    TBODY = 31, "tbody", SPACE;
    TFOOT = 32, "tfoot", SPACE;
    BR = 33, "br", SPACE | BREAKOUT;
    HR = 34, "hr", SPACE | CLOSES_P | BREAKOUT;
    H1 = 35, "h1", BLOCK | CLOSES_P | BREAKOUT | HEADING;
    H2 = 36, "h2", BLOCK | CLOSES_P | BREAKOUT | HEADING;
    H3 = 37, "h3", BLOCK | CLOSES_P | BREAKOUT | HEADING;
    H4 = 38, "h4", BLOCK | CLOSES_P | BREAKOUT | HEADING;
    H5 = 39, "h5", BLOCK | CLOSES_P | BREAKOUT | HEADING;
    H6 = 40, "h6", BLOCK | CLOSES_P | BREAKOUT | HEADING;
    DL = 41, "dl", BLOCK | CLOSES_P | BREAKOUT | LIST;
    DT = 42, "dt", BLOCK | CLOSES_P | BREAKOUT;
    DD = 43, "dd", BLOCK | CLOSES_P | BREAKOUT;
    PRE = 44, "pre", BLOCK | CLOSES_P | BREAKOUT;
    LISTING = 45, "listing", BLOCK | CLOSES_P | BREAKOUT;
    BLOCKQUOTE = 46, "blockquote", BLOCK | CLOSES_P | BREAKOUT;
    FIGURE = 47, "figure", BLOCK | CLOSES_P;
    FIGCAPTION = 48, "figcaption", BLOCK | CLOSES_P;
    ADDRESS = 49, "address", BLOCK | CLOSES_P;
    CENTER = 50, "center", BLOCK | CLOSES_P | BREAKOUT;
    DETAILS = 51, "details", BLOCK | CLOSES_P;
    SUMMARY = 52, "summary", BLOCK | CLOSES_P;
    FIELDSET = 53, "fieldset", BLOCK | CLOSES_P;
    DIALOG = 54, "dialog", BLOCK | CLOSES_P;
    MENU = 55, "menu", BLOCK | CLOSES_P | BREAKOUT | LIST;
    DIR = 56, "dir", BLOCK | CLOSES_P | LIST;
    HGROUP = 57, "hgroup", BLOCK | CLOSES_P;
    SEARCH = 58, "search", BLOCK | CLOSES_P;
    FORM = 59, "form", BLOCK | CLOSES_P;
    NOSCRIPT = 60, "noscript", QUIET | BOUNDARY;
    TEMPLATE = 61, "template", QUIET | BOUNDARY | MARKER;
    SELECT = 62, "select", QUIET;
    OPTION = 63, "option", SPACE;
    OPTGROUP = 64, "optgroup", SPACE;
    TEXTAREA = 65, "textarea", PLAIN;
    BUTTON = 66, "button", PLAIN;
    IFRAME = 67, "iframe", PLAIN;
    FRAME = 68, "frame", PLAIN;
    FRAMESET = 69, "frameset", PLAIN;
    NOFRAMES = 70, "noframes", PLAIN;
    NOEMBED = 71, "noembed", PLAIN;
    XMP = 72, "xmp", SPACE | CLOSES_P;
    PLAINTEXT = 73, "plaintext", CLOSES_P;
    OBJECT = 74, "object", BOUNDARY | MARKER | INLINE;
    AREA = 75, "area", PLAIN;
    IMAGE = 76, "image", PLAIN;
    SVG = 77, "svg", PLAIN;
    MATH = 78, "math", PLAIN;
    FOREIGNOBJECT = 79, "foreignobject", PLAIN;
    DESC = 80, "desc", PLAIN;
    MI = 81, "mi", PLAIN;
    MO = 82, "mo", PLAIN;
    MN = 83, "mn", PLAIN;
    MS = 84, "ms", PLAIN;
    MTEXT = 85, "mtext", PLAIN;
    ANNOTATION = 86, "annotation", PLAIN;
    ANNOTATION_XML = 87, "annotation-xml", PLAIN;
    B = 88, "b", BREAKOUT;
    I = 89, "i", BREAKOUT;
    U = 90, "u", BREAKOUT;
    S = 91, "s", BREAKOUT;
    EM = 92, "em", BREAKOUT;
    STRONG = 93, "strong", BREAKOUT;
    CODE = 94, "code", BREAKOUT;
    SMALL = 95, "small", BREAKOUT;
    BIG = 96, "big", BREAKOUT;
    SUB = 97, "sub", BREAKOUT;
    SUP = 98, "sup", BREAKOUT;
    TT = 99, "tt", BREAKOUT;
    VAR = 100, "var", BREAKOUT;
    STRIKE = 101, "strike", BREAKOUT;
    NOBR = 102, "nobr", BREAKOUT;
    RUBY = 103, "ruby", BREAKOUT;
    EMBED = 104, "embed", BREAKOUT;
    FONT = 105, "font", INLINE;
    INPUT = 106, "input", PLAIN;
    INS = 107, "ins", PLAIN;
    TIME = 108, "time", PLAIN;
}

impl Tag {
    /// Any other element.
    pub const OTHER: Tag = Tag(0);

    /// The tag of a packed name (lower case, at most 16 bytes, the first byte lowest).
    #[inline(always)]
    pub fn of(packed: u128) -> Tag {
        let code = SLOTS[slot(packed)];
        if NAMES[code as usize] == packed { Tag(code) } else { Tag::OTHER }
    }

    /// Whether it has one of the flags.
    #[inline(always)]
    pub fn is(self, flags: u16) -> bool {
        FLAGS[self.0 as usize & 127] & flags != 0
    }
}
