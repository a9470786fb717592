"""What the sites write: invented texts in nine languages, put together from the sentences of `data/text/*.toml`.

A sentence may hold words in braces (`{place}`), drawn from the lists of its topic. All drawing comes from the caller's
`random.Random`, so the same seed gives the same text.
"""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from random import Random
from typing import Any

from backlit.sample.catalogue import DATA

_SLOT = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Language:
    """The words of one language."""

    code: str
    labels: dict[str, str]
    people: list[str]
    generic: list[str]
    """Anchors that say nothing about their target."""
    cite: dict[str, list[str]]
    """Sentences around a link, by type of link."""
    topics: dict[str, dict[str, Any]]
    months: list[str]
    date_form: str
    direction: str
    space: str
    """What stands between two sentences."""

    def date(self, year: int, month: int, day: int) -> str:
        """A date as people of this language write it."""
        return self.date_form.format(day=day, month=self.months[month - 1], year=year)

    def sentence(self, kind: str, dice: Random) -> str:
        """A sentence for a link of a type; one for editorial links where the language has none of its own."""
        return dice.choice(self.cite.get(kind) or self.cite["editorial"])

    def fill(self, template: str, topic: str, dice: Random, chosen: dict[str, str]) -> str:
        """The template with every slot filled; `chosen` holds the words drawn so far, so that a text keeps to them."""
        words: dict[str, list[str]] = self.topics[topic]["words"]

        def word(match: re.Match[str]) -> str:
            slot = match.group(1)
            if slot not in chosen:
                chosen[slot] = dice.choice(words[slot])
            return chosen[slot]

        text = _SLOT.sub(word, template)
        return text[:1].upper() + text[1:]

    def title(self, topic: str, dice: Random, taken: set[str], chosen: dict[str, str]) -> str:
        """A title that is not among `taken`, and is added to them; its words go into `chosen`."""
        titles: list[str] = self.topics[topic]["titles"]
        for _ in range(60):
            drawn: dict[str, str] = {}
            title = self.fill(dice.choice(titles), topic, dice, drawn)
            if title not in taken:
                break
        else:
            base = title
            title = next(f"{base} ({n})" for n in range(2, 1000) if f"{base} ({n})" not in taken)
        taken.add(title)
        chosen.update(drawn)
        return title

    def paragraphs(self, topic: str, dice: Random, count: int, chosen: dict[str, str]) -> list[str]:
        """A short text: a lead, paragraphs of two to four sentences, a close."""
        material = self.topics[topic]
        body = [self.fill(line, topic, dice, chosen) for line in dice.sample(material["body"], len(material["body"]))]
        found = [self.fill(dice.choice(material["lead"]), topic, dice, chosen)]
        for _ in range(count):
            take = min(len(body), dice.randint(2, 4))
            if take == 0:
                break
            found.append(self.space.join(body[:take]))
            del body[:take]
        found[0] = self.space.join([found[0], *body[:1]])
        found.append(self.fill(dice.choice(material["close"]), topic, dice, chosen))
        return found

    def sections(self, topic: str) -> list[str]:
        """The names of the sections of a site on a topic."""
        found: list[str] = self.topics[topic]["sections"]
        return found


@cache
def language(code: str) -> Language:
    """The words of a language, by its code."""
    raw = tomllib.loads((DATA / "text" / f"{code}.toml").read_text(encoding="utf-8"))
    return Language(
        code=code,
        labels=raw["labels"],
        people=raw["people"],
        generic=raw["generic"],
        cite=raw["cite"],
        topics=raw["topic"],
        months=raw["months"],
        date_form=raw["date"],
        direction=raw.get("direction", "ltr"),
        space=raw.get("space", " "),
    )
