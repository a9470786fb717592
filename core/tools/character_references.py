"""Write `core/src/html/charref_table.rs`: the named character references of the HTML standard.

The list (https://html.spec.whatwg.org/entities.json) never changes any more; Python ships it as `html.entities.html5`.
Run from the root of the repository: `python core/tools/character_references.py`.
"""

from __future__ import annotations

from html.entities import html5
from pathlib import Path

TABLE = Path(__file__).parent.parent / "src" / "html" / "charref_table.rs"

HEAD = """\
//! The named character references of the HTML standard, sorted by name.
//!
//! Written by core/tools/character_references.py from the standard's list
//! (<https://html.spec.whatwg.org/multipage/named-characters.html>). Do not edit by hand.
"""


def rust_string(text: str) -> str:
    """Return the text as the inside of a Rust string literal, in ASCII."""
    return '"' + "".join(f"\\u{{{ord(c):x}}}" for c in text) + '"'


def table(name: str, doc: str, entries: dict[str, str]) -> str:
    """One sorted table of Rust."""
    rows = "\n".join(f'    (b"{key}", {rust_string(entries[key])}),' for key in sorted(entries))
    return f"\n/// {doc}\n#[rustfmt::skip]\npub static {name}: [(&[u8], &str); {len(entries)}] = [\n{rows}\n];\n"


def main() -> None:
    """Write the file."""
    closed = {name[:-1]: text for name, text in html5.items() if name.endswith(";")}
    legacy = {name: text for name, text in html5.items() if not name.endswith(";")}
    TABLE.write_text(
        HEAD
        + table("CLOSED", "Names that a semicolon must follow (it is left out here).", closed)
        + table("LEGACY", "Names that stand without a semicolon too.", legacy),
        encoding="ascii",
    )


if __name__ == "__main__":
    main()
