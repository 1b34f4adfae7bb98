"""A drawing for a post without a picture: night, a house with a lit window, and the thread. Made from topic
and id alone.

Inline SVG of a few hundred bytes, coloured by the theme (`class`), the same on every machine.
"""

from __future__ import annotations

from hashlib import blake2b

from msgspec import Struct

ROOFS = (
    "M{x} 20v-7l4-4 4 4v7z",
    "M{x} 20v-6h2l4-5 4 5h2v6z",
    "M{x} 20v-10h7v10z",
    "M{x} 20v-6l6-3v9z",
    "M{x} 20v-8q4-5 8 0v8z",
)


class Cover(Struct, frozen=True):
    """A drawing that is not drawn yet: a site has as many as posts, and most builds print few. `tint` is 0 to
    4, `dice` are 12 bytes.
    """

    tint: int
    dice: bytes

    @staticmethod
    def of(topic: str, identity: str) -> Cover:
        """Choose: the tint by `topic`, the rest by `identity`."""
        tint = blake2b(topic.encode(), digest_size=1).digest()[0] % 5
        return Cover(tint, blake2b(identity.encode(), digest_size=12).digest())

    def __html__(self) -> str:
        return _draw(self.tint, self.dice)


def _draw(tint: int, dice: bytes) -> str:
    left = 3 + dice[0] % 17
    roof = ROOFS[dice[1] % len(ROOFS)].format(x=left)
    moon = (left + 12 + dice[2] % 9) % 28 + 2
    ends = [6 + dice[n] % 9 for n in (3, 4)]
    bends = [2 + dice[n] % 15 for n in (5, 6)]
    lamp = left + 3 + dice[7] % 2
    # Elsewhere than between the edges and the lamp a bend would lead the thread back on itself.
    turns = (lamp // 3, lamp * 2 // 3, lamp + (33 - lamp) * 2 // 3)
    return (
        f'<svg class="cover" data-tint="{tint}" viewBox="0 0 32 20" '
        'preserveAspectRatio="xMidYMax slice" aria-hidden="true">'
        f'<circle class="c1" cx="{moon}" cy="{3 + dice[8] % 4}" r="{1 + dice[9] % 3 / 2}"/>'
        f'<path class="c2" d="M0 {16 + dice[10] % 3}q8-3 16-1t16-1V20H0z"/>'
        f'<path class="c3" d="{roof}"/>'
        f'<path class="c4" d="M{lamp} 14h2v3h-2z"/>'
        f'<path class="c5" d="M0 {ends[0]}C{turns[0]} {bends[0]} {turns[1]} {bends[1]} {lamp + 1} 15'
        f'S{turns[2]} {bends[0]} 32 {ends[1]}"/>'
        "</svg>"
    )
