"""What each provider asks of a page by its documentation of 2026-11: settings to try it with, and a stand-in
for its script that says what it was given. The hosted services themselves are not reached by tests.
"""

from __future__ import annotations

SETTINGS: dict[str, dict[str, str]] = {
    "isso": {"server": "/isso"},
    "giscus": {"repo": "acme/talk", "repo_id": "R_1", "category": "Ideas & more", "category_id": "DIC_1"},
    "utterances": {"repo": "acme/talk"},
    "disqus": {"shortname": "acme-blog"},
    "remark42": {"server": "https://talk.acme.example", "site_id": "blog"},
    "comentario": {"server": "https://talk.acme.example/comentario"},
    "hyvor": {"site_id": "1234"},
    "waline": {"server": "https://talk.acme.example", "client": "https://cdn.acme.example/waline"},
}

SCRIPT, HTML, CSS = "text/javascript", "text/html", "text/css"
GIVEN = """((one) => {
  const page = document.documentElement.dataset, all = [...JSON.parse(page.given ?? "[]"), one];
  page.given = JSON.stringify(all); page.times = all.length; })"""
TELLING_FRAME = """<!doctype html><body>nothing<script>
onmessage = (event) => { document.body.textContent = JSON.stringify(event.data); };</script>"""

STAND_INS: dict[str, dict[str, tuple[str, str]]] = {
    # giscus.app, "Advanced usage": its script reads the data attributes of its own element, and puts a frame
    # into the element of class giscus; the frame takes setConfig messages.
    "giscus": {
        "https://giscus.app/client.js": (
            SCRIPT,
            f"""const me = document.currentScript, frame = document.createElement("iframe");
            frame.className = "giscus-frame"; frame.src = "https://giscus.app/en/widget";
            {GIVEN}({{ ...me.dataset, crossorigin: me.crossOrigin }});
            const style = document.createElement("link");
            style.rel = "stylesheet"; style.href = "https://giscus.app/default.css";
            document.head.append(style); document.querySelector(".giscus").append(frame);""",
        ),
        "https://giscus.app/default.css": (CSS, ""),
        "https://giscus.app/en/widget": (HTML, TELLING_FRAME),
    },
    # utteranc.es: attributes of its element; it writes a style element and takes its own place with a frame.
    "utterances": {
        "https://utteranc.es/client.js": (
            SCRIPT,
            f"""const me = document.currentScript, names = ["repo", "issue-term", "theme", "crossorigin"];
            {GIVEN}(Object.fromEntries(names.map((name) => [name, me.getAttribute(name)])));
            document.head.insertAdjacentHTML("afterbegin", "<style>.utterances {{ width: 100% }}</style>");
            me.insertAdjacentHTML("afterend", `<div class="utterances">
              <iframe class="utterances-frame" src="https://utteranc.es/utterances.html"></iframe></div>`);
            me.remove();""",
        ),
        "https://utteranc.es/utterances.html": (HTML, TELLING_FRAME),
    },
    # help.disqus.com, "JavaScript configuration variables", and DISQUS.reset for another theme.
    "disqus": {
        "https://acme-blog.disqus.com/embed.js": (
            SCRIPT,
            f"""const read = (config) => {{ const told = {{ page: {{}} }}; config.call(told); return told; }};
            const thread = document.querySelector("#disqus_thread");
            {GIVEN}(read(window.disqus_config));
            thread.innerHTML = "<p style='color: red'>Comments</p>";
            window.DISQUS = {{
              reset: (order) => {GIVEN}({{ reload: order.reload, ...read(order.config) }}) }};""",
        ),
    },
    # remark42.com, "Frontend": a configuration on window, one module for each component, changeTheme.
    "remark42": {
        "https://talk.acme.example/web/embed.mjs": (
            SCRIPT,
            f"""{GIVEN}(window.remark_config);
            document.querySelector("#remark42").textContent = "Comments";
            window.REMARK42 = {{ changeTheme: (theme) => {GIVEN}(theme) }};""",
        ),
    },
    # docs.comentario.app, "Embedding comments": a custom element that `main` starts, and starts again.
    "comentario": {
        "https://talk.acme.example/comentario/comentario.js": (
            SCRIPT,
            f"""customElements.define("comentario-comments", class extends HTMLElement {{
              async main() {{
                {GIVEN}(Object.fromEntries([...this.attributes].map((one) => [one.name, one.value])));
              }} }});""",
        ),
    },
    # talk.hyvor.com/docs, "Comments": a custom element whose attributes are read and observed.
    "hyvor": {
        "https://talk.hyvor.com/embed/embed.js": (
            SCRIPT,
            f"""customElements.define("hyvor-talk-comments", class extends HTMLElement {{
              static observedAttributes = ["colors"];
              connectedCallback() {{ this.is = 1;
                {GIVEN}(Object.fromEntries([...this.attributes].map((one) => [one.name, one.value]))); }}
              attributeChangedCallback(name, old, now) {{ if (this.is) {GIVEN}(now); }} }});""",
        ),
    },
    # waline.js.org, "Client reference": `init` gives an object with `update`.
    "waline": {
        "https://cdn.acme.example/waline/waline.js": (
            SCRIPT,
            f"""export const init = ({{ el, ...options }}) => {{
              {GIVEN}({{ ...options, at: el.isConnected }});
              return {{ update: (options) => {GIVEN}(options) }}; }};""",
        ),
        "https://cdn.acme.example/waline/waline.css": (CSS, ""),
    },
}
"""What each provider's script does with a page, in a few lines: address → type and body."""

