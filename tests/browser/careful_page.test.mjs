// The page loses no word: what fails is tried again and called "not saved" until it is, what is sent twice is
// one, and what somebody else wrote meanwhile is never replaced unseen.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import {
  holdAnswers, holdRequests, holds, lockNow, loseAnswer, openBeside, openWindow, picture, show, unlock,
} from './page.mjs';
import { scene, shareClient } from './scene.mjs';
import { planVisits } from './town.mjs';

let shared, client, visits;
const parts = scene(async (made) => {
  shared = [0, 1].map((place) => shareClient(made, place));
  visits = planVisits(made.nurse, 7);
  client = visits[6].client;
});

const notSaved = (page) => page.getByText('Not saved yet, trying again…').first();
const isSaved = (page) => page.getByText(/Draft saved on this laptop/).first().waitFor();
const jotsOf = (visit) => (parts.nurse.json('show', 'visit', visit.id).jots ?? []).map((jot) => jot.text);

async function openAt(screen) {
  await parts.nurse.open({ sync: false });
  const page = await openWindow(parts.browser, parts.nurse);
  await unlock(page);
  await show(page, screen);
  return page;
}

async function openNote(visit) {
  const page = await openAt(`visit/${visit.id}`);
  await page.getByRole('link', { name: 'Write the note' }).first().click();
  await page.getByLabel('Subjective').waitFor();
  return page;
}

// ---- a form that was kept, and somebody else's newer value ------------------------------------------------

const home = (page) => page.getByRole('region', { name: 'Home', exact: true });
const access = (page) => home(page).getByLabel('How to find and enter the home');
const openHome = (page) => home(page).getByRole('button', { name: /^Edit/ }).click();

async function typeAccess(page, words) {
  await openHome(page);
  const kept = page.waitForResponse((answer) => answer.ok() && /\/api\/forms\//.test(answer.url()) &&
    (answer.request().postData() ?? '').includes(words));
  await access(page).fill(words);
  await kept;
}

// Written by the colleague and brought here by a sync.
function colleagueWrites(about, words) {
  const { nurse, social } = parts;
  social.sync();
  social.say('set', 'client', about.id, `access_instructions=${words}`);
  social.sync();
  nurse.sync();
}

async function saveBesideTheirs(page, theirs) {
  await page.getByText(/This was changed after you began/).waitFor();
  await home(page).getByText(theirs).first().waitFor();
  await home(page).getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByRole('link', { name: /to decide/ }).first().waitFor();
}

async function assertBothAreKept(about, ...values) {
  const { town, nurse } = parts;
  const siblings = (conflicts) => {
    const [conflict] = conflicts.filter((one) => one.id === about.id && one.field === 'access_instructions');
    return conflict?.siblings.map((sibling) => sibling.value).sort();
  };
  const shown = nurse.json('show', 'client', about.id).access_instructions;
  assert.deepEqual(shown.siblings.map((sibling) => sibling.value).sort(), values.sort());
  assert.deepEqual(siblings(nurse.say('conflicts')), values);
  await nurse.close();
  nurse.sync();
  assert.deepEqual(siblings(town.officeLines('conflicts')), values);
}

test('a form kept over a closed window stands beside what a colleague wrote meanwhile', async () => {
  const about = shared[0];
  const before = await openAt(`client/${about.id}/details`);
  await typeAccess(before, 'Side gate, code 4471');
  await before.context().close();
  colleagueWrites(about, 'Ask the janitor');
  const page = await openWindow(parts.browser, parts.nurse);
  await unlock(page);
  await show(page, `client/${about.id}/details`);
  await home(page).getByText('Ask the janitor').waitFor();
  await openHome(page);
  await page.getByText(/You began this/).waitFor();
  assert.equal(await access(page).inputValue(), 'Side gate, code 4471');
  await picture(page, 'kept-form-newer');
  await saveBesideTheirs(page, 'Ask the janitor');
  await assertBothAreKept(about, 'Side gate, code 4471', 'Ask the janitor');
});

test('a form kept under the lock stands beside what a colleague wrote meanwhile', async () => {
  const about = shared[1];
  const page = await openAt(`client/${about.id}/details`);
  await typeAccess(page, 'Call from the corner');
  await lockNow(page);
  colleagueWrites(about, 'The bell is broken');
  await unlock(page);
  assert.equal(await access(page).inputValue(), 'Call from the corner');
  await saveBesideTheirs(page, 'The bell is broken');
  await assertBothAreKept(about, 'Call from the corner', 'The bell is broken');
});

// ---- typed while something is under way -------------------------------------------------------------------

