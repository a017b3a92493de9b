// Two people who wrote different things at the same time, and the one who decides.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { openWindow, picture, unlock } from './page.mjs';
import { scene, shareClient } from './scene.mjs';
import { nameOf, openScreen } from './steps.mjs';
import { todayAt } from './town.mjs';

let client;
const parts = scene(async (made) => {
  client = shareClient(made);
});

test('a conflict of two laptops is decided in the browser, and the office has the decision', async () => {
  const { town, nurse, social, browser } = parts;
  nurse.say('set', 'client', client.id, 'access_instructions=Ring twice at the blue door');
  social.say('set', 'client', client.id, 'access_instructions=The key is with the neighbor');
  nurse.sync();
  social.sync();
  nurse.sync();
  await nurse.open();
  const page = await openWindow(browser, nurse);
  await unlock(page);
  await page.getByRole('link', { name: /1 to decide/ }).click();
  // Each beside what both began from, word by word.
  await page.getByText(/blue/).first().waitFor();
  await page.getByText(/neighbor/).first().waitFor();
  await picture(page, 'conflict');
  await page.getByRole('button', { name: 'Keep both' }).click();
  const text = page.getByLabel('What the file shall say');
  assert.match(await text.inputValue(), /blue door[\s\S]*neighbor|neighbor[\s\S]*blue door/);
  await text.fill('Ring twice at the blue door; the key is with the neighbor');
  await page.getByRole('button', { name: 'Save this' }).click();
  await page.getByText('Nothing to decide').waitFor();
  assert.deepEqual(page.problems, []);
  await nurse.close();
  nurse.sync();
  social.sync();
  const decided = 'Ring twice at the blue door; the key is with the neighbor';
  assert.equal(town.officeRecord('client', client.id).access_instructions, decided);
  assert.equal(social.json('show', 'client', client.id).access_instructions, decided);
});

test('voided by one and edited by the other is a choice', async () => {
  const { town, nurse, social, browser } = parts;
  const { id } = nurse.json('new', 'task', `client_id=${client.id}`, 'title=Call the pharmacy');
  nurse.sync();
  social.sync();
  nurse.say('void', 'task', id, '--reason', 'done already');
  social.say('set', 'task', id, 'title=Call the pharmacy about the refill');
  nurse.sync();
  social.sync();
  nurse.sync();
  await nurse.open();
  const page = await openWindow(browser, nurse);
  await unlock(page);
  await page.getByRole('link', { name: /1 to decide/ }).click();
  await page.getByText('done already').first().waitFor();
  await page.getByText(/about the refill/).first().waitFor();
  await picture(page, 'conflict-void');
  await page.getByRole('button', { name: 'Keep the record' }).click();
  await page.getByText('Nothing to decide').waitFor();
  await nurse.close();
  nurse.sync();
  assert.equal(town.officeRecord('task', id).title, 'Call the pharmacy about the refill');
  assert.equal(town.officeRecord('task', id).is_void, undefined);
});

test('what the office could not take is shown with its reason, and the decision comes back', async () => {
  const { town, nurse, browser } = parts;
  nurse.say('set', 'client', client.id, 'birth_date=2199-01-01');
  nurse.sync();
  await nurse.open();
  const page = await openWindow(browser, nurse);
  await unlock(page);
  await page.goto(`${new URL(nurse.url).origin}/#/sync`);
  await page.getByText('Waiting for a decision at the office').waitFor();
  await page.getByText(/Reason: /).first().waitFor();
  await picture(page, 'parked');
  const [parked] = town.officeLines('parked', 'list');
  town.office('parked', 'decline', parked.id, '--reason', 'nobody is born in 2199');
  await page.getByRole('button', { name: 'Try now' }).first().click();
  await page.getByText('Declined by the office').waitFor();
  await page.getByText(/nobody is born in 2199/).waitFor();
  assert.deepEqual(page.problems, []);
  await nurse.close();
});

