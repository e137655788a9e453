// Reads vCards on stdin with ical.js; prints a line of JSON a card: its FN, emails and phones, or the error.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";

const ICAL = createRequire(process.argv[2] + "/")("ical.js");
const parse = (ICAL.default ?? ICAL).parse;
const texts = readFileSync(0, "utf8").split(/(?<=^END:VCARD\r\n)/m);

for (const text of texts) {
  try {
    const [, properties] = parse(text);
    const values = (name) => properties.filter((each) => each[0] === name).map((each) => each[3]);
    console.log(JSON.stringify({ fn: values("fn"), email: values("email"), tel: values("tel") }));
  } catch (error) {
    console.log(JSON.stringify({ error: String(error).slice(0, 200) }));
  }
}
