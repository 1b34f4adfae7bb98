"""What one post has to do with another: neighbours, follow-ups, mentions, and related posts.

Nothing here is quadratic: related posts are looked for among the nearest in time that share a tag, series or
topic.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise

from msgspec import Struct

from plugins.engine.bodies import find_source
from plugins.engine.model import Label, Post, Site
from plugins.kit.problems import Problem

NEAR = 24
"""How many posts of a tag, on either side in time, are looked at."""
POINTS = 1_000_000
"""What a label counts is rounded to whole points: their sum is the same in any order."""


def relate(site: Site) -> Iterable[Problem]:
    """Fill the tables of the site that are keyed by a post's source."""
    listed = site.listed()
    for newer, older in pairwise(listed):
        site.newer[older.source] = newer
        site.older[newer.source] = older
    problems = list(_follow(site))
    _mention(site, listed)
    site.related = Likeness.among(listed, site.settings["POSTS"].related)
    return problems


def _follow(site: Site) -> Iterator[Problem]:
    by_source = {post.source: post for post in site.posts}
    by_slug = {post.slug: post for post in site.posts}
    after: dict[str, list[Post]] = defaultdict(list)
    for post in site.posts:
        target = post.document.meta.follows
        if not target:
            continue
        source = find_source(site, post.source, target)
        older = by_source.get(source or "") or by_slug.get(target.strip("/").rpartition("/")[2])
        if older is None:
            yield post.document.problem(
                site.shown,
                f"follows “{target}”, and there is no such post",
                "Write the file name of the post that this one follows up",
                key="follows",
                level="warning",
            )
        elif older.date > post.date or _leads_to(site, older, post):
            yield post.document.problem(
                site.shown,
                f"follows “{target}”, which is not older",
                "A follow-up comes after its post; correct a date or the name",
                key="follows",
            )
        else:
            site.follows[post.source] = older
            if post.is_listed:
                after[older.source].append(post)
    site.followed_by = {source: tuple(sorted(posts, key=_in_time)) for source, posts in after.items()}


def _leads_to(site: Site, older: Post, post: Post) -> bool:
    """Whether following `older` up comes back to `post`."""
    step: Post | None = older
    while step is not None and step is not post:
        step = site.follows.get(step.source)
    return step is post


def _in_time(post: Post) -> tuple[float, str]:
    return (post.date.timestamp(), post.slug)


def _mention(site: Site, listed: list[Post]) -> None:
    mentions: dict[str, dict[str, Post]] = defaultdict(dict)
    for post in listed:
        for ref in post.document.body.refs:
            if ref.kind == "link":
                source = find_source(site, post.source, ref.target.partition("#")[0])
                # A follow-up says so in a stronger way.
                if (
                    source
                    and source != post.source
                    and source in site.paths
                    and site.follows.get(post.source, post).source != source
                ):
                    mentions[source][post.source] = post
    site.mentioned_in = {source: tuple(sorted(by.values(), key=_in_time)) for source, by in mentions.items()}


class Likeness(Struct, frozen=True):
    """Ranks posts that share labels: rare labels count more; of equals the one nearer in time."""

    posts: list[Post]
    wanted: int
    places: dict[str, int]
    shelves: dict[Label, list[int]]

    @staticmethod
    def among(posts: list[Post], wanted: int) -> Likeness:
        """Prepare to answer for posts that stand in the order of time."""
        shelves: dict[Label, list[int]] = defaultdict(list)
        for index, post in enumerate(posts):
            for label in _labels(post):
                shelves[label].append(index)
        return Likeness(posts, wanted, {post.source: n for n, post in enumerate(posts)}, dict(shelves))

    def __call__(self, post: Post) -> tuple[Post, ...]:
        """Find the posts most like one, the best first; none for one that is not listed."""
        index = self.places.get(post.source)
        if index is None:
            return ()
        score: dict[int, int] = defaultdict(int)
        for label in _labels(post):
            if not (shelf := self.shelves.get(label)):
                continue  # nobody else has it yet
            weight = math.log(1 + len(self.posts) / len(shelf)) * (1.0 if label.kind == "tag" else 0.5)
            points, spot = round(weight * POINTS), bisect_left(shelf, index)
            for other in shelf[max(0, spot - NEAR) : spot + NEAR + 1]:
                score[other] += points
        score.pop(index, None)
        # Of some hundred posts only those that may be among the wanted are ranked.
        least = min(sorted(score.values(), reverse=True)[: self.wanted], default=0)
        best = [(-points, abs(other - index), other) for other, points in score.items() if points >= least]
        return tuple(self.posts[other] for _, _, other in sorted(best)[: self.wanted])


def _labels(post: Post) -> list[Label]:
    return [label for label in (*post.tags, post.topic, post.series) if label]
