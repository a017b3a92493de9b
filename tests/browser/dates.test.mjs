// A date of which the year was left out is not a date: the form says so, and nothing is "saved" without it.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { openWindow, picture, unlock } from './page.mjs';
import { scene } from './scene.mjs';
import { openScreen } from './steps.mjs';
import { activeClients } from './town.mjs';

const wholeDate = 'Please give the whole date: month, day and year';
const parts = scene();
const recordsOf = (type, client) => parts.nurse.say('list', type, `client_id=${client.id}`);

async function openCase(place) {
  const { nurse, browser } = parts;
  const client = activeClients(nurse)[place];
  await nurse.open({ sync: false });
  const page = await openWindow(browser, nurse);
  await unlock(page);
  await openScreen(page, `client/${client.id}`);
  await page.getByRole('button', { name: 'Log a call' }).waitFor();
  return { page, client };
}

// As somebody types it; the browser counts it as nothing.
async function typeHalf(box) {
  await box.focus();
  await box.page().keyboard.type('1201');
  assert.equal(await box.evaluate((input) => input.validity.badInput), true);
}

// Saves with half a date, then with the whole one.
async function saveHalfThenWhole(page, dialog, box, button) {
  await typeHalf(box);
  await dialog.getByRole('button', { name: button, exact: true }).click();
  await dialog.getByText(wholeDate).waitFor();
  await box.and(dialog.locator(':focus')).waitFor();
  await picture(page, 'dates-half');
  await box.fill('2031-12-01');
  await dialog.getByText(wholeDate).waitFor({ state: 'detached' });
  await dialog.getByRole('button', { name: button, exact: true }).click();
  await dialog.waitFor({ state: 'detached' });
  assert.deepEqual(page.problems, []);
  await parts.nurse.close();
}

test('half a day to call back is asked for again, and is not called "not needed"', async () => {
  const { page, client } = await openCase(0);
  await page.getByRole('button', { name: 'Log a call' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('No answer', { exact: true }).click();
  const none = dialog.getByLabel('Not needed');
  const box = dialog.getByLabel('Call back by');
  await none.and(dialog.locator(':checked')).waitFor();
  await typeHalf(box);
  await none.and(dialog.locator(':not(:checked)')).waitFor();
  // Who does not need it after all has nothing half typed left.
  await dialog.getByText('Not needed', { exact: true }).click();
  await none.and(dialog.locator(':checked')).waitFor();
  assert.equal(await box.evaluate((input) => input.validity.badInput), false);
  await dialog.getByLabel('What was said').fill('Nobody was there');
  await saveHalfThenWhole(page, dialog, box, 'Save the call');
  const [call, ...others] = recordsOf('communication', client).filter(({ body }) => body === 'Nobody was there');
  assert.equal(others.length, 0);
  assert.equal(call.call_back_by, '2031-12-01');
});

for (const [type, place, entry, name] of [
  ['task', 1, 'Add a task', 'title'],
  ['medication', 2, 'Add a medication', 'display'],
]) {
  test(`half a date of a ${type} is asked for again`, async () => {
    const { page, client } = await openCase(place);
    await page.getByRole('main').getByLabel('More', { exact: true }).click();
    await page.getByRole('button', { name: entry, exact: true }).click();
    const dialog = page.getByRole('dialog');
    const first = dialog.locator('input:not([type]), input[type="text"], textarea').first();
    await first.fill('With a date');
    await saveHalfThenWhole(page, dialog, dialog.locator('input[type="date"]').first(), 'Save');
    const [record, ...others] = recordsOf(type, client).filter((one) => one[name] === 'With a date');
    assert.equal(others.length, 0);
    assert.equal(record[type === 'task' ? 'due_date' : 'start_date'], '2031-12-01');
  });
}

test('half a date is told of when the field is left', async () => {
  const { page } = await openCase(3);
  await page.getByRole('button', { name: 'Log a call' }).click();
  const dialog = page.getByRole('dialog');
  await typeHalf(dialog.getByLabel('Call back by'));
  assert.equal(await dialog.getByText(wholeDate).count(), 0);
  await dialog.getByLabel('What was said').focus();
  await dialog.getByText(wholeDate).waitFor();
});
