"""Pages as tests read them: the text and the attributes of elements, by the parser of the standard library."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}


@dataclass
class Element:
    tag: str
    attributes: dict[str, str]
    children: list[Element | str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return " ".join("".join(self._texts()).split())

    def _texts(self) -> list[str]:
        return [text for child in self.children for text in ([child] if isinstance(child, str) else child._texts())]

    def all(self, tag: str = "", class_: str = "", **attributes: str) -> list[Element]:
        """All elements below of a tag, with a class and with attributes."""
        found = []
        for child in self.children:
            if isinstance(child, str):
                continue
            if child._is(tag, class_, attributes):
                found.append(child)
            found += child.all(tag, class_, **attributes)
        return found

    def one(self, tag: str = "", class_: str = "", **attributes: str) -> Element:
        """The only such element."""
        (found,) = self.all(tag, class_, **attributes)
        return found

    def _is(self, tag: str, class_: str, attributes: dict[str, str]) -> bool:
        if tag and self.tag != tag:
            return False
        if class_ and class_ not in self.attributes.get("class", "").split():
            return False
        return all(
            self.attributes.get(name.strip("_").replace("_", "-")) == value for name, value in attributes.items()
        )


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("", {})
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        made = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(made)
        if tag not in VOID:
            self.open.append(made)

    def handle_endtag(self, tag: str) -> None:
        if tag in [element.tag for element in self.open]:
            while self.open.pop().tag != tag:
                pass

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


def read(html: str) -> Element:
    """The elements of a page."""
    builder = _Builder()
    builder.feed(html)
    builder.close()
    return builder.root
