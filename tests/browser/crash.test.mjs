// The program is killed while somebody types; the window is closed; the program locks itself. Nothing typed is lost.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';

import { openWindow, unlock } from './page.mjs';
import { scene } from './scene.mjs';
import { planVisits } from './town.mjs';

let visit;
const parts = scene(async ({ nurse }) => {
  [visit] = planVisits(nurse, 1);
});

test('kill -9 in the middle of typing', async () => {
  const { town, nurse, browser } = parts;
  await nurse.open();
  const { port } = nurse;
  const page = await openWindow(browser, nurse);
  await unlock(page);
  await page.getByRole('button', { name: 'Start visit' }).click();
  await page.getByRole('link', { name: 'Write the note' }).or(page.getByRole('button', { name: 'Write the note' })).first().click();
  const box = page.getByLabel('Subjective');
  await box.pressSequentially('She says that the stairs are');
  await page.getByText(/Draft saved on this laptop/).first().waitFor();
  await nurse.close('SIGKILL');
  await box.pressSequentially(' too steep');
  await nurse.open({ port });
  // The program does not know this window any more; what was typed waits under the door.
  await unlock(page);
  assert.equal(await box.inputValue(), 'She says that the stairs are too steep');
  const saved = page.waitForResponse(
    (answer) => answer.ok() && /\/draft$/.test(answer.url()) && /now\./.test(answer.request().postData() ?? ''),
  );
  await box.pressSequentially(' now.');
  await saved;
  await page.context().close();

  await nurse.close('SIGKILL');
  await nurse.open();
  const other = await openWindow(browser, nurse);
  await unlock(other);
  await other.goto(`${new URL(nurse.url).origin}/#/visit/${visit.id}`);
  await other.getByRole('link', { name: /note/i }).or(other.getByRole('button', { name: /note/i })).first().waitFor();
  await other.getByText('A note is begun and not signed.').waitFor();
  await other.getByRole('link', { name: /Continue the note|Write the note/ })
    .or(other.getByRole('button', { name: /Continue the note|Write the note/ })).first().click();
  assert.equal(await other.getByLabel('Subjective').inputValue(), 'She says that the stairs are too steep now.');
  await nurse.close();
  nurse.sync();
  const note = town.officeLines('list', 'note').find((item) => item.visit_id === visit.id);
  assert.match(note.body, /too steep now\./);
  assert.equal(note.status, 'draft');
});

test('the second window of one person follows the first', async () => {
  const { nurse, browser } = parts;
  await nurse.open({ sync: false });
  const first = await openWindow(browser, nurse);
  await unlock(first);
  const second = await first.context().newPage();
  await second.goto(`${new URL(nurse.url).origin}/#/client/${visit.client.id}`);
  await second.getByRole('heading', { level: 1 }).first().waitFor();
  nurse.say('set', 'client', visit.client.id, `preferred_name=Nick ${randomUUID().slice(0, 4)}`);
  const { preferred_name } = nurse.json('show', 'client', visit.client.id);
  await second.getByText(preferred_name).first().waitFor();
  assert.deepEqual(first.problems, []);
  await nurse.close();
});
