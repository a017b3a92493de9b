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

test('a call that is owed back stands in the day until it is done, and the office has it', async () => {
  const { town, nurse, browser } = parts;
  const [client, other] = activeClients(nurse);
  const today = dateInput(new Date());
  const tomorrow = dateInput(dayFromToday(1));
  await nurse.open({ sync: false });
  const page = await openWindow(browser, nurse);
  await unlock(page);
  const said = 'Asked for the new insulin dose';
  await logCall(page, client, { outcome: 'Left a message', said, callBackOn: today });
  await logCall(page, other, { outcome: 'No answer', said: 'About the walker', callBackOn: tomorrow });
  // What is due tomorrow is an open task of the case file, and not yet one of the day.
  await page.getByText('About the walker').first().waitFor();
  await openScreen(page, 'today');
  const attention = page.getByRole('region', { name: 'Needs your attention' });
  const owed = attention.getByRole('listitem').filter({ hasText: nameOf(client) });
  await owed.getByText(said).waitFor();
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
    const all = nurse.say('list', 'communication', `client_id=${about.id}`);
    const found = all.filter((call) => call.body === words);
    assert.equal(found.length, 1, words);
    return town.officeRecord('communication', found[0].id);
  };
  const left = callOf(client, said);
  const unanswered = callOf(other, 'About the walker');
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

test('of many calls the first ones stand in the day, each number with what is known of it', async () => {
  const { nurse, browser } = parts;
  const clients = activeClients(nurse).slice(2, 9);
  const today = dateInput(new Date());
  const unsafe = { number: '+1 415 555 0171', use: 'mobile', safe_to_call: false };
  const ofDaughter = { number: '+1 415 555 0172', safe_to_call: true, safe_to_leave_message: false };
  nurse.say('set', 'client', clients[0].id, `phones+=${JSON.stringify(unsafe)}`);
  nurse.say('new', 'related_person', `client_id=${clients[1].id}`, 'given_name=Ana',
    `phones=${JSON.stringify(ofDaughter)}`);
  clients.forEach((client, place) => {
    const number = [unsafe.number, ofDaughter.number][place];
    const toCall = number ? [`number_or_address=${number}`] : [];
    nurse.say('new', 'communication', `client_id=${client.id}`, 'channel=call', 'direction=incoming',
      `call_back_by=${today}`, `body=Please call, number ${place}`, ...toCall);
  });
  await nurse.open({ sync: false });
  const page = await openWindow(browser, nurse);
  const asked = [];
  page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  await unlock(page);
  const attention = page.getByRole('region', { name: 'Needs your attention' });
  const owed = attention.getByRole('listitem');
  await attention.getByRole('button', { name: 'See all 7' }).waitFor();
  assert.equal(await owed.count(), 5);
  await attention.getByRole('button', { name: 'See all 7' }).click();
  const lineOf = (client) => owed.filter({ hasText: nameOf(client) });
  for (const client of clients) await lineOf(client).getByText(/Please call, number/).waitFor();
  await lineOf(clients[0]).getByText('Call: NOT safe').waitFor();
  await lineOf(clients[1]).getByText('Leave a message: NOT safe').waitFor();
  await picture(page, 'calls-many');
  // Only for somebody else's number a whole case file is read.
  const files = asked.filter((path) => path.startsWith('/api/clients/'));
  assert.deepEqual(files, [`/api/clients/${clients[1].id}`]);
  assert.deepEqual(page.problems, []);
  await nurse.close();
});
