"""The verb `serve`."""

from __future__ import annotations

from invoke import Context, task

HELP = {
    "port": "the number behind the colon of the address (default: 8000)",
    "host": "the address to listen at (default: 127.0.0.1, this machine only)",
    "content": "folder with the posts (default: content)",
    "cache": "folder for what need not be made again (default: .cache)",
}


@task(help=HELP)
def serve(
    _c: Context, port: str = "8000", host: str = "127.0.0.1", content: str = "", cache: str = ""
) -> None:
    """Show the blog on this machine, drafts included, and follow every save.

    Examples:
      ./run serve                          http://127.0.0.1:8000
      ./run serve --port 9000              when 8000 is taken
      ./run serve --content ~/notes        any folder of posts
    """
    from plugins.kit.options import whole
    from plugins.kit.problems import SiteError
    from plugins.preview.live import run_preview

    try:
        number = whole(port, "--port", least=1, default=8000)
    except SiteError as error:
        raise SystemExit(f"serve: {error}") from None
    raise SystemExit(run_preview(host=host, port=number, content=content, cache=cache))


VERBS = (serve,)
