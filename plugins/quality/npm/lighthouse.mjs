// Lighthouse over several pages, each as often as asked, with one Chromium; one line of JSON for each run.
// Standard input: {"chromium": path, "flags": […], "pages": [{"url", "skip": […]}], "runs": 3, "tries": 3}
import { readFileSync } from "node:fs";
import { setPriority } from "node:os";
import { launch } from "chrome-launcher";
import lighthouse from "lighthouse";

const told = JSON.parse(readFileSync(0, "utf8"));
const GATED = ["accessibility", "best-practices", "seo"];
const METRICS = ["first-contentful-paint", "largest-contentful-paint", "total-blocking-time", "cumulative-layout-shift"];

const failing = (lhr) => GATED.flatMap((name) => lhr.categories[name].auditRefs
  .filter((ref) => ref.weight > 0 && lhr.audits[ref.id] && lhr.audits[ref.id].score !== null && lhr.audits[ref.id].score < 1)
  .map((ref) => {
    const first = lhr.audits[ref.id].details?.items?.[0];
    const seen = first?.node?.snippet ?? first?.url ?? first?.description ?? "";
    return { id: ref.id, title: lhr.audits[ref.id].title, seen: String(seen) };
  }));

const shifts = (lhr) => (lhr.audits["layout-shifts"]?.details?.items ?? []).map((item) => item.node?.snippet ?? "");

// What else the machine has to do is no fault of the page: where it is allowed, Chromium goes before it.
try { setPriority(-10); } catch {}

let chrome;

async function look({ url, skip }) {
  for (let left = told.tries; ; left -= 1) {
    chrome ??= await launch({ chromePath: told.chromium, chromeFlags: told.flags });
    const { lhr } = await lighthouse(url, { port: chrome.port, output: "json", logLevel: "error", skipAudits: skip });
    if (lhr.runtimeError && left > 1) {
      // Such as NO_FCP, when the machine is busy: a new Chromium sees the page.
      chrome.kill();
      chrome = undefined;
      continue;
    }
    return {
      url,
      error: lhr.runtimeError?.message ?? "",
      scores: Object.fromEntries(Object.values(lhr.categories).map((each) => [each.id, each.score])),
      metrics: Object.fromEntries(METRICS.map((id) => [id, lhr.audits[id]?.numericValue ?? null])),
      failing: lhr.runtimeError ? [] : failing(lhr),
      shifts: shifts(lhr),
    };
  }
}

try {
  for (let run = 0; run < told.runs; run += 1) {
    for (const page of told.pages) console.log(JSON.stringify(await look(page)));
  }
} finally {
  chrome?.kill();
}
