// Isso (https://isso-comments.de, API of 0.14): the list of the page, made anew from the server, and one form.
const KEPT = new Set("A BLOCKQUOTE BR CODE DEL EM HR LI OL P PRE STRONG SUB SUP TABLE TBODY TD TH THEAD TR UL".split(" "));
const parse = (html) => new DOMParser().parseFromString(html ?? "", "text/html").body;
const DEPTH = 4;
const MENTION = /^\[@(?:\\.|[^\]\\])*\]\(#isso-\d+\)\s*/;

// What a commenter typed is made anew from the elements that we know, and from nothing else.
const copy = (from, to) => {
  for (const node of from.childNodes) {
    if (node.nodeType === 3) to.append(node.data);
    if (node.nodeType !== 1 || /^(SCRIPT|STYLE|TEXTAREA|TEMPLATE)$/.test(node.tagName)) continue;
    const tag = /^H\d$/.test(node.tagName) ? "P" : node.tagName;
    const into = KEPT.has(tag) ? to.appendChild(document.createElement(tag)) : to;
    const href = tag === "A" && node.getAttribute("href");
    if (/^(https?:|mailto:|#)/i.test(href)) {
      into.href = href;
      into.rel = "nofollow ugc noopener";
    }
    copy(node, into);
  }
  return to;
};

const mount = async (talk, focus, status) => {
  const thread = encodeURIComponent(talk.dataset.thread);
  let all = [], target = {}, draft = "", count = talk.parentNode.querySelector("[data-count]"), list = talk.parentNode.querySelector(".comments");

  const call = async (path, method, body) => {
    const reply = await fetch(data.server + path, { method, credentials: "include", headers: body && { "Content-Type": "application/json" }, body: body && JSON.stringify(body), signal: AbortSignal.timeout(10000) });
    const cookie = reply.headers.get("X-Set-Cookie");
    if (cookie) document.cookie = cookie;
    if (!reply.ok) throw reply.status;
    return reply.json();
  };
  const isMine = (one) => document.cookie.includes(`isso-${one.id}=`);
  const nameOf = (one) => (one.mode === 4 ? words.deleted_author : one.author || words.anonymous);

  // A row of the server: names come escaped once, and a mention at the beginning says what the words answer.
  const read = (row) => {
    const body = parse(row.text), link = body.querySelector("p:first-child > a:first-child");
    const number = +(/^#isso-(\d+)$/.exec(link?.getAttribute("href")) ?? [])[1];
    const one = { ...row, author: parse(row.author).textContent.slice(0, 80), website: parse(row.website).textContent, body };
    if (number && !link.previousSibling?.data?.trim()) {
      if (all.some((each) => each.id === number)) one.parent = number;
      const rest = link.nextSibling;
      if (rest?.data) rest.data = rest.data.replace(/^[\s,:]+/, "");
      link.remove();
    }
    all.push(one);
    return one;
  };

  const face = (one) => {
    const answered = all.find((each) => each.id === one.parent);
    const date = new Date(one.created * 1000);
    const website = /^https?:\/\/[^/\s]/i.test(one.website) && one.website;
    const button = (key, run, name, about) => h("button", { type: "button", class: "plain", "aria-label": about && say(about, nameOf(one)), click: run }, name ?? words[key]);
    const agree = async () => {
      const said = await tell(() => call(`/id/${one.id}/like`, "POST", {}), "voted");
      if (said) {
        Object.assign(one, said);
        status.textContent = said.message ? words.voted : "";
        show();
        find(one, ".agree")?.focus();
      }
    };
    const erase = async ({ target: pressed }) => {
      if (pressed.textContent !== words.sure) pressed.textContent = words.sure;
      else if ((await tell(() => call(`/id/${one.id}`, "DELETE"), "late")) !== undefined) {
        await fresh();
        status.textContent = words.gone;
        parts.text.focus();
      }
    };
    const edit = async () => {
      const said = await tell(() => call(`/id/${one.id}?plain=1`), "late");
      if (said) {
        if (!target.edit) draft = parts.text.value;
        aim({ edit: one, at: one, mention: "" });
        parts.text.value = said.text.replace(MENTION, (found) => (target.mention = found, ""));
      }
    };
    const vote = button("agree", agree, `${words.agree}${one.likes ? ` ${one.likes}` : ""}`, "agree_with");
    vote.classList.add("agree");
    return h("article", { "aria-label": say("label", nameOf(one)), tabindex: -1 },
      h("p", { class: "said-by" },
        h("span", { class: "face", "aria-hidden": "true" }, one.author.split(/\s+/, 2).map((part) => [...part][0] ?? "").join("").toUpperCase()),
        h("b", {}, h("bdi", {}, website ? h("a", { href: website, rel: "nofollow ugc noopener" }, nameOf(one)) : nameOf(one))), " ",
        h("a", { class: "when", href: `#isso-${one.id}` }, h("time", { datetime: date.toISOString() }, words.long.replace("{day}", date.getDate()).replace("{month}", words.months[date.getMonth()]).replace("{year}", date.getFullYear()))),
        (one.mode === 2 || one.modified) && h("span", { class: "quiet" }, ` ${one.mode === 2 ? words.waiting_mark : words.edited}`)),
      answered && h("p", { class: "answers" }, h("a", { href: `#isso-${answered.id}` }, say("answers", nameOf(answered)))),
      copy(one.body, h("div", { class: "said", dir: "auto" })),
      h("p", { class: "acts" }, one.mode === 1 && button("reply", () => aim({ answers: one, at: one }), words.reply, "reply_to"), one.mode === 1 && vote, isMine(one) && button("edit", edit), isMine(one) && button("delete", erase)));
  };

  const find = (one, inside) => list.querySelector(`#isso-${one.id} > article ${inside}`);
  const tree = (ids, level, rows) => h("ol", { class: "comments" }, ...rows.map((one) => {
    const below = level < DEPTH ? ids.get(one.id) : undefined;
    return h("li", { id: `isso-${one.id}` }, one.mode === 4 ? h("p", { class: "quiet" }, words.deleted) : face(one), below && tree(ids, level + 1, level + 1 < DEPTH ? below : flat(ids, below)));
  }));
  // What is deeper than the last level stands there too, in the order of time.
  const flat = (ids, rows) => rows.flatMap((one) => [one, ...flat(ids, ids.get(one.id) ?? [])]).sort((a, b) => a.created - b.created);
  const show = () => {
    const ids = new Map();
    for (const one of all) {
      const parent = all.some((each) => each.id === one.parent && each.created <= one.created && each !== one) ? one.parent : 0;
      ids.set(parent, [...(ids.get(parent) ?? []), one]);
    }
    const next = tree(ids, 1, ids.get(0) ?? []);
    talk.append(form);
    list ? list.replaceWith(next) : talk.before(next);
    list = next;
    if (!count) talk.parentNode.querySelector("h2").after((count = h("p", { class: "quiet", "data-count": "" })));
    count.textContent = many("count", all.filter((one) => one.mode === 1).length);
    if (target.at) find(target.at, "")?.after(form);
  };
  const fresh = async () => {
    const said = await call(`/?uri=${thread}`);
    all = [];
    said.replies.flatMap((one) => [one, ...one.replies]).sort((a, b) => a.created - b.created || a.id - b.id).forEach(read);
    target = {};
    show();
  };

  // Says what went wrong. 403 has a meaning of its own with every request.
  const tell = async (work, refused) => {
    try { return await work(); } catch (code) {
      status.textContent = words[code === 403 ? refused : code === 429 ? "busy" : code >= 400 && code < 500 ? "refused" : "broken"];
    }
  };
  const aim = (next) => {
    target = next;
    parts.label.textContent = next.edit ? words.edit_text : next.answers ? say("reply_text", nameOf(next.answers)) : words.text;
    parts.send.textContent = next.edit ? words.save : words.send;
    parts.cancel.hidden = !next.at;
    parts.who.hidden = !!next.edit;
    next.at ? list.querySelector(`#isso-${next.at.id} > article`).after(form) : talk.append(form);
    parts.text.focus();
  };
  const leave = () => {
    if (target.edit) parts.text.value = draft;
    aim({});
  };
  const send = async (event) => {
    event.preventDefault();
    const { text, author, email, website } = parts.fields;
    const { edit, answers } = target;
    const wrong = text.value.trim().length < 3 ? [text, "short"] : !edit && !author.value.trim() ? [author, "nameless"] : 0;
    if (wrong) {
      status.textContent = words[wrong[1]];
      return wrong[0].focus();
    }
    if (parts.send.disabled) return;
    parts.send.disabled = true;
    status.textContent = words.sending;
    const mention = answers?.parent ? `[@${nameOf(answers).replace(/[\\[\]*_`<>]/g, "\\$&")}](#isso-${answers.id}) ` : "";
    const said = await tell(() => edit
      ? call(`/id/${edit.id}`, "PUT", { text: target.mention + text.value, author: edit.author, website: edit.website || null })
      : call(`/new?uri=${thread}`, "POST", { text: mention + text.value, author: author.value.trim(), email: email.value.trim() || null, website: website.value.trim() || null, parent: answers?.id ?? null, title: talk.dataset.title }), edit ? "late" : "busy");
    parts.send.disabled = false;
    if (!said) return;
    if (edit) all = all.filter((one) => one !== edit);
    const one = read({ ...said, parent: said.parent });
    all.sort((a, b) => a.created - b.created || a.id - b.id);
    text.value = edit ? draft : "";
    aim({});
    show();
    status.textContent = words[edit ? "saved" : one.mode === 2 ? "waiting" : "sent"];
    list.querySelector(`#isso-${one.id} > article`)?.focus();
  };

  const fields = {};
  const field = (key, attributes, name = key) => {
    fields[key] = h(key === "text" ? "textarea" : "input", { id: `write-${key}`, name: key, ...attributes });
    return h("p", {}, h("label", { for: `write-${key}` }, words[name]), fields[key]);
  };
  const first = field("text", { rows: 5, dir: "auto", required: true, maxlength: 65535, "aria-describedby": "write-hint" });
  const who = h("div", { class: "who" }, field("author", { autocomplete: "name", required: true, maxlength: 80 }, "name"), field("email", { type: "email", autocomplete: "email", maxlength: 254 }), field("website", { type: "url", autocomplete: "url", maxlength: 254 }));
  const go = h("button", { class: "button" }, words.send), cancel = h("button", { class: "plain", type: "button", hidden: true, click: leave }, words.cancel);
  const form = h("form", { class: "write", novalidate: true, submit: send }, first, h("p", { class: "quiet", id: "write-hint" }, words.hint), who, h("p", { class: "actions" }, go, cancel));
  const parts = { fields, who, send: go, cancel, text: fields.text, label: first.firstChild };

  await fresh();
  status.textContent = all.length ? "" : words.none;
  if (focus) parts.text.focus();
};
