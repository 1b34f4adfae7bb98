"""A title in lines: balanced, as large as there is room for, cut behind the last line where there is none.

Pure: how wide a text is, is asked of whoever has the font.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

Measure = Callable[[str], float]
"""Text → its width in pixels."""

ALONE = "\u2e80-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff"
"""Scripts that put no blanks between words: a line may end behind each letter."""
CLOSING = "、。，．：；！？）」』】〉》”’ー々…ぁぃぅぇぉっゃゅょァィゥェォッャュョ"
"""What does not begin a line (JIS X 4051)."""
PIECE = re.compile(rf"(\s*)([{ALONE}][{CLOSING}]*|[^\s{ALONE}]+)")


def set_title(
    text: str, measures: Sequence[tuple[int, Measure]], width: int, height: int, leading: float
) -> tuple[int, list[str]]:
    """Choose the largest size in which the text fits, and its lines; in the smallest it is cut.

    `measures` are the sizes, largest first, each with its measure; `leading` is a factor of the size.
    """
    pieces = [(bool(blank), word) for blank, word in PIECE.findall(text)]
    size, measure, lines = 0, measures[-1][1], [""]
    for size, measure in measures:
        most = max(1, int(height / (size * leading)))
        lines = fill(pieces, measure, width)
        if len(lines) <= most and all(measure(word) <= width for _, word in pieces):
            return size, balance(pieces, measure, width, len(lines))
    return size, cut([part for line in lines for part in broken(line, measure, width)], measure, width, most)


def fill(pieces: Sequence[tuple[bool, str]], measure: Measure, width: float) -> list[str]:
    """Put as much as fits into each line. Words are measured one by one: a title is filled many times."""
    lines, room = [""], width
    for has_blank, word in pieces:
        needed = measure(word) + (measure(" ") if has_blank else 0)
        if lines[-1] and needed > room:
            lines.append(word)
            room = width - measure(word)
        else:
            lines[-1] += f" {word}" if has_blank and lines[-1] else word
            room -= needed
    return lines


def balance(pieces: Sequence[tuple[bool, str]], measure: Measure, width: int, count: int) -> list[str]:
    """Find the narrowest lines of which there are no more than `count`: no word is left alone in the last."""
    low, high = 0, width
    while low < high:
        middle = (low + high) // 2
        lines = fill(pieces, measure, middle)
        if len(lines) <= count and all(measure(line) <= width for line in lines):
            high = middle
        else:
            low = middle + 1
    return fill(pieces, measure, high)


def broken(line: str, measure: Measure, width: float) -> list[str]:
    """Break a line that is one too long word."""
    parts = [""]
    for letter in line:
        if parts[-1] and measure(parts[-1] + letter) > width:
            parts.append("")
        parts[-1] += letter
    return parts


def cut(lines: list[str], measure: Measure, width: float, most: int) -> list[str]:
    """Keep the first lines, and say with an ellipsis that there were more."""
    if len(lines) <= most:
        return lines
    last = lines[most - 1]
    while last and measure(f"{last}…") > width:
        last = last.rpartition(" ")[0] or last[:-1]
    return [*lines[: most - 1], f"{last.rstrip(' ,;:.–—-')}…"]
