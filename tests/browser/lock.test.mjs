// A locked window: nothing of a client can be read in it, on paper neither, and no typed word is lost.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { holdRequests, lockNow, openBeside, openWindow, picture, readable, show, unlock } from './page.mjs';
import { scene } from './scene.mjs';
import { planVisits } from './town.mjs';

const condition = 'Ulcer of the left heel';
let visits, secrets;
const parts = scene(async ({ nurse }) => {
  visits = planVisits(nurse, 3);
  const { client } = visits[0];
  nurse.json('new', 'condition', `client_id=${client.id}`, `display=${condition}`, 'status=active');
  nurse.say('set', 'client', client.id, 'safety_alerts+=Large dog in the yard');
  secrets = [client.preferred_name ?? client.given_name, client.family_name, condition, 'Large dog'];
});

const found = (text, words) => words.filter((word) => text.toLowerCase().includes(word.toLowerCase()));
const isLocked = (page) => page.getByRole('heading', { name: 'Welcome back' }).waitFor();
const bodyAtOffice = (town, visit) =>
  town.officeLines('list', 'note').find((note) => note.visit_id === visit.id)?.body ?? '';

async function openNote(page, visit) {
  await show(page, `visit/${visit.id}`);
  await page.getByRole('link', { name: 'Write the note' }).first().click();
  await page.getByLabel('Subjective').waitFor();
}

// On the screen and on paper.
async function assertShowsNothing(page, words) {
  for (const media of ['screen', 'print']) {
    await page.emulateMedia({ media });
    assert.deepEqual(found(await readable(page), words), [], `${media} media of a locked window`);
  }
  await page.emulateMedia({ media: 'screen' });
}

test('Escape opens no door, nothing is readable behind it, and what was typed is saved', async () => {
  const { town, nurse, browser } = parts;
  await nurse.open({ sync: false });
  const page = await openWindow(browser, nurse);
  await unlock(page);
  await show(page, `client/${visits[0].client.id}/health`);
  await page.getByText(condition).first().waitFor();
  assert.deepEqual(found(await readable(page), secrets), secrets);
  await lockNow(page);
  await assertShowsNothing(page, secrets);
  await unlock(page);

  await openNote(page, visits[0]);
  const box = page.getByLabel('Subjective');
  await box.pressSequentially('The heel hurts at night');
  assert.deepEqual(found(await readable(page), ['heel hurts']), ['heel hurts']);
  await lockNow(page);
  const door = page.locator('dialog.lock');
  for (let presses = 0; presses < 5; ++presses) {
    await page.keyboard.press('Escape');
    const isShut = await door.evaluate((dialog) => dialog.matches(':modal'));
    assert.ok(isShut, `open after Escape number ${presses + 1}`);
    // A press in between: browsers let a page refuse Escape only after one.
    if (presses % 2) await page.getByLabel('Passphrase', { exact: true }).click();
  }
  await picture(page, 'locked');
  await assertShowsNothing(page, [...secrets, 'heel hurts']);
  // Neither Tab nor an address leads behind the door.
  for (let steps = 0; steps < 8; ++steps) {
    await page.keyboard.press('Tab');
    assert.ok(await page.evaluate(() => !document.activeElement?.closest('.under-lock')));
  }
  await show(page, `client/${visits[0].client.id}/health`);
  await assertShowsNothing(page, [...secrets, 'heel hurts']);
  await page.goBack();
  await unlock(page);
  await page.getByText(/Draft saved on this laptop/).first().waitFor();
  assert.equal(await box.inputValue(), 'The heel hurts at night');
  assert.deepEqual(page.problems, []);
  await nurse.close();
  nurse.sync();
  assert.match(bodyAtOffice(town, visits[0]), /The heel hurts at night/);
});

test('a side panel that was open when it locked is open afterwards, with what was typed in it', async () => {
  const { nurse, browser } = parts;
  await nurse.open({ sync: false });
  const page = await openWindow(browser, nurse);
  await unlock(page);
  await show(page, `client/${visits[0].client.id}/health`);
  await page.getByRole('button', { name: /^Add.*Allergies/ }).click();
  const panel = page.getByRole('dialog', { name: 'Add an allergy' });
  await panel.getByRole('textbox').first().fill('Latex gloves');
  // Another window locks; this one has no menu that could be reached.
  const other = await openBeside(page, nurse, 'today');
  await lockNow(other);
  await isLocked(page);
  await page.bringToFront();
  for (let presses = 0; presses < 3; ++presses) await page.keyboard.press('Escape');
  await assertShowsNothing(page, [...secrets, 'Latex']);
  await unlock(page);
  assert.equal(await panel.getByRole('textbox').first().inputValue(), 'Latex gloves');
  await panel.getByRole('button', { name: 'Save', exact: true }).click();
  await panel.waitFor({ state: 'detached' });
  const allergies = nurse.say('list', 'allergy', `client_id=${visits[0].client.id}`);
  assert.equal(allergies.filter((allergy) => allergy.display === 'Latex gloves').length, 1);
  await nurse.close();
});

