"""The headers of a site: what the policy allows, how it is printed, that no page of ours breaks it."""

from __future__ import annotations

import re
from base64 import b64encode
from hashlib import sha256
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some
from invoke import Context
from pelican import signals

from plugins.assets.headers import FORMATS, LONGEST, Headers, headers_of
from plugins.assets.policy import SOURCE
from plugins.assets.tasks import headers as verb
from plugins.kit.problems import SiteError
from tests.sites import PNG, Build, Built, headers_in, post

FILES = {"posts/a.md": post()}
POLICY = "Content-Security-Policy"


def policy(built: Built) -> dict[str, set[str]]:
    """The policy of a built site, by directive."""
    assert built.code == 0, built.errors
    said = headers_in(built.out, "/")[POLICY]
    return {name: set(rest) for name, *rest in (part.split() for part in said.split("; "))}


def hash_of(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


def test_every_page_keeps_the_policy(demo: Built) -> None:
    allowed = policy(demo)
    pages = [demo.read(path) for path in demo.files() if path.endswith(".html")]
    assert len(pages) > 60
    for page in pages:
        bare = re.sub(r"<(style|script)>.*?</\1>", "", page, flags=re.DOTALL)
        assert {hash_of(text) for text in re.findall(r"<style>(.*?)</style>", page, re.DOTALL)} <= allowed[
            "style-src"
        ]
        assert {hash_of(text) for text in re.findall(r"<script>(.*?)</script>", page, re.DOTALL)} <= allowed[
            "script-src"
        ]
        assert not re.search(
            r"<style|<script(?! src=\"/| type=\"application/ld\+json\")|<base|<[^>]+\s(?:style|on\w+)=", bare
        )
    assert any("<script>" in page for page in pages)


def test_only_what_the_site_needs_is_allowed(build_site: Build) -> None:
    found = policy(build_site(FILES, SITEURL="http://a.example"))
    hashes = found.pop("style-src") | found.pop("script-src")
    assert len(hashes) == 4  # the styles, the script of every page, that of the comments, and 'self'
    assert found == {
        "default-src": {"'none'"},
        "img-src": {"'self'"},
        "font-src": {"'self'"},
        "connect-src": {"'self'"},
        "media-src": {"'self'"},
        "manifest-src": {"'self'"},
        "form-action": {"'self'"},
        "base-uri": {"'none'"},
        "frame-ancestors": {"'none'"},
    }


def test_https_is_asked_for_where_the_site_has_it(build_site: Build) -> None:
    plain = build_site(FILES, SITEURL="http://a.example")
    assert "Strict-Transport-Security" not in plain.read("_headers")
    assert "upgrade-insecure-requests" not in policy(plain)
    secure = build_site(SITEURL="https://a.example")
    assert "  Strict-Transport-Security: max-age=63072000\n" in secure.read("_headers")
    assert "upgrade-insecure-requests" in policy(secure)


def test_the_provider_of_letters_is_allowed_and_not_in_the_preview(build_site: Build) -> None:
    newsletter = {"provider": "kit", "form_id": "1"}
    found = policy(build_site(FILES, NEWSLETTER=newsletter))
    for directive in ("form-action", "connect-src"):
        assert found[directive] == {"'self'", "https://app.kit.com"}
    found = policy(build_site(NEWSLETTER=newsletter, preview=True))
    assert found["form-action"] == found["connect-src"] == {"'self'"}


class TestTexts:
    def test_players_of_videos_are_allowed_and_no_others(self, build_site: Build) -> None:
        built = build_site(
            {
                "posts/a.md": post("A", body="!video [One](https://youtu.be/dQw4w9WgXcQ)"),
                "posts/b.md": post("B", body="!video [Two](https://tube.vidéo.example/w/abcdefgh12)"),
                "posts/c.md": post("C", body="!video [Three](https://vimeo.com/123456)", status="draft"),
                "pages/p.md": "---\ntitle: P\n---\n[Plain](https://peer.example/w/abcdefgh12)\n",
            }
        )
        assert policy(built)["frame-src"] == {
            "https://www.youtube-nocookie.com",
            "https://tube.xn--vido-dpa.example",
        }

    def test_a_frame_that_signs_in_can_be_answered(self, build_site: Build) -> None:
        name = "Cross-Origin-Opener-Policy"
        assert headers_in(build_site(FILES).out, "/")[name] == "same-origin"
        film = {"posts/a.md": post(body="!video [One](https://youtu.be/dQw4w9WgXcQ)")}
        assert headers_in(build_site(film).out, "/")[name] == "same-origin-allow-popups"

    def test_sound_and_film_of_other_hosts(self, build_site: Build) -> None:
        body = (
            '<audio src="https://a.example:8443/x.mp3" controls></audio>\n\n'
            '<video controls><source src="http://b.example/x.mp4"></video>\n\n'
            '<video src="//c.example/x.mp4"></video>\n\n<audio src="../images/x.mp3"></audio>\n'
        )
        found = policy(build_site({"posts/a.md": post(body=body), "images/x.mp3": PNG}))
        assert found["media-src"] == {"'self'", "https://a.example:8443", "http://b.example", "c.example"}

    def test_many_hosts_are_not_named_one_by_one(self, build_site: Build) -> None:
        body = "\n\n".join(f'<audio src="https://h{n}.example/x.mp3"></audio>' for n in range(11))
        found = policy(build_site({"posts/a.md": post(body=body)}, SITEURL="https://a.example"))
        assert found["media-src"] == {"'self'", "https:"}

    def test_pictures_of_other_hosts_are_links_and_need_nothing(self, build_site: Build) -> None:
        built = build_site({"posts/a.md": post(body="![A cat](https://cats.example/x.png)")})
        assert policy(built)["img-src"] == {"'self'"}
        assert '<a href="https://cats.example/x.png"' in built.post("a")

    @pytest.mark.parametrize("host", ["a.example;script-src *", "a'b", "a,b", "..", "%zz", "u:p@h.example"])
    def test_a_strange_address_takes_no_policy_apart(self, host: str, build_site: Build) -> None:
        before = policy(build_site(FILES))
        found = policy(build_site({"posts/a.md": post(body=f'<audio src="https://{host}/x.mp3"></audio>')}))
        assert found.keys() == before.keys()
        assert found["script-src"] == before["script-src"]

    def test_what_another_plugin_made_of_a_text_counts(self, build_site: Build) -> None:
        def add_map(content: Any) -> None:
            content._content += '<iframe src="https://maps.example/x?y=1"></iframe>'

        maps = ModuleType("maps")
        maps.register = lambda: signals.content_object_init.connect(add_map, weak=False)  # type: ignore[attr-defined]
        found = policy(build_site(FILES, PLUGINS=["plugins.markup", "plugins.posts", "plugins.assets", maps]))
        assert found["frame-src"] == {"https://maps.example"}


def made(build_site: Build, **origins: set[str]) -> Headers:
    built = build_site(FILES)
    site = built.pelican.result.site
    site.origins |= {name.replace("_", "-"): found for name, found in origins.items()}
    return headers_of(site)


class TestOrigins:
    def test_capabilities_are_merged_in_a_fixed_order(self, build_site: Build) -> None:
        said = made(
            build_site,
            frame_src={"https://talk.example", "https://alt.example"},
            connect_src={"https://talk.example"},
            worker_src={"'self'"},
        ).every[POLICY]
        assert "connect-src 'self' https://talk.example;" in said
        assert "frame-src https://alt.example https://talk.example; worker-src 'self'" in said

    def test_none_gives_way(self, build_site: Build) -> None:
        said = made(build_site, frame_ancestors={"https://desk.example"}).every[POLICY]
        assert "frame-ancestors https://desk.example" in said
        assert "default-src 'none'" in said

    def test_styles_without_a_hash_leave_no_hash(self, build_site: Build) -> None:
        said = made(build_site, style_src={"'unsafe-inline'"}).every[POLICY]
        assert "style-src 'self' 'unsafe-inline';" in said
        assert "script-src 'self' 'sha256-" in said

    @pytest.mark.parametrize(
        "source", ["https://a.example; script-src *", "a b", 'a"b', "a\nb", "", "$x", "{"]
    )
    def test_what_is_no_source_stops_the_build(self, source: str, build_site: Build) -> None:
        with pytest.raises(SiteError, match="cannot stand in connect-src"):
            made(build_site, connect_src={source})


@given(some.text(max_size=30))
def test_a_source_cannot_end_a_directive_a_header_or_a_quoted_word(text: str) -> None:
    if SOURCE.fullmatch(text):
        assert not set(text) & set(' ;,"\\$%{}\t\r\n\v\f')
        assert text.isascii()


TABLE = Headers("/a.b", {"X-One": "1", "X-Two": "'2'"})


class TestFormats:
    def test_netlify(self) -> None:
        assert FORMATS["netlify"].print(TABLE) == (
            "/a.b/*\n  X-One: 1\n  X-Two: '2'\n"
            "/a.b/assets/*\n  Cache-Control: public, max-age=31536000, immutable\n"
            "/a.b/feeds/*\n  Cache-Control: public, max-age=300, must-revalidate\n"
        )

    def test_nginx(self) -> None:
        assert FORMATS["nginx"].print(TABLE) == (
            'set $blog_cache "public, max-age=0, must-revalidate";\n'
            'if ($uri ~ "^/a\\.b/assets/") { set $blog_cache "public, max-age=31536000, immutable"; }\n'
            'if ($uri ~ "^/a\\.b/feeds/") { set $blog_cache "public, max-age=300, must-revalidate"; }\n'
            "add_header Cache-Control $blog_cache;\n"
            'add_header X-One "1" always;\n'
            "add_header X-Two \"'2'\" always;\n"
        )

    def test_apache(self) -> None:
        assert FORMATS["apache"].print(TABLE) == (
            'Header always set X-One "1"\n'
            "Header always set X-Two \"'2'\"\n"
            'Header set Cache-Control "public, max-age=0, must-revalidate"\n'
            'Header set Cache-Control "public, max-age=31536000, immutable" '
            '"expr=%{REQUEST_URI} =~ m#^/a\\.b/assets/#"\n'
            'Header set Cache-Control "public, max-age=300, must-revalidate" '
            '"expr=%{REQUEST_URI} =~ m#^/a\\.b/feeds/#"\n'
        )

    def test_file_keeps_within_what_hosts_read(self, demo: Built) -> None:
        lines = demo.read("_headers").splitlines()
        assert max(map(len, lines)) <= LONGEST == 2000
        assert len([line for line in lines if line.startswith("/")]) <= 100
        names = [line.partition(":")[0] for line in lines if line.startswith(" ")]
        assert len(set(names) - {"  Cache-Control"}) == len(names) - names.count("  Cache-Control")
        assert "Cache-Control" not in headers_in(demo.out, "/")


def test_what_may_be_kept_for_ever_has_its_bytes_in_its_name(demo: Built) -> None:
    names = [path for path in demo.files() if path.startswith("assets/")]
    assert names
    # The sizes of a picture are told apart behind it, which is of the bytes of all.
    assert [path for path in names if not re.search(r"\.[0-9a-f]{10}(-\d+)?\.\w+$", path)] == []
    assert headers_in(demo.out, f"/{names[0]}")["Cache-Control"] == "public, max-age=31536000, immutable"


def test_a_long_policy_is_said(build_site: Build) -> None:
    films = (f"!video [V](https://a-long-name-for-a-host-{n}.example/w/abcdefgh12)" for n in range(50))
    built = build_site({"posts/a.md": post(body="\n\n".join(films))})
    assert built.code == 0
    (warning,) = built.warnings
    assert re.match(r"_headers: warning: the Content-Security-Policy has 2\d\d\d characters", warning)


def test_file_of_the_writer_stands_for_ours(build_site: Build) -> None:
    built = build_site({**FILES, "extra/_headers": "/*\n  X-Mine: yes\n"})
    assert built.code == 0, built.errors
    assert headers_in(built.out, "/") == {"X-Mine": "yes"}


class TestVerb:
    @pytest.mark.parametrize("name", FORMATS)
    def test_it_prints_the_headers_of_the_last_build(
        self, name: str, demo: Built, capsys: pytest.CaptureFixture[str]
    ) -> None:
        verb(Context(), format=name)
        said = capsys.readouterr()
        for value in headers_in(demo.out, "/").values():
            assert value in said.out
        assert FORMATS[name].place in said.err

    @pytest.mark.parametrize(
        ("options", "said"),
        [
            ({}, "headers: --format is missing. Known are: apache, netlify, nginx."),
            ({"format": "ngnix"}, "headers: “ngnix” is no format. Did you mean “nginx”?"),
            ({"format": "nginx", "content": "nowhere"}, "nowhere: there is no such content folder."),
        ],
    )
    def test_a_mistake_is_said_in_a_sentence(
        self, options: dict[str, Any], said: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        with pytest.raises(SystemExit) as stop:
            verb(Context(), **options)
        assert stop.value.code == 1
        assert capsys.readouterr() == ("", f"{said}\n")

    def test_a_mistake_in_a_post_is_named(self, tmp_path: Any, capsys: pytest.CaptureFixture[str]) -> None:
        (tmp_path / "posts").mkdir()
        (tmp_path / "posts/a.md").write_text("---\ntitel: A\n---\n")
        with pytest.raises(SystemExit):
            verb(Context(), format="nginx", content=str(tmp_path))
        assert "posts/a.md:2: “titel” is not a known key." in capsys.readouterr().err