test('what is typed while a form is being saved stays in the form', async () => {
  const page = await openAt(`client/${client.id}/details`);
  await openHome(page);
  await access(page).fill('Blue door');
  const held = await holdAnswers(page, '**/api/saves');
  await home(page).getByRole('button', { name: 'Save', exact: true }).click();
  await held.asked;
  await access(page).pressSequentially(', second floor');
  await held.release();
  await page.getByText('What you typed while it was being saved stands here.').waitFor();
  assert.equal(await access(page).inputValue(), 'Blue door, second floor');
  assert.equal(parts.nurse.json('show', 'client', client.id).access_instructions, 'Blue door');
  await home(page).getByRole('button', { name: 'Save', exact: true }).click();
  await access(page).waitFor({ state: 'detached' });
  assert.equal(parts.nurse.json('show', 'client', client.id).access_instructions, 'Blue door, second floor');
  const conflicts = parts.nurse.say('conflicts').filter((conflict) => conflict.id === client.id);
  assert.deepEqual(conflicts, []);
});

test('what is typed while a draft is being saved follows it', async () => {
  const page = await openNote(visits[0]);
  const held = await holdAnswers(page, '**/api/notes/*/draft');
  await page.getByLabel('Subjective').pressSequentially('She forgot');
  await held.asked;
  await page.getByLabel('Subjective').pressSequentially(' the evening pills');
  await held.release();
  await page.waitForResponse((answer) => answer.ok() && /\/draft$/.test(answer.url()) &&
    (answer.request().postData() ?? '').includes('She forgot the evening pills'));
  await isSaved(page);
  await page.reload();
  await page.getByLabel('Subjective').waitFor();
  assert.equal(await page.getByLabel('Subjective').inputValue(), 'She forgot the evening pills');
});

// ---- not saved, until it is -------------------------------------------------------------------------------

for (const [name, fail] of [
  ['does not answer', (route) => route.abort()],
  ['cannot write', (route) => route.fulfill({
    status: 503, json: { error: { kind: 'storage', message: 'The disk is full.', hint: '' } } })],
]) {
  test(`a draft is called not saved while the program ${name}, and saved when it does`, async () => {
    const page = await openNote(name === 'cannot write' ? visits[1] : visits[2]);
    await page.route('**/api/notes/*/draft', fail);
    await page.getByLabel('Subjective').pressSequentially('Shortness of breath');
    await notSaved(page).waitFor();
    // It has been tried more than once and is still called so.
    await page.waitForRequest(/\/draft$/);
    assert.equal(await page.getByText(/Draft saved on this laptop/).isVisible(), false);
    await notSaved(page).waitFor();
    await picture(page, 'not-saved');
    await page.unroute('**/api/notes/*/draft', fail);
    await isSaved(page);
    assert.equal(await notSaved(page).isVisible(), false);
    await page.reload();
    await page.getByLabel('Subjective').waitFor();
    assert.equal(await page.getByLabel('Subjective').inputValue(), 'Shortness of breath');
  });
}

test('a form says that it is not kept while the program is down, and is kept when it is up', async () => {
  const page = await openAt(`client/${client.id}/details`);
  const { nurse } = parts;
  const { port } = nurse;
  await openHome(page);
  await nurse.close('SIGKILL');
  await access(page).fill('Through the yard');
  await home(page).getByText('Not saved yet, trying again…').waitFor();
  await nurse.open({ sync: false, port });
  const kept = page.waitForResponse((answer) => answer.ok() && /\/api\/forms\//.test(answer.url()) &&
    (answer.request().postData() ?? '').includes('Through the yard'));
  await unlock(page);
  await kept;
  await home(page).getByText('Not saved yet, trying again…').waitFor({ state: 'hidden' });
  assert.equal(await access(page).inputValue(), 'Through the yard');
  await home(page).getByRole('button', { name: 'Save', exact: true }).click();
  await access(page).waitFor({ state: 'detached' });
  assert.equal(nurse.json('show', 'client', client.id).access_instructions, 'Through the yard');
});

test('the browser asks before it closes a window whose words are nowhere else', async () => {
  const page = await openNote(visits[5]);
  const asked = [];
  page.on('dialog', (dialog) => {
    asked.push(dialog.type());
    return dialog.dismiss();
  });
  const isAsked = page.waitForEvent('dialog');
  await page.route('**/api/notes/*/draft', (route) => route.abort());
  await page.getByLabel('Assessment').pressSequentially('Fluid overload');
  await notSaved(page).waitFor();
  await page.close({ runBeforeUnload: true });
  await isAsked;
  assert.deepEqual(asked, ['beforeunload']);
  await page.unroute('**/api/notes/*/draft');
  await isSaved(page);
  await page.reload();
  await page.getByLabel('Assessment').waitFor();
  assert.deepEqual(asked, ['beforeunload']);
});

// ---- a draft whose client's file has left -----------------------------------------------------------------

const leftOver = (page) => page.getByRole('heading', { level: 1, name: 'A draft that was left over' });

function giveAway(visit) {
  const { town, nurse, social } = parts;
  town.office('transfer', visit.client.id, '--from', nurse.user, '--to', social.user);
  nurse.sync();
  assert.equal(nurse.say('list', 'client').some((one) => one.id === visit.client.id), false);
}