// Of this client, and known to both laptops.
function planned() {
  const { nurse, social } = parts;
  const worker = nurse.say('list', 'worker').find((record) => record.user_name === nurse.json('status').user);
  const { id } = nurse.json('new', 'visit', `client_id=${client.id}`, 'contact_kind=home', 'status=planned',
    `worker_id=${worker.id}`, `planned_start=${todayAt(9)}`, `planned_end=${todayAt(9, 45)}`);
  nurse.sync();
  social.sync();
  return id;
}

// Both have told the office, and the nurse has heard of it.
async function openAfterBothSynced() {
  const { nurse, social, browser } = parts;
  for (const laptop of [nurse, social, nurse]) laptop.sync();
  await nurse.open({ sync: false });
  const page = await openWindow(browser, nurse);
  await unlock(page);
  return page;
}

test('a visit that one began and another cancelled goes on until somebody has decided', async () => {
  const { nurse, social } = parts;
  const id = planned();
  nurse.say('set', 'visit', id, 'status=in_progress', `jots+={"at":"${todayAt(9)}","text":"She is at home"}`);
  social.say('set', 'visit', id, 'status=cancelled', 'status_reason=In hospital');
  const page = await openAfterBothSynced();
  const attention = page.getByRole('region', { name: 'Needs your attention' });
  const undecided = attention.getByRole('listitem').filter({ hasText: 'Two values, please choose' });
  await undecided.getByText(nameOf(client)).first().waitFor();
  const card = page.getByRole('article', { name: nameOf(client) });
  await card.getByRole('link', { name: 'Two values, please choose' }).waitFor();
  await card.getByRole('button', { name: /^End visit/ }).waitFor();
  await picture(page, 'conflict-visit-today');
  await openScreen(page, 'week');
  await page.getByRole('main').getByRole('link', { name: 'Two values, please choose' }).first().waitFor();
  await openScreen(page, `visit/${id}`);
  await page.getByText('She is at home').waitFor();
  await page.getByRole('link', { name: 'Two values, please choose' }).first().waitFor();
  await page.getByRole('button', { name: 'End visit' }).waitFor();
  await page.getByLabel('Jot', { exact: true }).waitFor();
  assert.equal(await page.getByText('Cancelled', { exact: true }).count(), 0);
  await picture(page, 'conflict-visit');
  await openScreen(page, 'today');
  await undecided.getByRole('link', { name: /^Decide/ }).click();
  await page.getByText('In progress').first().waitFor();
  await page.getByText('Cancelled').first().waitFor();
  assert.deepEqual(page.problems, []);
  await nurse.close();
});

test('two corrections of the times stand side by side, and none is put into the mouth of the other', async () => {
  const { nurse, social } = parts;
  const id = planned();
  const correct = (laptop, hour, memo) => {
    const value = { start: todayAt(hour), end: todayAt(hour, 30), reason: 'other', memo,
      user: laptop.json('status').user, time: todayAt(hour, 31) };
    laptop.say('set', 'visit', id, `adjusted_times=${JSON.stringify(value)}`);
  };
  correct(nurse, 1, 'The battery was empty');
  correct(social, 2, 'She told me on the phone');
  const page = await openAfterBothSynced();
  await openScreen(page, `visit/${id}`);
  await page.getByText(/The battery was empty/).waitFor();
  const lines = page.locator('.clock-events');
  await lines.getByText(/She told me on the phone/).waitFor();
  await lines.getByRole('link', { name: 'Two values, please choose' }).waitFor();
  assert.equal(await lines.getByText('Earlier correction').count(), 0);
  await picture(page, 'conflict-times');
  await openScreen(page, `note/${crypto.randomUUID()}?visit=${id}`);
  await page.getByRole('button', { name: /^Insert into/ }).first().click();
  assert.match(await page.getByLabel('Objective').inputValue(), /there are two values/);
  assert.deepEqual(page.problems, []);
  await nurse.close();
});
