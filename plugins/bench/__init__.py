"""How fast the blog is built, beside Hugo on the same posts and in the same run, and how soon `serve` shows
what was saved. A program, not in `PLUGINS`.

Verb: `bench`. Writes posts, sites and caches below `.cache/bench/`; nothing of the blog is touched.
Numbers of one machine mean little; ratios within one run mean something.
"""
