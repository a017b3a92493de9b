// Visits are planned, moved, cancelled and repeated, from the week and from a case file.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { openWindow, picture, unlock } from './page.mjs';
import { scene } from './scene.mjs';
import {
  atHour, chooseClient, chooseInMenu, closeAndCompare, dateInput, dayFromToday, nameOf, openScreen,
  saveDialog, visitsOf,
} from './steps.mjs';
import { activeClients } from './town.mjs';

const firstDay = dayFromToday(7);
const movedDay = dayFromToday(8);
const timeZone = Intl.DateTimeFormat().resolvedOptions().timeZone;
const longDay = (day) =>
  new Intl.DateTimeFormat('en-US', { weekday: 'long', month: 'long', day: 'numeric' }).format(day);

// The day of the week that is shown, which has a "plan" of its own.
function columnOf(page, day) {
  const planButton = page.getByRole('button', { name: `Plan a visit on ${longDay(day)}` });
  return page.locator('.week-day', { has: planButton });
}

function assertPlanned(visit, start, minutes) {
  assert.equal(new Date(visit.planned_start).getTime(), start.getTime());
  assert.equal(new Date(visit.planned_end).getTime(), start.getTime() + minutes * 60_000);
  assert.equal(visit.time_zone, timeZone);
  assert.equal(visit.utc_offset_minutes + start.getTimezoneOffset(), 0);
}

const parts = scene();

test('a visit is planned from the week, moved, and repeated every week', async () => {
  const { town, nurse, browser } = parts;
  const [client] = activeClients(nurse);
  await nurse.open({ sync: false });
  const page = await openWindow(browser, nurse);
  await unlock(page);
  await openScreen(page, `week/${dateInput(firstDay)}`);
  await columnOf(page, firstDay).getByRole('button', { name: 'Plan a visit on' }).click();
  const plan = page.getByRole('dialog');
  await chooseClient(plan, client);
  await plan.getByText(nameOf(client)).waitFor();
  await plan.getByLabel('Begins').fill('10:00');
  await plan.getByLabel('Minutes').fill('45');
  await plan.getByLabel('Reason for the visit').fill('Wound care after the fall');
  await plan.getByLabel('Service').fill('Skilled nursing');
  await picture(page, 'planning-panel');
  await saveDialog(page, 'Plan a visit');
  await columnOf(page, firstDay).getByText(nameOf(client)).waitFor();

  await chooseInMenu(columnOf(page, firstDay), client, 'Move');
  const move = page.getByRole('dialog');
  assert.equal(await move.getByLabel('Date').inputValue(), dateInput(firstDay));
  await move.getByLabel('Date').fill(dateInput(movedDay));
  await move.getByLabel('Begins').fill('14:15');
  await saveDialog(page);
  await openScreen(page, `week/${dateInput(movedDay)}`);
  const moved = columnOf(page, movedDay).locator('.week-visit').filter({ hasText: nameOf(client) });
  await moved.getByText('2:15').waitFor();

  await chooseInMenu(columnOf(page, movedDay), client, 'Repeat');
  const again = page.getByRole('dialog');
  assert.equal(await again.getByLabel('Repeats').inputValue(), 'weekly');
  await again.getByLabel('How many visits in all').fill('3');
  await again.getByText(`The last one is on ${longDay(dayFromToday(29))}.`).waitFor();
  await saveDialog(page, 'Plan a visit');
  await page.getByText('3 visits planned, saved on this laptop').waitFor();
  for (const days of [15, 22, 29]) {
    await openScreen(page, `week/${dateInput(dayFromToday(days))}`);
    await columnOf(page, dayFromToday(days)).getByText(nameOf(client)).waitFor();
  }
  assert.deepEqual(page.problems, []);

  await closeAndCompare(town, nurse);
  const made = visitsOf(nurse, client)
    .filter((visit) => visit.reason === 'Wound care after the fall')
    .sort((a, b) => a.planned_start.localeCompare(b.planned_start));
  assert.equal(made.length, 4);
  const worker = nurse.say('list', 'worker').find((record) => record.user_name === nurse.user);
  const atOffice = made.map(({ id }) => town.officeRecord('visit', id));
  atOffice.forEach((visit, place) => {
    assertPlanned(visit, atHour(dayFromToday(8 + 7 * place), 14, 15), 45);
    assert.equal(visit.client_id, client.id);
    assert.equal(visit.worker_id, worker.id);
    assert.equal(visit.status, 'planned');
    assert.equal(visit.contact_kind, 'home');
    assert.equal(visit.location_kind, 'home');
    assert.equal(visit.service_display, 'Skilled nursing');
  });
  const [alone, first, ...others] = atOffice;
  assert.equal(alone.series_id, undefined);
  assert.deepEqual(first.recurrence, { every: 1, unit: 'week', count: 3 });
  assert.deepEqual(others.map((visit) => visit.series_id), [first.id, first.id]);
});

test('a visit planned from the case file is cancelled with a reason, and stands in the week', async () => {
  const { town, nurse, browser } = parts;
  const client = activeClients(nurse)[1];
  await nurse.open({ sync: false });
  const page = await openWindow(browser, nurse);
  await unlock(page);
  await openScreen(page, `client/${client.id}`);
  await page.getByRole('button', { name: 'Plan a visit' }).click();
  const plan = page.getByRole('dialog');
  await plan.getByText(nameOf(client)).waitFor();
  await plan.getByLabel('Date').fill(dateInput(firstDay));
  await plan.getByLabel('Begins').fill('11:30');
  await plan.getByText('At the office', { exact: true }).click();
  await plan.getByLabel('Reason for the visit').fill('Benefit papers');
  await saveDialog(page, 'Plan a visit');
  await page.getByRole('heading', { name: 'Next visit' }).waitFor();

  await openScreen(page, `week/${dateInput(firstDay)}`);
  await chooseInMenu(columnOf(page, firstDay), client, 'Cancel the visit');
  const cancel = page.getByRole('dialog');
  await cancel.getByRole('button', { name: 'Save', exact: true }).click();
  await cancel.getByText('Please fill this in.').waitFor();
  await cancel.getByRole('button', { name: 'In hospital' }).click();
  await saveDialog(page);
  const cancelled = columnOf(page, firstDay).locator('.week-visit').filter({ hasText: nameOf(client) });
  await cancelled.getByText('Cancelled').waitFor();
  await picture(page, 'planning-cancelled');
  // What is cancelled does not move and is not cancelled again.
  await cancelled.locator('summary').click();
  await cancelled.getByRole('button', { name: 'Repeat' }).waitFor();
  assert.equal(await cancelled.getByRole('button', { name: 'Move' }).count(), 0);
  assert.equal(await cancelled.getByRole('button', { name: 'Cancel the visit' }).count(), 0);
  assert.deepEqual(page.problems, []);

  await closeAndCompare(town, nurse);
  const { id } = visitsOf(nurse, client).find((visit) => visit.reason === 'Benefit papers');
  const visit = town.officeRecord('visit', id);
  assertPlanned(visit, atHour(firstDay, 11, 30), 60);
  assert.equal(visit.status, 'cancelled');
  assert.equal(visit.status_reason, 'In hospital');
  assert.equal(visit.contact_kind, 'office');
  assert.equal(visit.location_kind, 'office');
});
