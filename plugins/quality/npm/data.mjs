// What search engines ask of structured data, page by page; one line of JSON for each issue.
// Standard input: [file, …]
import { readFileSync } from "node:fs";
import Validator from "@adobe/structured-data-validator";
import Extractor from "@marbec/web-auto-extractor";

for (const file of JSON.parse(readFileSync(0, "utf8"))) {
  const data = new Extractor({ addLocation: true }).parse(readFileSync(file, "utf8"));
  for (const issue of await new Validator().validate(data)) {
    const place = (issue.path ?? []).map((step) => step.type).filter(Boolean).join(" › ");
    console.log(JSON.stringify({ file, place, what: issue.issueMessage, severity: issue.severity }));
  }
}
