"""Posts for measuring: the same ones for the same number, some 600 words each, as a writer would set them.

Their front matter is read by Hugo too, so that both are given the same files.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from pathlib import Path

SEED = 2026
WORDS = """
letter reader porch supper lamp question answer week shop garden kettle price page door street
number story habit promise list margin winter market subject paper small plain honest slow early
open quiet useful warm late long write read ask reply keep send count begin mend listen wait carry
share learn notice remember the a of to and in that it for with as on by from not but or one two our
their your this every some most after before
"""
TOPICS = ("Conversation", "Trust", "Craft", "Staying", "Finding", "Letters", "Prices", "Events")
AUTHORS = tuple(
    f"{first} {last}" for first in ("Ada", "Bo", "Cleo", "Dov") for last in ("Hill", "Marsh", "Oak")
)
FIRST, HALF_DAYS = dt.date(2008, 1, 1), 13_000
"""Two posts a day up to 2025; more than these begin again at the first day, since none may be yet to come."""


def write_posts(folder: Path, number: int) -> None:
    """Write so many posts below `folder/posts`, if they are not there yet."""
    posts = folder / "posts"
    if posts.is_dir() and sum(1 for _ in posts.iterdir()) == number:
        return
    posts.mkdir(parents=True, exist_ok=True)
    for name, text in make_posts(number):
        (posts / name).write_text(text, "utf-8")


def make_posts(number: int) -> Iterator[tuple[str, str]]:
    """Yield file names and texts; the first posts are the same whatever the number."""
    vocabulary = WORDS.split()
    tags = [f"tag {index}" for index in range(60)]
    for index in range(number):
        chance = random.Random(SEED * 1_000_003 + index)
        date = FIRST + dt.timedelta(hours=index % HALF_DAYS * 12)
        title = _sentence(chance, vocabulary, 5).rstrip(".")
        head = (
            f"---\ntitle: {title} {index}\ndate: {date:%Y-%m-%d} 09:00:00\n"
            f"summary: {_sentence(chance, vocabulary, 18)}\ntopic: {chance.choice(TOPICS)}\n"
            f"tags: [{', '.join(chance.sample(tags, 3))}]\nauthors: [{chance.choice(AUTHORS)}]\n---\n"
        )
        yield f"{date:%Y-%m-%d}-{index:06d}.md", head + "\n".join(_body(chance, vocabulary))


def _body(chance: random.Random, words: list[str]) -> Iterator[str]:
    for part in range(4):
        if part:
            yield f"\n## {_sentence(chance, words, 4).rstrip('.')}\n"
        for _ in range(2):
            yield _paragraph(chance, words) + "\n"
        yield from _block(chance, words, part)
    yield f"\n{_sentence(chance, words, 9).rstrip('.')}?"


def _paragraph(chance: random.Random, words: list[str]) -> str:
    said = [_sentence(chance, words, chance.randint(8, 18)) for _ in range(4)]
    said[1] = said[1].replace(" ", " *", 1).replace(".", "*.", 1)
    said[2] += f" [{chance.choice(words)}](https://example.com/{chance.choice(words)})"
    return " ".join(said)


def _block(chance: random.Random, words: list[str], part: int) -> list[str]:
    lines = [_sentence(chance, words, 6) for _ in range(4)]
    return [
        [f"- {line}" for line in lines],
        [f"> {line}" for line in lines],
        ["```python", *(f"{line.split()[0].lower()} = {len(line)}" for line in lines), "```"],
        [f"{number}. {line}" for number, line in enumerate(lines, 1)],
    ][part]


def _sentence(chance: random.Random, words: list[str], length: int) -> str:
    return " ".join(chance.choices(words, k=length)).capitalize() + "."
