// What most walks begin with: an office, two laptops, a browser; and their end.
import { after, afterEach, before } from 'node:test';

import { openBrowser } from './page.mjs';
import { Town, activeClients } from './town.mjs';

// Filled before the first test of a file runs. `prepare(scene)` is called with everything but the open program.
export function scene(prepare = async () => {}) {
  const parts = {};
  before(async () => {
    parts.town = await Town.open();
    [parts.nurse, parts.social] = parts.town.laptops;
    await prepare(parts);
    parts.browser = await openBrowser();
  });
  // A test that failed leaves nothing open for the next one.
  afterEach(async () => {
    for (const context of parts.browser?.contexts() ?? []) await context.close();
    for (const laptop of parts.town?.laptops ?? []) await laptop.close();
  });
  after(async () => {
    await parts.browser?.close();
    await parts.town?.close();
  });
  return parts;
}

// A client of the nurse that both laptops hold; `place`: which one.
export function shareClient({ town, nurse, social }, place = 0) {
  const client = activeClients(nurse)[place];
  town.office('assign', client.id, '--to', social.user);
  social.sync();
  return client;
}