test('windows that know of each other lock and open together', async () => {
  const { nurse, browser } = parts;
  await nurse.open({ sync: false });
  const first = await openWindow(browser, nurse);
  await unlock(first);
  await openNote(first, visits[1]);
  const second = await openBeside(first, nurse, `client/${visits[1].client.id}`);
  await second.getByRole('heading', { level: 1 }).first().waitFor();
  await first.getByLabel('Plan').last().pressSequentially('Bring the scale');
  await lockNow(second);
  await isLocked(first);
  await assertShowsNothing(first, [visits[1].client.family_name, 'Bring the scale']);
  // A new window finds nobody who would let it in.
  const third = await openBeside(first, nurse, `client/${visits[1].client.id}`);
  await isLocked(third);
  await assertShowsNothing(third, [visits[1].client.family_name]);
  const isOpen = async (page) => {
    await page.getByRole('heading', { name: 'Welcome back' }).waitFor({ state: 'detached' });
    await page.getByText(visits[1].client.family_name).first().waitFor();
  };
  await unlock(second);
  await isOpen(first);
  await isOpen(third);
  // Also one that was let in by another window hears of it.
  await lockNow(first);
  await isLocked(second);
  await unlock(first);
  await isOpen(second);
  assert.equal(await first.getByLabel('Plan').last().inputValue(), 'Bring the scale');
  await first.getByText(/Draft saved on this laptop/).first().waitFor();
  assert.deepEqual(first.problems, []);
  await nurse.close();
});

test('another browser is shut by the lock as well, and stays shut when the first opens again', async () => {
  const { nurse, browser } = parts;
  await nurse.open({ sync: false });
  const first = await openWindow(browser, nurse);
  await unlock(first);
  const stranger = await openWindow(browser, nurse);
  await isLocked(stranger);
  await assertShowsNothing(stranger, secrets);
  await unlock(stranger);
  await show(stranger, `client/${visits[0].client.id}/health`);
  await stranger.getByText(condition).first().waitFor();
  await lockNow(first);
  await isLocked(stranger);
  await unlock(first);
  const answer = stranger.waitForResponse(/\/api\/session$/);
  await stranger.reload();
  await answer;
  await isLocked(stranger);
  await assertShowsNothing(stranger, secrets);
  await nurse.close();
});

test('what was typed a moment before the lock is saved, though that window is closed then', async () => {
  const { nurse, browser } = parts;
  await nurse.open({ sync: false });
  const page = await openWindow(browser, nurse);
  await unlock(page);
  await openNote(page, visits[2]);
  const { hash } = new URL(page.url());
  // Asked for by a click that needs no time: the note has no second to save itself.
  await page.getByRole('banner').getByLabel('More').click();
  const lock = await page.getByRole('button', { name: 'Lock now' }).elementHandle();
  await page.getByLabel('Subjective').fill('Wound is closed');
  await lock.evaluate((button) => button.click());
  await isLocked(page);
  await page.context().close();
  const later = await openWindow(browser, nurse);
  await unlock(later);
  await show(later, hash.split('?')[0].slice(2));
  await later.getByLabel('Subjective').waitFor();
  assert.equal(await later.getByLabel('Subjective').inputValue(), 'Wound is closed');
});

test('an answer to the old session does not shut a window that has the new one', async () => {
  const { nurse, browser } = parts;
  await nurse.open({ sync: false });
  const { port } = nurse;
  const first = await openWindow(browser, nurse);
  await unlock(first);
  const second = await openBeside(first, nurse, `client/${visits[0].client.id}`);
  await second.getByText(visits[0].client.family_name).first().waitFor();
  // The program begins anew and knows neither of them; the second one's question is long on its way.
  const held = await holdRequests(second, '**/api/state');
  await held.asked;
  await nurse.close('SIGKILL');
  await nurse.open({ sync: false, port });
  await first.bringToFront();
  await unlock(first);
  const late = second.waitForResponse((answer) => answer.status() === 401);
  const next = second.waitForResponse((answer) => answer.ok() && /\/api\/state$/.test(answer.url()));
  await held.release();
  await late;
  await next;
  assert.equal(await second.getByRole('heading', { name: 'Welcome back' }).isVisible(), false);
  await second.getByText(visits[0].client.family_name).first().waitFor();
});
