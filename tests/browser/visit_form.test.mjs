// What is filled in at a visit and not saved: it outlives a link, a reload, the end of the visit, and the file.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { holds, openWindow, picture, show, unlock } from './page.mjs';
import { scene } from './scene.mjs';
import { chooseInMenu } from './steps.mjs';
import { planVisits } from './town.mjs';

let visits;
const parts = scene(async ({ nurse }) => {
  visits = planVisits(nurse, 7);
});

const recordOf = (visit) => parts.nurse.json('show', 'visit', visit.id);
const facts = (page) => page.getByRole('region', { name: 'About the visit' });
const choose = (page, outcome) => facts(page).getByText(outcome, { exact: true }).click();
const isChosen = (page, outcome) => facts(page).getByRole('radio', { name: outcome, checked: true }).waitFor();
const task = (page) => page.getByLabel('Another task that was done');
const reason = (page) => page.getByRole('dialog').getByLabel('Why? What happened?');

async function openVisit(visit) {
  await parts.nurse.open({ sync: false });
  const page = await openWindow(parts.browser, parts.nurse);
  await unlock(page);
  await show(page, `visit/${visit.id}`);
  await page.getByRole('button', { name: 'Start visit' }).waitFor();
  return page;
}

async function start(page) {
  await page.getByRole('button', { name: 'Start visit' }).click();
  // The visits of the tests before may still run.
  const end = page.getByRole('button', { name: 'End visit' });
  const other = page.getByRole('button', { name: 'Start, both run' });
  await end.or(other).first().waitFor();
  if (await other.isVisible()) await other.click();
  await end.waitFor();
}

// Does something that keeps these words in the laptop's database, and waits until they are there.
async function kept(page, words, type) {
  const answer = page.waitForResponse((one) => one.ok() && /\/api\/forms\//.test(one.url()) &&
    (one.request().postData() ?? '').includes(words));
  await type();
  await answer;
}

async function end(page, answer) {
  await page.getByRole('button', { name: 'End visit' }).click();
  if (answer) await page.getByRole('dialog').getByRole('button', { name: answer }).click();
  await page.locator('.clock-events').getByText('End', { exact: true }).waitFor();
}

test('what is filled in about a visit outlives a link and a reload, and is saved with the end', async () => {
  const page = await openVisit(visits[0]);
  await start(page);
  await choose(page, 'Follow-up needed');
  await facts(page).getByLabel('About the outcome').fill('The stairs are too steep');
  await facts(page).getByLabel('Travel time').fill('twenty');
  await facts(page).getByLabel('Who was present').fill('Her neighbor');
  await kept(page, 'Changed the dressing', () => task(page).fill('Changed the dressing'));
  await page.getByRole('link', { name: 'Write the note' }).first().click();
  await page.getByLabel('Subjective').waitFor();
  await page.goBack();
  await holds(task(page), 'Changed the dressing');
  await page.reload();
  await holds(task(page), 'Changed the dressing');
  await holds(facts(page).getByLabel('Who was present'), 'Her neighbor');
  await holds(facts(page).getByLabel('About the outcome'), 'The stairs are too steep');
  await isChosen(page, 'Follow-up needed');
  // A word where a number belongs is asked about; nothing of the form is dropped with it.
  await facts(page).getByText('Please enter a number.').waitFor();
  await facts(page).getByLabel('Travel time').fill('20');
  await picture(page, 'visit-filled-in');
  await end(page);
  const saved = recordOf(visits[0]);
  assert.equal(saved.status, 'completed');
  assert.equal(saved.outcome, 'follow_up');
  assert.equal(saved.outcome_reason, 'The stairs are too steep');
  assert.equal(saved.travel_minutes, 20);
  assert.deepEqual(saved.present, ['Her neighbor']);
  assert.deepEqual(saved.tasks_done, ['Changed the dressing']);
  await holds(task(page), '');
  await page.getByText('Changed, not saved yet').waitFor({ state: 'detached' });
  assert.deepEqual(page.problems, []);
});

test('a visit at which nobody was home is ended as what it was', async () => {
  const page = await openVisit(visits[1]);
  await start(page);
  await choose(page, 'Nobody home');
  await end(page, 'Attempted, nobody met');
  assert.equal(recordOf(visits[1]).status, 'attempted');
  assert.equal(recordOf(visits[1]).outcome, 'not_home');
  assert.equal(recordOf(visits[1]).status_reason, 'Nobody home');
  assert.deepEqual(page.problems, []);
});

