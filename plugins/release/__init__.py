"""Publishing: build, check, plan, bring over, look at the live site, tell, write down. A program, not in
`PLUGINS`.

Verbs: `publish`, `due`, `release.list`, `rollback`. Settings: `RELEASE` (`release.settings.Release`), in
`publishconf.py`; from the environment `INDEXNOW_KEY`, and what targets and ssh ask for. Signals: none.
Files: `.cache/release/`, the site that goes out; `var/release.json`, a release under way;
`var/announced.jsonl`, who was told. The ledger is written when the release is live. The seam to the places
that can be published to is `target`; `targets` has one for each scheme.
"""
