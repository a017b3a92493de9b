// Five hundred clients whose names, alerts, addresses and notes are strings that have broken other programs: nothing of
// them is run, nothing bursts the page, and every screen can be read.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { openWindow, picture, unlock } from './page.mjs';
import { scene } from './scene.mjs';
import { todayAt } from './town.mjs';

const longName = 'Maximiliana-Theodora von und zu Hohenlohe-Waldenburg-Schillingsfürst '.repeat(3).trim();

function strings() {
  const source = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
  const shared = process.env.SATCHEL_SHARED_DATA ?? join(source, '..', 'shared', 'data');
  const file = join(shared, 'hostile', 'blns.json');
  if (!existsSync(file)) {
    console.log('SKIPPED: the list of naughty strings is not here; a few of our own stand in for it');
    return ['<script>window.harm=1</script>', '"><img src=x onerror=window.harm=1>', longName, '\u202Eright to left', '🧑‍⚕️'];
  }
  return JSON.parse(readFileSync(file, 'utf8')).filter((text) => text.trim() && !text.includes('\0'));
}

const clients = [];
const parts = scene(async ({ nurse, town }) => {
  const naughty = [longName, ...strings()];
  const lines = [];
  for (let i = 0; i < 500; ++i) {
    const id = randomUUID();
    const text = (shift, most = 400) => [...naughty[(i + shift) % naughty.length]].slice(0, most).join('');
    clients.push(id);
    lines.push({
      type: 'client', id, given_name: text(0), family_name: text(1), status: 'active', what_matters: text(2),
      access_instructions: text(3), safety_alerts: [text(4)], pronouns: text(5, 60),
      phones: [{ number: text(6, 60), note: text(7), safe_to_call: false }],
      addresses: [{ line: text(8), city: text(9) }],
    });
    if (i >= 12) continue;
    const visit = randomUUID();
    lines.push(
      { type: 'visit', id: visit, client_id: id, status: 'planned', contact_kind: 'home', reason: text(10),
        planned_start: todayAt(8 + (i % 10)), planned_end: todayAt(8 + (i % 10), 30), jots: [{ at: todayAt(8), text: text(11) }] },
      { type: 'note', id: randomUUID(), client_id: id, kind: 'narrative', title: text(12), body: text(13), happened_at: todayAt(7) },
      { type: 'medication', id: randomUUID(), client_id: id, display: text(14), instructions: text(15), status: 'active' },
      { type: 'task', id: randomUUID(), client_id: id, title: text(16), status: 'open' },
    );
  }
  const file = join(town.folder, 'hostile.jsonl');
  writeFileSync(file, lines.map((line) => JSON.stringify(line)).join('\n'));
  const { bad } = nurse.json('import', 'jsonl', file);
  assert.equal(bad, 0);
});

test('no string is run, and none bursts the page', async () => {
  const { nurse, browser } = parts;
  await nurse.open({ sync: false });
  const page = await openWindow(browser, nurse, { viewport: { width: 1024, height: 768 } });
  const asked = [];
  page.on('dialog', (dialog) => {
    asked.push(dialog.message());
    return dialog.dismiss();
  });
  await unlock(page);
  const screens = ['today', 'week', 'clients', 'finish', 'sync', 'conflicts'];
  for (const client of clients.slice(0, 12)) {
    screens.push(`client/${client}`, `client/${client}/timeline`, `client/${client}/health`, `client/${client}/details`);
  }
  for (const screen of screens) {
    await page.evaluate((hash) => { location.hash = hash; }, `#/${screen}`);
    await page.getByRole('heading', { level: 1 }).first().waitFor();
    await page.waitForTimeout(250);
    const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.ok(over <= 0, `${screen} is ${over} px too wide`);
  }
  await page.evaluate((id) => { location.hash = `#/client/${id}`; }, clients[0]);
  await page.getByText(longName.slice(0, 40)).first().waitFor();
  await picture(page, 'long-name');
  await page.evaluate(() => { location.hash = '#/clients'; });
  await page.getByText('5').first().waitFor();
  await picture(page, 'many-clients');
  assert.deepEqual(asked, []);
  assert.equal(await page.evaluate(() => window.harm), undefined);
  assert.deepEqual(page.problems, []);
  await nurse.close();
});