test('a draft of a file that was given away is still shown, to be read, copied and dropped', async () => {
  const { town } = parts;
  const page = await openNote(visits[3]);
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.getByLabel('Subjective').fill('He cannot open the pillbox');
  await isSaved(page);
  // More is typed while the file leaves: it has not reached the program yet.
  const held = await holdRequests(page, '**/api/notes/*/draft');
  await page.getByLabel('Plan').last().fill('Ask for a blister pack');
  await held.asked;
  parts.nurse.sync();
  giveAway(visits[3]);
  await page.waitForResponse((answer) => answer.status() === 404 && /\/api\/clients\//.test(answer.url()));
  assert.equal(await page.getByLabel('Plan').last().inputValue(), 'Ask for a blister pack');
  await held.release();
  await leftOver(page).waitFor();
  await picture(page, 'left-over');
  parts.nurse.sync();
  await show(page, 'finish');
  await page.getByText('Subjective He cannot open the pillbox').waitFor();
  await page.getByRole('link', { name: /Finish or drop it/ }).first().click();
  await leftOver(page).waitFor();
  const text = await page.locator('.note-text').innerText();
  assert.match(text, /He cannot open the pillbox[\s\S]*Ask for a blister pack/);
  await page.getByRole('button', { name: 'Copy the text' }).click();
  await page.getByText('Copied', { exact: true }).waitFor();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), text);
  // What was a draft when the file left went to the office with it.
  const there = town.officeLines('list', 'note').find((note) => note.visit_id === visits[3].id);
  assert.match(there.body, /He cannot open the pillbox/);
  await page.getByRole('button', { name: 'Drop the draft' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Drop the draft' }).click();
  await page.getByRole('heading', { level: 1, name: 'Finish my day' }).waitFor();
  await page.getByText('He cannot open the pillbox').waitFor({ state: 'hidden' });
  assert.deepEqual(page.problems, []);
});

test('words that were kept beside a draft are shown with it when its file was given away', async () => {
  const page = await openNote(visits[4]);
  await page.getByLabel('Subjective').fill('She lives on tea');
  await isSaved(page);
  const other = await openBeside(page, parts.nurse, new URL(page.url()).hash.split('?')[0].slice(2));
  await holds(other.getByLabel('Subjective'), 'She lives on tea');
  const held = await holdRequests(other, '**/api/notes/*/draft');
  await other.getByLabel('Plan').last().fill('Meals on wheels');
  await held.asked;
  await page.getByLabel('Subjective').fill('She lives on tea and toast');
  await isSaved(page);
  await held.release();
  await other.getByText('Your words are kept on this laptop').waitFor();
  giveAway(visits[4]);
  await other.reload();
  await leftOver(other).waitFor();
  const text = await other.locator('.note-text').innerText();
  assert.match(text, /She lives on tea and toast[\s\S]*Meals on wheels/);
});

// ---- one jot is one jot -----------------------------------------------------------------------------------

test('a jot that is sent twice is one jot', async () => {
  const visit = visits[6];
  const page = await openAt(`visit/${visit.id}`);
  const box = page.getByLabel('Jot', { exact: true });
  const expected = ['Pulse is regular'];
  const held = await holdAnswers(page, '**/api/saves');
  await box.fill(expected[0]);
  await box.press('Enter');
  await held.asked;
  await box.press('Enter');
  await page.getByRole('button', { name: 'Save jot' }).dispatchEvent('click');
  // Somebody goes on while the first one is being saved.
  await box.pressSequentially(' and strong');
  await held.release();
  await page.getByText('Jot saved on this laptop').first().waitFor();
  assert.equal(await box.inputValue(), 'and strong');
  await box.press('Enter');
  expected.push('and strong');
  await page.getByText('and strong').last().waitFor();
  assert.deepEqual(jotsOf(visit).sort(), [...expected].sort());

  await loseAnswer(page, '**/api/saves');
  await box.fill('Skin is dry');
  expected.push('Skin is dry');
  await box.press('Enter');
  await page.getByRole('list', { name: 'Jots of this visit' }).getByText('Skin is dry').waitFor();
  await holds(box, '');
  assert.deepEqual(jotsOf(visit).sort(), [...expected].sort());

  // The answer is lost and the window with it: the next one has neither the words nor a second jot.
  const lost = await holdAnswers(page, '**/api/saves');
  await box.fill('Drinks too little');
  expected.push('Drinks too little');
  await box.press('Enter');
  await lost.asked;
  await page.context().close();
  const later = await openWindow(parts.browser, parts.nurse);
  await unlock(later);
  await show(later, `visit/${visit.id}`);
  await later.getByRole('list', { name: 'Jots of this visit' }).getByText('Drinks too little').waitFor();
  assert.equal(await later.getByLabel('Jot', { exact: true }).inputValue(), '');
  assert.deepEqual(jotsOf(visit).sort(), [...expected].sort());
});
