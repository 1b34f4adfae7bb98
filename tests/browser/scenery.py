"""The small blog whose pictures are kept: a post of each kind, a face, a drawing, a conversation. What is
changed here changes the pictures.
"""

from __future__ import annotations

from typing import Any

from plugins.engine.settings import MenuItem
from tests.sites import post

DRAWING = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 160 100" width="1600" height="1000">'
    '<rect width="160" height="100" fill="#27406b"/><circle cx="118" cy="30" r="16" fill="#f4d58d"/>'
    '<path d="M0 78q40-22 80-6t80-8v36H0z" fill="#16263f"/>'
    '<path d="M38 72V46l16-14 16 14v26z" fill="#c8553d"/></svg>'
)
FACE = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10" width="300" height="300">'
    '<rect width="10" height="10" fill="#588b8b"/><circle cx="5" cy="4" r="2" fill="#ffd5c2"/>'
    '<path d="M1 10q4-7 8 0z" fill="#f28f3b"/></svg>'
)
LONG = """A first paragraph that is long enough to be broken into several lines on every screen, with a
[link](talk.md), some *stress*, some **weight**, and a `name` of a file in it.

Then a second one, shorter.[^1]

> [!NOTE]
> Read the letter aloud before you send it.

## What stands in a list

- One thing, which is said in a few words
- Another thing
    1. with a first part
    2. and a second

> Nobody reads a billboard twice.
>
> -- Ann Example, *On signs*

![A house at night](../images/house.svg "A house, drawn for this page")

## What stands in a table

| Month | Letters | Answers |
|---|---:|---:|
| January | 120 | 14 |
| February | 98 | 31 |

```python
def answer(letter):
    return "Dear " + letter.name
```

> [!PULL]
> Ask one thing, and wait.

What did you answer last?

[^1]: In a letter of the same week.
"""
TALK = """We met on a bench, and it rained.

## How did it begin?

With a letter that nobody had asked for. I wrote it on a Sunday, and on Monday there were four answers in the
box.

I kept them all. They lie in a tin on the shelf over the door.

## And what came then?

More letters. Then a rule: no more than two pages, and no more than one question.
"""
FILES = {
    "posts/long.md": post(
        "The letter that was answered",
        "2026-03-10 09:00",
        LONG,
        summary="What stood in it, who wrote back, and what we do otherwise since then.",
        authors="[Ann Example]",
        topic="Craft",
        tags="[letters, answers]",
        image="images/house.svg",
        image_alt="A house at night",
    ),
    "posts/talk.md": post(
        "Bo Guest writes on Sundays",
        "2026-02-03 09:00",
        TALK,
        summary="Four answers in a box, and a rule that came of them.",
        authors="[Ann Example]",
        kind="interview",
        guests="[Bo Guest]",
        topic="Craft",
        image="images/house.svg",
        image_alt="A house at night",
    ),
    **{
        f"posts/{number}.md": post(
            f"The {word} of the plain posts",
            f"202{4 + number // 3}-0{number + 2}-14",
            f"Some words, and no picture.\n\nWhat would you do with the {word}?",
            summary=f"A summary of the {word}, in one short sentence.",
            authors="[Ann Example]",
            topic="Staying",
            series="Plain posts",
        )
        for number, word in enumerate(("first", "second", "third", "fourth", "fifth"))
    },
    "authors/ann.md": "---\nname: Ann Example\nrole: Keeper of the letters\npicture: images/face.svg\n"
    "picture_alt: A face\nlinks:\n  - {label: Website, url: 'https://ann.example/'}\nfeatured_in:\n"
    "  - {title: The Letter Box, detail: 'Issue 3', url: 'https://box.example/'}\n---\nAnn opens them.\n",
    "guests/bo.md": "---\nname: Bo Guest\n---\nBo writes them.\n",
    "topics/craft.md": "---\ntitle: Craft\nsummary: How it is done.\n---\nHow it is done, at length.\n",
    "images/house.svg": DRAWING,
    "images/face.svg": FACE,
}
REPLIES: list[dict[str, Any]] = [
    {
        "thread": "/posts/long/",
        "id": 1,
        "created": 1773400000.0,
        "author": "Cy",
        "html": "<p>I read it twice.</p>",
    },
    {
        "thread": "/posts/long/",
        "id": 2,
        "created": 1773480000.0,
        "author": "Ann Example",
        "answers": 1,
        "html": "<p>Then you have seen the second question.</p>",
    },
]
ROOMS: dict[str, Any] = {
    "promise": "A letter on Tuesdays.",
    "menu": (MenuItem("Topics", "/topics/"), MenuItem("Archive", "/archive/")),
    "footer": (MenuItem("Authors", "/authors/"), MenuItem("Tags", "/tags/")),
}
