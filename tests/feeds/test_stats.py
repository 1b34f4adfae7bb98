"""Subscribers counted from access logs: what readers say, addresses once, nothing kept that names anybody."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from plugins.feeds.stats import Count, Row, count_lines, count_logs, reader_of, rows, table
from plugins.feeds.tasks import logs_in
from tests.sites import command

ALL = "/feeds/all.atom.xml"
READERS = {
    "Feedly/1.0 (+http://feedly.com/fetcher; 16 subscribers; like FeedFetcher-Google)": ("Feedly", 16),
    "Mozilla/5.0 (compatible; inoreader.com; 5 subscribers)": ("inoreader.com", 5),
    "NewsBlur Feed Fetcher - 12 subscribers - http://www.newsblur.com/site/1 (Mozilla/5.0)": ("NewsBlur", 12),
    "Feedbin feed-id:1373711 - 142 subscribers": ("Feedbin", 142),
    "Mozilla/5.0 (compatible; theoldreader.com; 2 subscribers; feed-id=a1b2)": ("theoldreader.com", 2),
    "BazQux/2.4 (+https://bazqux.com/fetcher; 3 subscribers)": ("BazQux", 3),
    "FeedHQ/0.8 (https://feedhq.org; 5 subscribers; https://github.com/x)": ("FeedHQ", 5),
    "Feedspot/1.0 (+https://www.feedspot.com/fs/fetcher; 7 subscribers)": ("Feedspot", 7),
    "Netvibes (http://www.netvibes.com; 1 subscriber; feedID: 9)": ("Netvibes", 1),
    "Feedfetcher-Google; (+http://google.com/f; 1,204 subscribers)": ("Feedfetcher-Google", 1204),
    "Some Reader; subscribers=8": ("Some", 8),
}  # fmt: skip


def line(
    agent: str, path: str = ALL, *, day: str = "21/Nov/2026", address: str = "192.0.2.1", status: int = 200,
    method: str = "GET",
) -> str:  # fmt: skip
    return f'{address} - - [{day}:10:00:00 +0000] "{method} {path} HTTP/1.1" {status} 512 "-" "{agent}"\n'


def counted(*lines: str) -> Count:
    count = Count()
    count_lines(((f"log:{n}", text) for n, text in enumerate(lines, 1)), count, b"key")
    return count


@pytest.mark.parametrize(("agent", "known"), READERS.items())
def test_a_reader_on_the_web_says_for_how_many_it_reads(agent: str, known: tuple[str, int]) -> None:
    assert rows(counted(line(agent))) == [Row(ALL, (known,), 0)]


def test_the_highest_number_of_the_week_counts_once_for_each_reader_and_feed() -> None:
    count = counted(
        line("Feedly/1.0 (+x; 40 subscribers)", day="14/Nov/2026"),  # before the week
        line("Feedly/1.0 (+x; 16 subscribers)", day="15/Nov/2026"),
        line("Feedly/1.0 (+x; 15 subscribers)", day="21/Nov/2026", address="192.0.2.9"),
        line("Feedbin feed-id:1 - 9 subscribers"),
        line("Feedly/1.0 (+x; 2 subscribers)", "/feeds/topic/trust.rss.xml"),
    )
    assert rows(count) == [
        Row(ALL, (("Feedly", 16), ("Feedbin", 9)), 0),
        Row("/feeds/topic/trust.rss.xml", (("Feedly", 2),), 0),
    ]
    assert rows(count)[0].together == 25


def test_everybody_else_counts_once_for_each_address_and_week() -> None:
    agent = "NetNewsWire (RSS Reader; https://netnewswire.com/)"
    count = counted(
        line(agent, day="13/Nov/2026", address="198.51.100.7"),  # before the week, and not since
        *(line(agent, day=f"{day}/Nov/2026") for day in range(14, 22)),
        line(agent, status=304),
        line("newsboat/2.21 (Linux)"),
        line(agent, address="192.0.2.2"),
        line(agent, address="2001:db8:1:2:aaaa::1"),
        line(agent, address="2001:db8:1:2:bbbb::2"),  # the same home
        line(agent, address="2001:db8:1:3::1"),
    )
    assert rows(count) == [Row(ALL, (), 4)]


def test_what_is_no_reading_of_a_feed_is_not_counted() -> None:
    agent = "newsboat/2.21"
    count = counted(
        line(agent, "/posts/a/"), line(agent, "/feeds/opml.xml"), line(agent, "/feeds/"),
        line(agent, status=404),
        line(agent, method="POST"), line("Mozilla/5.0 (compatible; Googlebot/2.1; +http://x)"),
    )  # fmt: skip
    assert rows(count) == []
    assert count.robots == 1
    assert count.unread == 0


def test_addresses_with_a_query_under_a_path_or_whole_are_the_same_feed() -> None:
    paths = (
        "/feeds/all.json",
        "/feeds/all.json?utm=x",
        "https://x.example/feeds/all.json",
        "/feeds/%61ll.json",
    )
    assert rows(counted(*(line("R", path) for path in paths))) == [Row("/feeds/all.json", (), 1)]
    found = rows(counted(line("R", "/blog/feeds/all.rss.xml"), line("R", "/posts/a/comments.atom.xml")))
    assert [row.feed for row in found] == ["/blog/feeds/all.rss.xml", "/posts/a/comments.atom.xml"]


def test_a_host_before_the_line_and_quotes_within_it_are_read() -> None:
    odd = line('Odd \\"Reader\\" - 3 subscribers')
    assert rows(counted(f"blog.example:443 {odd}")) == [Row(ALL, (("Odd", 3),), 0)]


def test_malformed_lines_are_counted_and_said() -> None:
    broken = [
        "nonsense",
        line("R").replace("Nov", "Foo"),
        line("R").replace("21/Nov", "31/Nov"),
        line("R")[:60],
        "\x00\xff",
        line("R").rpartition(' "-"')[0],
    ]
    count = counted(*broken, line("R"), "\n", "")
    assert (count.unread, count.lines) == (6, 7)
    assert table(count).endswith("6 of 7 lines are not in the combined log format: log:1, log:2, log:3 …")


def test_days_are_those_of_utc() -> None:
    late = line("R", day="14/Nov/2026").replace("10:00:00 +0000", "23:00:00 -0500")  # the 15th
    assert rows(counted(late, line("R", address="192.0.2.3"))) == [Row(ALL, (), 2)]


def test_the_table_is_read_at_a_glance_and_holds_no_address() -> None:
    count = counted(line("Feedly/1.0 (+x; 1,600 subscribers)"), line("R"), line("bingbot/2.0"))
    assert table(count) == (
        "Subscribers from 2026-11-15 to 2026-11-21\n\n"
        "feed                 in web readers  by address  together\n"
        "/feeds/all.atom.xml           1,600           1     1,601\n"
        "  Feedly 1,600\n\n"
        "Whoever follows two feeds is counted twice.\n"
        "Left out: 1 requests of search engines and other robots."
    )
    assert "192.0.2.1" not in repr(count)


def test_an_empty_log_says_so() -> None:
    assert table(Count()) == "Nobody asked for a feed in 0 lines."


def test_logs_are_read_packed_or_not(tmp_path: Path) -> None:
    plain, packed = tmp_path / "access.log", tmp_path / "access.log.1"
    plain.write_text(line("R"), "utf-8")
    packed.write_bytes(gzip.compress(line("R", address="192.0.2.2").encode() + b"\xff\xfe\n"))
    count = count_logs([str(plain), str(packed)])
    assert rows(count) == [Row(ALL, (), 2)]
    assert count.malformed == [f"{packed}:2"]


def test_the_verb_takes_several_logs_and_says_what_it_cannot_read(tmp_path: Path) -> None:
    first, second = tmp_path / "a.log", tmp_path / "b.log"
    first.write_text(line("R"), "utf-8")
    second.write_text(line("R", address="192.0.2.2"), "utf-8")
    done = command("-m", "invoke", "feeds.stats", str(first), str(second))
    assert done.returncode == 0, done.stderr
    assert f"{ALL}               0           2         2" in done.stdout
    done = command("-m", "invoke", "feeds.stats", str(tmp_path / "none.log"))
    assert done.returncode == 1
    assert done.stderr.endswith(
        "none.log: cannot be read (No such file or directory). Name the access log of the web server.\n"
    )
    done = command("-m", "invoke", "feeds.stats")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "feeds.stats: there is nothing to count. Type the name of a log behind the verb.\n"


def test_a_dash_is_a_log_and_an_option_is_none() -> None:
    assert logs_in(["invoke", "feeds.stats", "a", "-", "--help"]) == ["a", "-"]
    assert logs_in(["invoke", "build"]) == []


def test_a_reader_without_a_name_is_unnamed() -> None:
    assert reader_of("12 subscribers") == reader_of("") == "unnamed"
