// Writes the files of a built web app as C++: node embed.mjs DIST OUT.cc. What it defines is declared in assets.h of
// the program that serves them.
import { readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { extname, join, relative, sep } from 'node:path';

const kinds = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
};

function filesIn(folder) {
  return readdirSync(folder)
    .sort()
    .flatMap((name) => {
      const path = join(folder, name);
      return statSync(path).isDirectory() ? filesIn(path) : [path];
    });
}

const [dist, out] = process.argv.slice(2);
const arrays = [];
const rows = [];
for (const file of filesIn(dist)) {
  const kind = kinds[extname(file)];
  if (!kind) throw new Error(`${file}: what kind of file is this? Add it to embed.mjs`);
  const bytes = readFileSync(file);
  const name = `kFile${rows.length}`;
  const path = '/' + relative(dist, file).split(sep).join('/');
  // The last byte is there so that an empty file is an array, too.
  arrays.push(`constexpr unsigned char ${name}[] = {${[...bytes, 0].join(',')}};`);
  rows.push(`    {"${path}", "${kind}", {reinterpret_cast<const char*>(${name}), ${bytes.length}}},`);
}
writeFileSync(
  out,
  `// Made by node/web/embed.mjs.
#include "node/laptop/app/assets.h"

namespace satchel {

namespace {

${arrays.join('\n')}

}  // namespace

const Asset* find_asset(std::string_view path) {
  static const Asset kAssets[] = {
${rows.join('\n')}
  };
  for (const Asset& asset : kAssets) {
    if (asset.path == path) return &asset;
  }
  return nullptr;
}

}  // namespace satchel
`,
);