test('why a visit did not take place outlives Escape and a reload', async () => {
  const page = await openVisit(visits[2]);
  const { client } = visits[2];
  const ask = () => chooseInMenu(page.locator('body'), client, 'Attempted, nobody met');
  await ask();
  await kept(page, 'The dog barked', () => reason(page).fill('The dog barked'));
  await page.keyboard.press('Escape');
  await page.reload();
  await ask();
  await holds(reason(page), 'The dog barked');
  await page.getByRole('dialog').getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  assert.equal(recordOf(visits[2]).status_reason, 'The dog barked');
  assert.deepEqual(page.problems, []);
});

test('a visit that is being planned outlives a reload', async () => {
  const { client } = visits[3];
  const page = await openVisit(visits[3]);
  const why = page.getByRole('dialog').getByLabel('Reason for the visit');
  const plan = () => page.getByRole('button', { name: 'Plan a visit' }).first().click();
  await show(page, `client/${client.id}`);
  await plan();
  await kept(page, 'Look at the wound', () => why.fill('Look at the wound'));
  await page.reload();
  await plan();
  await holds(why, 'Look at the wound');
  await page.getByRole('dialog').getByRole('button', { name: 'Plan a visit' }).click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  const planned = parts.nurse.say('list', 'visit', `client_id=${client.id}`);
  assert.equal(planned.filter((visit) => visit.reason === 'Look at the wound').length, 1);
  await plan();
  await holds(why, '');
  assert.deepEqual(page.problems, []);
});

test('the words of a correction outlive Escape, and swapped pressures are asked about', async () => {
  const page = await openVisit(visits[4]);
  await start(page);
  await page.getByLabel('Systolic').fill('90');
  await page.getByLabel('Diastolic').fill('140');
  await page.getByText('Not lower than the systolic value.').waitFor();
  await page.getByRole('button', { name: 'Save vital signs' }).click();
  await page.getByRole('button', { name: 'It is right' }).click();
  const correct = page.getByRole('button', { name: /^Correct.*Blood pressure/ });
  await correct.click();
  const wrong = page.getByRole('dialog').getByLabel('Why was it wrong?');
  await kept(page, 'Swapped the two', () => wrong.fill('Swapped the two'));
  await page.keyboard.press('Escape');
  await correct.click();
  await holds(wrong, 'Swapped the two');
  await page.getByRole('dialog').getByLabel('Right value').fill('140/90');
  await page.getByRole('button', { name: 'Replace it' }).click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await page.getByText('140/90').waitFor();
  assert.deepEqual(page.problems, []);
});

test('a client whose visit runs is not asked to be visited, and the visit leads to the medications', async () => {
  const page = await openVisit(visits[5]);
  await start(page);
  await page.getByRole('link', { name: 'Medications' }).click();
  await page.getByRole('heading', { name: 'Medications' }).first().waitFor();
  await show(page, `client/${visits[5].client.id}`);
  const running = page.getByRole('link', { name: /In progress since/ });
  await running.waitFor();
  assert.equal(await page.getByRole('button', { name: 'Start an unplanned visit' }).count(), 0);
  await running.click();
  await page.getByRole('button', { name: 'End visit' }).waitFor();
  assert.deepEqual(page.problems, []);
});

test('words about a visit whose file has left are still shown, to be copied and dropped', async () => {
  const { town, nurse, social } = parts;
  const { id, client } = visits[6];
  const page = await openVisit(visits[6]);
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await kept(page, 'He fell on Monday', () => page.getByLabel('Jot', { exact: true }).fill('He fell on Monday'));
  await kept(page, 'resolved', () => choose(page, 'Resolved'));
  await show(page, 'today');
  nurse.sync();
  town.office('transfer', client.id, '--from', nurse.user, '--to', social.user);
  nurse.sync();
  await show(page, `visit/${id}`);
  await page.getByText('This page is not here').waitFor();
  await page.getByText('He fell on Monday').waitFor();
  await page.getByText('Outcome: Resolved').waitFor();
  await picture(page, 'visit-left');
  // Finishing the day leads to the clients, where the same words are.
  await show(page, 'clients');
  const words = page.locator('.notice', { hasText: 'He fell on Monday' });
  await words.getByRole('button', { name: 'Copy the text' }).click();
  await page.getByText('Copied', { exact: true }).waitFor();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), 'He fell on Monday');
  await words.getByRole('button', { name: 'Drop these words' }).click();
  await words.waitFor({ state: 'detached' });
  await page.getByText('Outcome: Resolved').waitFor();
  assert.deepEqual(page.problems, []);
});
