// A social worker's day, offline: a new client, a call, a visit that nobody had planned, a visit where nobody opened.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { goTo, openWindow, picture, unlock } from './page.mjs';
import { scene } from './scene.mjs';
import { planVisits, todayAt } from './town.mjs';

let visits;
const parts = scene(async ({ town, social }) => {
  visits = planVisits(social, 1);
  social.sync();
  await town.closeOffice();
});

test('what a social worker enters offline is at the office in the evening, field by field', async () => {
  const { town, social, browser } = parts;
  await social.open();
  const page = await openWindow(browser, social);
  await unlock(page);

  // A new client, in a case file of her own.
  await goTo(page, 'Clients');
  await page.getByRole('link', { name: 'New client' }).click();
  await page.getByLabel('Given name').fill('Marisol');
  await page.getByLabel('Family name').fill('Reyes Ortega');
  await page.getByLabel('Birth date').fill('1961-05-17');
  await page.getByLabel('Phone number').fill('+1 415 555 0188');
  await page.getByLabel('Street and number').fill('12 Alder Street, Apt 3');
  await page.getByLabel('City').fill('Millbrook');
  await page.getByLabel('How to find and enter the home').fill('Gate code 4471');
  await picture(page, 'new-client');
  await page.getByRole('button', { name: 'Create the case file' }).click();
  await page.getByRole('heading', { level: 1, name: /Marisol Reyes Ortega/ }).waitFor();
  const client = new URL(page.url()).hash.split('/')[2].split('?')[0];

  // Who enters her a second time is told.
  await goTo(page, 'Clients');
  await page.getByRole('link', { name: 'New client' }).click();
  await page.getByLabel('Given name').fill('Marisol');
  await page.getByLabel('Family name').fill('Reyes Ortga');
  await page.getByLabel('Birth date').fill('1961-05-17');
  await page.getByText('similar name, same birth date').waitFor();
  await page.getByRole('link', { name: /Open the file of Marisol/ }).or(page.getByRole('button', { name: /Open the file of Marisol/ })).click();
  await page.getByRole('heading', { level: 1, name: /Marisol Reyes Ortega/ }).waitFor();

  // A call.
  await page.getByRole('button', { name: 'Log a call' }).click();
  const call = page.getByRole('dialog');
  await call.getByText('Reached', { exact: true }).click();
  await call.getByLabel('What was said').fill('Landlord confirms the repair for Monday.');
  await picture(page, 'call');
  await call.getByRole('button', { name: 'Save the call' }).click();
  await call.waitFor({ state: 'detached' });

  // A visit of today, written as DAP.
  await page.getByRole('button', { name: 'Plan a visit' }).click();
  const plan = page.getByRole('dialog');
  await plan.getByLabel('Begins').fill('15:00');
  await plan.getByRole('button', { name: 'Plan a visit' }).click();
  await plan.waitFor({ state: 'detached' });
  await goTo(page, 'Today');
  await page.getByText('Marisol Reyes Ortega').first().waitFor();
  const card = page.locator('article, li').filter({ hasText: 'Marisol Reyes Ortega' }).last();
  await card.getByRole('button', { name: 'Start visit' }).click();
  await page.getByRole('button', { name: 'End visit' }).first().click();
  await page.getByRole('link', { name: 'Write the note' }).or(page.getByRole('button', { name: 'Write the note' })).first().click();
  await page.getByLabel('Data').fill('The heating has been off for four days; the landlord has been told twice.');
  await page.getByLabel('Assessment').fill('At risk of illness; the lease obliges the landlord.');
  await page.getByLabel('Plan').last().fill('Referral to legal aid; call on Monday.');
  await page.getByText(/Draft saved on this laptop/).first().waitFor();
  await page.getByRole('button', { name: 'Sign and lock' }).click();
  await page.getByText(/Signed and locked|Undo the signature/).first().waitFor();

  // Nobody opened at the other one.
  await goTo(page, 'Today');
  const menu = page.locator('details', { has: page.getByLabel(/^More for /) }).first();
  await menu.locator('summary').click();
  await menu.getByRole('button', { name: 'Attempted, nobody met' }).click();
  await page.getByLabel('Why? What happened?').fill('Nobody opened; card left at the door');
  await page.getByRole('dialog').getByRole('button', { name: /^Save/ }).click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });

  await goTo(page, 'Finish my day');
  await page.getByText('2 are saved on this laptop').waitFor();
  await town.openOffice();
  await page.getByRole('button', { name: 'Send now' }).click();
  await page.getByText('2 of 2 visits are at the office').waitFor({ timeout: 60_000 });
  // The second entry of the client was begun and left: nobody is sent home with words that nobody has saved.
  await page.getByRole('link', { name: /^Save or drop it/ }).click();
  await page.getByRole('button', { name: 'Cancel' }).click();
  await goTo(page, 'Finish my day');
  await page.getByText('You may close the lid.').waitFor();
  await picture(page, 'social-finish');

  assert.deepEqual(page.problems, []);
  await social.close();
  assert.equal(social.sync().digest_equal, true);
  assert.equal(social.dump(), town.office('dump', '--caseload', social.user));
  const there = town.officeRecord('client', client);
  assert.equal(there.given_name, 'Marisol');
  assert.equal(there.family_name, 'Reyes Ortega');
  assert.equal(there.birth_date, '1961-05-17');
  assert.equal(there.access_instructions, 'Gate code 4471');
  assert.equal(there.phones[0].number, '+1 415 555 0188');
  assert.equal(there.addresses[0].city, 'Millbrook');
  const [logged] = social.say('list', 'communication', `client_id=${client}`);
  assert.match(JSON.stringify(logged), /repair for Monday/);
  const [note] = social.say('list', 'note', `client_id=${client}`);
  assert.equal(note.kind, 'dap');
  assert.equal(note.status, 'signed');
  assert.match(note.signature.text, /heating has been off[\s\S]*At risk of illness[\s\S]*Referral to legal aid/);
  const attempted = town.officeRecord('visit', visits[0].id);
  assert.equal(attempted.status, 'attempted');
  assert.match(attempted.status_reason, /card left at the door/);
  assert.ok(todayAt(0) < note.happened_at);
});
