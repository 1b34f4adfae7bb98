"""The verb `new`."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from invoke.context import Context
from invoke.tasks import task

HELP = {
    "title": "what the post is called; asked for when it is not given",
    "topic": "the shelf that it belongs to",
    "author": "who writes it; several with commas (default: the only author, if there is one)",
    "kind": "article or interview (default: article, with --guest: interview)",
    "guest": "who answers in the interview",
    "series": "the series that it is a part of",
    "draft": "only the preview shows a draft; --no-draft publishes it with the next build",
    "content": "folder with the posts (default: content)",
}


def holds_title(words: Sequence[str]) -> bool:
    """Whether a command line has a word for the title, which is no option and no option's value."""
    rest = iter(words[words.index("new") + 1 :] if "new" in words else ())
    for word in rest:
        if word in {"--draft", "--no-draft"} or (word.startswith("--") and "=" in word):
            continue
        if not word.startswith("-"):
            return True
        next(rest, None)
    return False


# In invoke a positional argument can never be left out, so it is one only when it is there.
@task(help=HELP, positional=["title"] if holds_title(sys.argv[1:]) else [], auto_shortflags=False)
def new(
    _c: Context,
    title: str | None = None,
    topic: str = "",
    author: str = "",
    kind: str = "",
    guest: str = "",
    series: str = "",
    draft: bool = True,
    content: str = "",
) -> None:
    """Start a post: a file with everything in it that a post needs.

    Examples:
      ./run new "The reply is the metric"                    a draft, content/posts/<today>-<title>.md
      ./run new "Ten people" --topic Finding --author "Ines Okafor"
      ./run new "A year of letters" --guest "Marguerite Sable"   an interview
      ./run new                                              asks for the title
    """
    from plugins.desk.start import Wish, run_new

    wish = Wish(title or "", topic, author, kind, guest, series, draft)
    raise SystemExit(run_new(wish, content=content))


VERBS = (new,)
