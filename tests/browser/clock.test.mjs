// What became of a visit: nobody met, begun and ended with a press each, corrected afterwards, never planned.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { openWindow, picture, unlock } from './page.mjs';
import { scene } from './scene.mjs';
import {
  chooseClient, chooseInMenu, closeAndCompare, dateInput, nameOf, openScreen, saveDialog, visitsOf,
} from './steps.mjs';
import { activeClients, planVisits } from './town.mjs';

let visits;
const parts = scene(async ({ nurse }) => {
  visits = planVisits(nurse, 5);
});

async function enter({ nurse, browser }) {
  await nurse.open({ sync: false });
  const page = await openWindow(browser, nurse);
  await unlock(page);
  return page;
}

const cardOf = (page, client) => page.getByRole('article', { name: nameOf(client) });
const eventsOf = (visit) => [...visit.clock_events].sort((a, b) => a.at.localeCompare(b.at));

test('attempted, no-show and refused each have their reason at the office', async () => {
  const { town, nurse } = parts;
  const page = await enter(parts);
  await page.getByText('0 of 5 visits done').waitFor();
  const outcomes = [
    ['Attempted, nobody met', 'attempted', 'Nobody opened', 'Attempted, nobody met'],
    ['No-show', 'no_show', 'No transport', 'No-show'],
    ['Refused by the client', 'refused', 'Does not feel well', 'Refused by the client'],
  ];
  for (const [place, [item, , reason, chip]] of outcomes.entries()) {
    const card = cardOf(page, visits[place].client);
    await chooseInMenu(card, visits[place].client, item);
    await page.getByRole('dialog').getByRole('button', { name: reason }).click();
    await saveDialog(page);
    await card.getByText(chip, { exact: true }).first().waitFor();
  }
  await page.getByText('0 done, 3 attempted, of 5 visits').waitFor();
  await picture(page, 'clock-unmet');
  assert.deepEqual(page.problems, []);
  await closeAndCompare(town, nurse);
  for (const [place, [, status, reason]] of outcomes.entries()) {
    const visit = town.officeRecord('visit', visits[place].id);
    assert.equal(visit.status, status);
    assert.equal(visit.status_reason, reason);
    assert.equal(visit.clock_events, undefined);
  }
});

// As an input of the type datetime-local has it.
function minutesAgo(minutes) {
  const at = new Date(Date.now() - minutes * 60_000);
  const pad = (part) => String(part).padStart(2, '0');
  return `${dateInput(at)}T${pad(at.getHours())}:${pad(at.getMinutes())}`;
}

