// Calls: logged with how they ended, owed back, and done.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { openWindow, picture, unlock } from './page.mjs';
import { scene } from './scene.mjs';
import { closeAndCompare, dateInput, dayFromToday, nameOf, openScreen } from './steps.mjs';
import { activeClients } from './town.mjs';

const parts = scene();

// In a case file; the words are what the call is known by afterwards.
async function logCall(page, client, { outcome, said, callBackOn }) {
  await openScreen(page, `client/${client.id}`);
  await page.getByRole('button', { name: 'Log a call' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Save the call' }).click();
  await dialog.getByText('Please say how it ended.').waitFor();
  await dialog.getByText(outcome, { exact: true }).click();
  await dialog.getByLabel('What was said').fill(said);
  if (callBackOn) await dialog.getByLabel('Call back by').fill(callBackOn);
  await picture(page, 'calls-log');
  await dialog.getByRole('button', { name: 'Save the call' }).click();
  await dialog.waitFor({ state: 'detached' });
}

test('a call that is owed back stands in the day until it is done, and the office has all of it', async () => {
  const { town, nurse, browser } = parts;
  const [client, other] = activeClients(nurse);
  const today = dateInput(new Date());
  const tomorrow = dateInput(dayFromToday(1));
  await nurse.open({ sync: false });
  const page = await openWindow(browser, nurse);
  await unlock(page);
  await logCall(page, client, { outcome: 'Left a message', said: 'Asked for the new insulin dose', callBackOn: today });
  await logCall(page, other, { outcome: 'No answer', said: 'About the walker', callBackOn: tomorrow });
  // What is due tomorrow is an open task of the case file, and not yet one of the day.
  await page.getByText('About the walker').first().waitFor();
  await openScreen(page, 'today');
  const attention = page.getByRole('region', { name: 'Needs your attention' });
  const owed = attention.getByRole('listitem').filter({ hasText: nameOf(client) });
  await owed.getByText('Asked for the new insulin dose').waitFor();
  await owed.getByText(/due today/).waitFor();
  assert.equal(await attention.getByText('About the walker').count(), 0);
  await picture(page, 'calls-owed');
  await owed.getByRole('button', { name: /^Called back/ }).click();
  await owed.waitFor({ state: 'detached' });

  // The other one is done by logging the call that returns it.
  await openScreen(page, `client/${other.id}`);
  await page.getByRole('button', { name: 'Log a call' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('Reached', { exact: true }).click();
  await dialog.getByRole('group', { name: 'This was the call back' }).getByText('About the walker').waitFor();
  await dialog.getByLabel('What was said').fill('The walker comes on Tuesday');
  await dialog.getByRole('button', { name: 'Save the call' }).click();
  await dialog.waitFor({ state: 'detached' });
  await page.getByRole('button', { name: /^Called back/ }).waitFor({ state: 'detached' });
  assert.deepEqual(page.problems, []);

  await closeAndCompare(town, nurse);
  const callOf = (about, words) => {
    const found = nurse.say('list', 'communication', `client_id=${about.id}`).filter((call) => call.body === words);
    assert.equal(found.length, 1, words);
    return town.officeRecord('communication', found[0].id);
  };
  const [left, unanswered] = [callOf(client, 'Asked for the new insulin dose'), callOf(other, 'About the walker')];
  assert.equal(left.outcome, 'left_message');
  assert.equal(left.call_back_by.slice(0, 10), today);
  assert.equal(left.call_back_done, true);
  assert.equal(left.direction, 'outgoing');
  assert.equal(left.channel, 'call');
  assert.equal(left.person_name, nameOf(client));
  assert.equal(unanswered.outcome, 'no_answer');
  assert.equal(unanswered.call_back_by.slice(0, 10), tomorrow);
  assert.equal(unanswered.call_back_done, true);
  assert.equal(callOf(other, 'The walker comes on Tuesday').outcome, 'reached');
});