PAGE = "https://porchlight.example/posts/moved/"
THREAD = "/posts/a/"
TITLE = "A “title” & <more>"
EXPECTED: dict[str, tuple[object, object]] = {
    "giscus": (
        {
            "repo": "acme/talk",
            "repoId": "R_1",
            "category": "Ideas & more",
            "categoryId": "DIC_1",
            "mapping": "specific",
            "term": THREAD,
            "strict": "1",
            "reactionsEnabled": "1",
            "emitMetadata": "0",
            "inputPosition": "top",
            "theme": "light",
            "lang": "en",
            "crossorigin": "anonymous",
        },
        {"giscus": {"setConfig": {"theme": "dark"}}},
    ),
    "utterances": (
        {"repo": "acme/talk", "issue-term": THREAD, "theme": "github-light", "crossorigin": "anonymous"},
        {"type": "set-theme", "theme": "github-dark"},
    ),
    "disqus": (
        {"page": {"url": PAGE, "identifier": THREAD, "title": TITLE}, "language": "en"},
        {"reload": True, "page": {"url": PAGE, "identifier": THREAD, "title": TITLE}, "language": "en"},
    ),
    "remark42": (
        {
            "host": "https://talk.acme.example",
            "site_id": "blog",
            "url": f"https://porchlight.example{THREAD}",
            "components": ["embed"],
            "theme": "light",
            "locale": "en",
            "page_title": TITLE,
        },
        "dark",
    ),
    "comentario": (
        {
            "page-id": THREAD,
            "theme": "light",
            "lang": "en",
            "max-level": "5",
            "no-fonts": "true",
            "live-update": "false",
            "auto-init": "false",
        },
        {
            "page-id": THREAD,
            "theme": "dark",
            "lang": "en",
            "max-level": "5",
            "no-fonts": "true",
            "live-update": "false",
            "auto-init": "false",
        },
    ),
    "hyvor": (
        {
            "website-id": "1234",
            "page-id": THREAD,
            "page-url": PAGE,
            "page-title": TITLE,
            "page-language": "en",
            "colors": "light",
        },
        "dark",
    ),
    "waline": (
        {
            "serverURL": "https://talk.acme.example",
            "path": THREAD,
            "lang": "en",
            "login": "disable",
            "imageUploader": False,
            "search": False,
            "dark": False,
            "at": True,
        },
        {"dark": True},
    ),
}
"""What the stand-in is given at first, and after the page has turned dark."""