async function correct(page, { began, ended, reason, memo }) {
  await page.getByRole('button', { name: 'Correct the times' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Really began').fill(began);
  await dialog.getByLabel('Really ended').fill(ended);
  await dialog.getByLabel('Reason').selectOption({ label: reason });
  await dialog.getByLabel('What happened').fill(memo);
  await saveDialog(page);
}

test('the clock of a visit stays as it was when its times are corrected, twice', async () => {
  const { town, nurse } = parts;
  const { id, client } = visits[3];
  const page = await enter(parts);
  await cardOf(page, client).getByRole('button', { name: 'Start visit' }).click();
  await page.getByText(/^In progress since/).waitFor();
  await page.getByRole('button', { name: 'End visit' }).first().click();
  const events = page.locator('.clock-events');
  await events.getByText('End', { exact: true }).waitFor();
  const recorded = eventsOf(nurse.json('show', 'visit', id));
  const pressed = recorded.map((event) => [event.event, event.user]);
  assert.deepEqual(pressed, [['in', nurse.user], ['out', nurse.user]]);

  const began = minutesAgo(90);
  const first = { began, ended: minutesAgo(120), reason: 'I forgot to start', memo: 'Hands full' };
  await page.getByRole('button', { name: 'Correct the times' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Really began').fill(first.began);
  await dialog.getByLabel('Really ended').fill(first.ended);
  await dialog.getByRole('button', { name: 'Save', exact: true }).click();
  await dialog.getByText('The end has to come after the start.').waitFor();
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  first.ended = minutesAgo(30);
  await correct(page, first);
  await page.getByText(/1 h/).first().waitFor();
  const second = { began, ended: minutesAgo(45), reason: 'I forgot to end', memo: 'Saw it in the log' };
  await correct(page, second);
  await events.getByText('Earlier correction').waitFor();
  await events.getByText('Hands full').waitFor();
  await events.getByText('Saw it in the log').waitFor();
  await picture(page, 'clock-corrected');

  // The history has all of it: both presses and both corrections.
  await openScreen(page, `client/${client.id}/notes?record=${id}`);
  const panel = page.getByRole('dialog');
  await panel.getByText('History', { exact: true }).click();
  const history = panel.locator('.history');
  await history.getByText('Hands full').waitFor();
  await history.getByText('Saw it in the log').waitFor();
  await history.getByText('replaced later').first().waitFor();
  assert.equal(await history.getByText('Clock-in and clock-out', { exact: true }).count(), 2);
  await history.getByText('I forgot to start').waitFor();
  const shown = await history.innerText();
  assert.doesNotMatch(shown, /forgot_|\d{4}-\d\d-\d\dT/);
  await picture(page, 'clock-history');
  assert.deepEqual(page.problems, []);

  await closeAndCompare(town, nurse);
  const visit = town.officeRecord('visit', id);
  assert.deepEqual(eventsOf(visit), recorded);
  assert.equal(visit.status, 'completed');
  assert.equal(visit.adjusted_times.start, new Date(second.began).toISOString());
  assert.equal(visit.adjusted_times.end, new Date(second.ended).toISOString());
  assert.equal(visit.adjusted_times.reason, 'forgot_end');
  assert.equal(visit.adjusted_times.memo, 'Saw it in the log');
  assert.equal(visit.adjusted_times.user, nurse.user);
});

test('an unplanned visit begins at once and ends the one that was forgotten', async () => {
  const { town, nurse } = parts;
  const { id: forgotten, client } = visits[4];
  const somebody = activeClients(nurse)[6];
  const page = await enter(parts);
  await cardOf(page, client).getByRole('button', { name: 'Start visit' }).click();
  await page.getByText(/^In progress since/).waitFor();
  await openScreen(page, 'today');
  await page.getByRole('button', { name: 'Start an unplanned visit' }).click();
  await chooseClient(page.getByRole('dialog'), somebody);
  await page.getByText(/^Another visit is still running/).waitFor();
  await page.getByText(new RegExp(`${nameOf(client)}, since `)).waitFor();
  await page.getByRole('button', { name: 'End that one now and start' }).click();
  await page.getByRole('heading', { level: 1, name: nameOf(somebody) }).waitFor();
  await page.getByText(/^In progress since/).waitFor();
  await page.getByRole('button', { name: 'End visit' }).first().click();
  await page.locator('.clock-events').getByText('End', { exact: true }).waitFor();
  await openScreen(page, 'today');
  await cardOf(page, somebody).getByText('No note yet').waitFor();
  await cardOf(page, client).getByText('No note yet').waitFor();
  assert.deepEqual(page.problems, []);

  await closeAndCompare(town, nurse);
  const ended = town.officeRecord('visit', forgotten);
  assert.equal(ended.status, 'completed');
  assert.deepEqual(eventsOf(ended).map((event) => event.event), ['in', 'out']);
  const made = visitsOf(nurse, somebody).find((visit) => visit.clock_events?.length && !visit.planned_end);
  const visit = town.officeRecord('visit', made.id);
  assert.equal(visit.status, 'completed');
  assert.equal(visit.client_id, somebody.id);
  assert.equal(visit.contact_kind, 'home');
  assert.equal(visit.worker_id, ended.worker_id);
  assert.deepEqual(eventsOf(visit).map((event) => event.event), ['in', 'out']);
  assert.ok(Math.abs(new Date(visit.planned_start) - new Date(eventsOf(visit)[0].at)) < 5_000);
});
