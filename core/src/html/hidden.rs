//! Elements that their own markup hides: the `hidden` attribute and inline styles. Style sheets are not followed, and
//! `aria-hidden` hides nothing from the eye.

use super::scan::{LOWER, WS, is};

/// Farther out than this (pixels) nobody scrolls: the usual `left:-9999px`.
const OFF_SCREEN: f32 = -999.0;

/// Whether an inline style hides its element: `display:none`, `visibility:hidden` or `collapse`, `opacity:0`, a font
/// size of zero, no width or height with the rest cut off, or a place far off the screen.
pub fn hides(style: &[u8]) -> bool {
    let mut zero = false;
    let mut clipped = false;
    for declaration in style.split(|byte| *byte == b';') {
        let Some(colon) = memchr::memchr(b':', declaration) else { continue };
        let mut property = [0; 20];
        let mut value = [0; 32];
        let (Some(property), Some(value)) =
            (compact(&declaration[..colon], &mut property), compact(&declaration[colon + 1..], &mut value))
        else {
            continue;
        };
        match property {
            b"display" if value == b"none" => return true,
            b"visibility" if matches!(value, b"hidden" | b"collapse") => return true,
            b"opacity" | b"font-size" if number(value) == Some(0.0) => return true,
            b"left" | b"top" | b"right" | b"bottom" | b"margin-left" | b"margin-top" | b"text-indent"
                if number(value).is_some_and(|length| length <= OFF_SCREEN) =>
            {
                return true;
            }
            b"width" | b"height" | b"max-width" | b"max-height" if number(value).is_some_and(|l| l <= 1.0) => {
                zero |= !value.ends_with(b"em") || number(value) == Some(0.0);
            }
            b"overflow" if matches!(value, b"hidden" | b"clip") => clipped = true,
            _ => {}
        }
    }
    zero && clipped
}

/// Lower case, without white space and `!important`; none if it is longer than anything that matters here.
fn compact<'b>(text: &[u8], buffer: &'b mut [u8]) -> Option<&'b [u8]> {
    let mut length = 0;
    for byte in text.iter().copied().filter(|byte| !is(*byte, WS)) {
        *buffer.get_mut(length)? = LOWER[byte as usize];
        length += 1;
    }
    let text = &buffer[..length];
    Some(text.strip_suffix(b"!important").unwrap_or(text))
}

/// The number that a value begins with, if a unit of length, `%` or nothing follows.
fn number(value: &[u8]) -> Option<f32> {
    let end = value.iter().position(|b| !b.is_ascii_digit() && !matches!(b, b'-' | b'+' | b'.')).unwrap_or(value.len());
    if !matches!(&value[end..], b"" | b"px" | b"em" | b"rem" | b"pt" | b"%" | b"vw" | b"vh") {
        return None;
    }
    std::str::from_utf8(&value[..end]).ok()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::hides;

    #[test]
    fn styles_that_hide() {
        for style in [
            "display:none",
            "color:red; DISPLAY : None !important",
            "visibility:hidden",
            "opacity:0",
            "font-size:0px",
            "position:absolute;left:-9999px",
            "text-indent:-10000px",
            "width:0;height:0;overflow:hidden",
            "height:1px;width:1px;overflow:hidden",
        ] {
            assert!(hides(style.as_bytes()), "{style}");
        }
    }

    #[test]
    fn styles_that_do_not() {
        for style in [
            "",
            "display:block",
            "left:-20px",
            "opacity:0.5",
            "font-size:0.8em",
            "width:0",
            "max-width:1em;overflow:hidden",
            "background:url(data:display:none)",
            "display:nonesuch",
        ] {
            assert!(!hides(style.as_bytes()), "{style}");
        }
    }
}
