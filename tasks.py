"""The verbs, collected from the capabilities that have some. `./run --list` shows them."""

from invoke import Collection

from plugins.assets import tasks as assets
from plugins.bench import tasks as bench
from plugins.checks import tasks as checks
from plugins.comments import tasks as comments
from plugins.desk import tasks as desk
from plugins.engine import tasks as engine
from plugins.feeds import tasks as feeds
from plugins.ledger import tasks as ledger
from plugins.newsletter import tasks as newsletter
from plugins.preview import tasks as preview
from plugins.quality import tasks as quality
from plugins.redirects import tasks as redirects
from plugins.release import tasks as release

namespace = Collection()
for module in (preview, engine, checks, desk, release, assets, redirects, bench, quality):
    for verb in module.VERBS:
        namespace.add_task(verb)

for module, verbs in (
    *((each, each.VERBS) for each in (comments, feeds, ledger, newsletter)),
    (release, release.GROUPED),
):
    group = Collection(module.GROUP)
    for verb in verbs:
        group.add_task(verb)
    namespace.add_collection(group)
