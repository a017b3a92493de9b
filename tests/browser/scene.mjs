// What most walks begin with: an office, two laptops, a browser; and their end.
import { after, before } from 'node:test';

import { openBrowser } from './page.mjs';
import { Town } from './town.mjs';

// Filled before the first test of a file runs. `prepare(scene)` is called with everything but the open program.
export function scene(prepare = async () => {}) {
  const parts = {};
  before(async () => {
    parts.town = await Town.open();
    [parts.nurse, parts.social] = parts.town.laptops;
    await prepare(parts);
    parts.browser = await openBrowser();
  });
  after(async () => {
    await parts.browser?.close();
    await parts.town?.close();
  });
  return parts;
}

// A client that both laptops hold.
export function shareClient({ town, nurse, social }) {
  const [client] = nurse.say('list', 'client', 'status=active');
  town.office('assign', client.id, '--to', social.user);
  social.sync();
  return client;
}
