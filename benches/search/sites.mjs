// `sites.mjs DATA TO COUNT LANGUAGE...`: writes a site of about COUNT pages, one language or several.

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Corpus, markdown } from "./corpus.mjs";

/// The most pages in a folder.
const FOLDER = 60;

const [data, to, count, ...languages] = process.argv.slice(2);
const each = Math.ceil(Number(count) / languages.length);
for (const language of languages) {
  const corpus = new Corpus(data, language);
  const content = join(to, "content", language);
  for (let number = 0; number < each; number++) {
    const folder = join(content, `s${Math.floor(number / FOLDER)}`);
    if (number % FOLDER === 0) mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, `p${number}.md`), markdown(corpus.page(number)));
  }
  writeFileSync(join(content, "index.md"), "# 1\n");
}
writeFileSync(join(to, "hornbook.toml"), `id = "bench"\ntitle = "Bench"\nlanguages = [${languages.map((tag) => `"${tag}"`).join(", ")}]\n`);
