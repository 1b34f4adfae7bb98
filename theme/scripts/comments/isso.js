// Isso (https://isso-comments.de, API of 0.14): the list of the page, made anew from the server, and one form.
const KEPT = new Set("A BLOCKQUOTE BR CODE DEL EM HR LI OL P PRE STRONG SUB SUP TABLE TBODY TD TH THEAD TR UL".split(" "));
const parse = (html) => new DOMParser().parseFromString(html ?? "", "text/html").body;
const DEPTH = 4;
const many = (key, n) => (words[key][n === 0 && words[key].zero ? "zero" : n === 1 ? "one" : "other"]).replace("{n}", n);
const inTime = (a, b) => a.created - b.created || a.id - b.id;
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
  const title = talk.parentNode.querySelector("h2");
  const thread = encodeURIComponent(talk.dataset.thread);
  let all = [], ids = new Map(), known = new Set(), target = {}, draft = "", busy = false, count = talk.parentNode.querySelector("[data-count]"), list = talk.parentNode.querySelector(".comments");

  const call = async (path, method, body) => {
    const reply = await fetch(data.server + path, { method, credentials: "include", headers: body && { "Content-Type": "application/json" }, body: body && JSON.stringify(body), signal: AbortSignal.timeout(method ? 10000 : 30000) });
    const cookie = reply.headers.get("X-Set-Cookie");
    // Ours, to know on this page which comments can still be changed; the server has its own.
    if (/^isso-\d+=/.test(cookie)) document.cookie = cookie.replace(/;\s*(Path|Domain)=[^;]*/gi, "") + `;Path=${location.pathname}`;
    if (!reply.ok) throw reply.status;
    return reply.json();
  };
  const isMine = (one) => document.cookie.includes(`isso-${one.id}=`);
  const add = (one) => {
    all.push(one);
    ids.set(one.id, one);
    return one;
  };
  const nameOf = (one) => (one.mode === 4 ? words.deleted_author : one.author || words.anonymous);

  // A row of the server: names come escaped once, and a mention at the beginning says what the words answer.
  const read = (row) => {
    const body = parse(row.text), first = body.firstElementChild, link = first?.matches("p") && first.firstElementChild;
    const number = +(/^#isso-(\d+)$/.exec((link && link.getAttribute("href")) || "") ?? [])[1];
    const one = { ...row, author: [...parse(row.author).textContent.replace(/[\u202a-\u202e\u2066-\u2069]/g, "").replace(/\s+/g, " ").trim()].slice(0, 80).join(""), website: parse(row.website).textContent, body };
    if (number && !link.previousSibling?.data?.trim()) {
      if (!known.has(number) && !ids.has(number)) add({ id: number, mode: 4, parent: row.parent, created: row.created - 1e-6, author: "" });
      Object.assign(one, { parent: number, root: row.parent });
      const rest = link.nextSibling;
      if (rest?.data) rest.data = rest.data.replace(/^[\s,:]+/, "");
      link.remove();
    }
    return add(one);
  };

  const face = (one) => {
    const answered = ids.get(one.answers);
    const moment = new Date(one.created * 1000);
    const website = /^https?:\/\/[^/\s]/i.test(one.website) && one.website;
    const button = (key, run, text = words[key], name = `${text} ${say("agree_with", nameOf(one))}`) => h("button", { type: "button", class: `plain ${key}`, "aria-label": name, click: run }, text);
    const agree = async () => {
      const said = await tell(() => call(`/id/${one.id}/like`, "POST", {}), "voted", one);
      if (said) {
        Object.assign(one, said);
        show();
        tellAt(one, said.message ? words.voted : many("votes", said.likes));
        find(one, ".agree")?.focus();
      }
    };
    const erase = async ({ target: pressed }) => {
      if (pressed.textContent !== words.sure) {
        pressed.textContent = words.sure;
        pressed.setAttribute("aria-label", words.sure);
        pressed.onblur = () => pressed.replaceWith(button("delete", erase));
        tellAt(one, words.sure);
      } else if ((pressed.onblur = null, await tell(() => call(`/id/${one.id}`, "DELETE"), "late", one)) !== undefined) {
        if (target.at) leave();
        await tell(fresh);
        status.textContent = words.gone;
        title.focus();
      }
    };
    const edit = async () => {
      const said = await tell(() => call(`/id/${one.id}?plain=1`), "late", one);
      if (said) {
        if (!target.edit) draft = parts.text.value;
        aim({ edit: one, at: one, mention: "" });
        parts.text.value = said.text.replace(MENTION, (found) => (target.mention = found, ""));
      }
    };
    return h("article", { "aria-label": say("label", nameOf(one)), tabindex: -1 },
      h("p", { class: "said-by" },
        h("span", { class: "face", "aria-hidden": "true" }, one.author.split(/\s+/, 2).map((part) => [...part][0] ?? "").join("").toUpperCase()),
        h("b", {}, h("bdi", {}, website ? h("a", { href: website, rel: "nofollow ugc noopener" }, nameOf(one)) : nameOf(one))), " ",
        h("a", { class: "when", href: `#isso-${one.id}` }, h("time", { datetime: moment.toISOString() }, moment.toLocaleDateString(words.locale, { dateStyle: "long", timeZone: data.zone }))),
        (one.mode === 2 || one.modified) && h("span", { class: "quiet" }, ` ${one.mode === 2 ? words.waiting_mark : words.edited}`)),
      answered && h("p", { class: "answers" }, h("a", { href: `#isso-${answered.id}` }, say("answers", nameOf(answered)))),
      copy(one.body, h("div", { class: "said", dir: "auto" })),
      h("p", { class: "acts" }, one.mode === 1 && button("reply", () => aim({ answers: one, at: one }), words.reply, say("reply_to", nameOf(one))), one.mode === 1 && button("agree", agree, `${words.agree}${one.likes ? ` ${one.likes}` : ""}`), isMine(one) && button("edit", edit), isMine(one) && button("delete", erase)));
  };

  const find = (one, inside) => list.querySelector(`#isso-${one.id} > article ${inside}`.trim());
  // The same tree as the page has: a parent stands before its replies; below the last level all stand in one row.
  const show = () => {
    const level = new Map(), above = new Map(), below = new Map();
    for (const one of all) {
      let up = one.answers = [one.parent, one.root].find((id) => level.has(id)) ?? 0;
      while (up && level.get(up) >= DEPTH) up = above.get(up);
      above.set(one.id, up);
      level.set(one.id, (level.get(up) ?? 0) + 1);
    }
    const row = (replies) => replies && h("ol", { class: "comments" }, ...replies.reverse());
    for (const one of [...all].reverse()) {
      const replies = below.get(one.id), up = above.get(one.id);
      if (one.mode === 4 && !replies) continue;
      (below.get(up) ?? below.set(up, []).get(up)).push(h("li", { id: `isso-${one.id}` }, one.mode === 4 ? h("p", { class: "quiet" }, words.deleted) : face(one), row(replies)));
    }
    const next = row(below.get(0) ?? []);
    talk.append(form);
    list ? list.replaceWith(next) : talk.before(next);
    list = next;
    if (!count) title.after((count = h("p", { class: "quiet", "data-count": "" })));
    count.textContent = many("count", all.filter((one) => one.mode === 1).length);
    if (target.at) find(target.at, "")?.after(form);
  };
  const fresh = async () => {
    const said = await call(`/?uri=${thread}`);
    all = [];
    ids = new Map();
    const rows = said.replies.flatMap((one) => [one, ...one.replies]);
    // What the reader wrote here, and nobody has read yet, the server gives to the reader alone.
    for (const [, id] of document.cookie.matchAll(/isso-(\d+)=[^;]/g)) if (!rows.some((one) => one.id === +id)) rows.push(await call(`/id/${id}`).catch(() => 0));
    known = new Set(rows.map((one) => one.id));
    rows.filter(Boolean).sort(inTime).forEach(read);
    target = {};
    show();
  };

  // Says what went wrong. 403 has a meaning of its own with every request.
  // It is said where the reader is: in the form, or below the comment.
  const tellAt = (one, text, place = one ? find(one, ".acts") : go.parentNode) => {
    place.after(note);
    note.textContent = "";
    requestAnimationFrame(() => (note.textContent = text));
  };
  const tell = async (work, refused, one) => {
    status.textContent = note.textContent = "";
    try { return await work(); } catch (code) {
      tellAt(one, words[code.name === "TimeoutError" ? "slow" : code === 403 ? refused : code === 429 ? "busy" : code >= 400 && code < 500 ? "refused" : "broken"]);
    }
  };
  const aim = (next) => {
    if (busy) return;
    target = next;
    status.textContent = note.textContent = "";
    parts.label.textContent = next.edit ? words.edit_text : next.answers ? say("reply_text", nameOf(next.answers)) : words.text;
    parts.send.textContent = next.edit ? words.save : words.send;
    parts.cancel.hidden = !next.at;
    parts.who.hidden = !!next.edit;
    next.at ? list.querySelector(`#isso-${next.at.id} > article`).after(form) : talk.append(form);
    parts.text.focus();
  };
  const leave = () => {
    const { edit, at } = target;
    if (edit) parts.text.value = draft;
    aim({});
    if (at) find(at, edit ? ".edit" : ".reply")?.focus();
  };
  const send = async (event) => {
    event.preventDefault();
    const { text, author, email, website } = parts.fields;
    const { edit, answers } = target;
    const wrong = text.value.trim().length < 3 ? [text, "short"] : !edit && !author.value.trim() ? [author, "nameless"] : [];
    for (const each of [text, author]) each.setAttribute("aria-invalid", each === wrong[0]);
    if (wrong.length) {
      tellAt(0, words[wrong[1]], wrong[0]);
      return wrong[0].focus();
    }
    if (busy) return;
    busy = text.readOnly = true;
    tellAt(0, words.sending);
    const mention = answers?.parent ? `[@${nameOf(answers).replace(/[\\[\]*_`<>]/g, "\\$&")}](#isso-${answers.id}) ` : "";
    const said = await tell(() => edit
      ? call(`/id/${edit.id}`, "PUT", { text: target.mention + text.value, author: edit.author, website: edit.website || null })
      : call(`/new?uri=${thread}`, "POST", { text: mention + text.value, author: author.value.trim(), email: email.value.trim() || null, website: website.value.trim() || null, parent: answers?.id ?? null, title: talk.dataset.title }), edit ? "late" : "busy");
    busy = text.readOnly = false;
    if (!said) return;
    if (edit) all = all.filter((one) => one !== edit);
    ids.delete(edit?.id);
    const one = read({ ...said, parent: said.parent });
    all.sort(inTime);
    text.value = edit ? draft : "";
    aim({});
    show();
    tellAt(one, words[edit ? "saved" : one.mode === 2 ? "waiting" : "sent"]);
    find(one, "").focus();
  };

  const fields = {};
  const field = (key, attributes, name = key) => {
    fields[key] = h(key === "text" ? "textarea" : "input", { id: `write-${key}`, name: key, ...attributes });
    return h("p", {}, h("label", { for: `write-${key}` }, words[name]), fields[key]);
  };
  const first = field("text", { rows: 5, dir: "auto", required: true, maxlength: 65535, "aria-describedby": "write-hint write-note" });
  const who = h("div", { class: "who" }, field("author", { autocomplete: "name", required: true, maxlength: 80, "aria-describedby": "write-note" }, "name"), field("email", { type: "email", autocomplete: "email", maxlength: 254 }), field("website", { type: "url", autocomplete: "url", maxlength: 254 }));
  const go = h("button", { class: "button" }, words.send), cancel = h("button", { class: "plain", type: "button", hidden: true, click: leave }, words.cancel);
  const note = h("p", { role: "status", id: "write-note" });
  const form = h("form", { class: "write", novalidate: true, submit: send, keydown: (event) => { if (event.key === "Escape" && target.at) leave(); } }, first, h("p", { class: "quiet", id: "write-hint" }, words.hint), who, h("p", { class: "actions" }, go, cancel), note);
  const parts = { fields, who, send: go, cancel, text: fields.text, label: first.firstChild };

  await fresh();
  status.textContent = all.length ? "" : words.none;
  if (focus) parts.text.focus();
};
