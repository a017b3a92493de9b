// Runs one file of tests as ctest wants it: 77 and a loud word where there is no browser.
import { spawnSync } from 'node:child_process';

import { browserPath, hasBrowser } from './page.mjs';

if (!hasBrowser) {
  console.log(`SKIPPED: there is no browser at ${browserPath}; install chromium, or name another one in SATCHEL_CHROMIUM`);
  process.exit(77);
}
const { status } = spawnSync(process.execPath, ['--test', ...process.argv.slice(2)], { stdio: 'inherit' });
process.exit(status ?? 1);
