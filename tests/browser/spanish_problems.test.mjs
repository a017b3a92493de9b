// What the laptop's program says of a problem comes in English; the web app shows it in Spanish by a table.
// Every message, hint and reason in the sources that a person can meet in the web app has its row there.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const read = (path) => readFileSync(join(root, path), 'utf8');

// ---- the messages in a source -------------------------------------------------------------------------

const LITERAL = /"(?:[^"\\\n]|\\.)*"/;
const mark = (index) => `\u0001${index}\u0002`;
const marks = /\u0001(\d+)\u0002/g;
const innerGroup = /([\w>]?)(\s*)\(([^()]*)\)/;

/** JSON knows the escapes that stand in texts for people. */
function textOf(literal) {
  try {
    return JSON.parse(literal);
  } catch {
    return literal.slice(1, -1);
  }
}

/** Without comments and includes; each literal is a mark. */
function withoutLiterals(source, literals) {
  const pieces = new RegExp(`//[^\\n]*|/\\*[^]*?\\*/|^\\s*#.*$|'(?:[^'\\\\]|\\\\.)'|${LITERAL.source}`, 'gm');
  return source.replace(pieces, (piece) => {
    if (!piece.startsWith('"')) return ' ';
    literals.push(textOf(piece));
    return mark(literals.length - 1);
  });
}

/** "a" + b + "c" as "a*c"; empty where there is no text in it. */
function pattern(expression, literals) {
  if (!expression.includes('\u0001')) return '';
  const operands = expression.replace(/\breturn\b/, '').split('+');
  const texts = operands.map((operand) => {
    const found = [...operand.matchAll(marks)].map((one) => literals[one[1]]);
    return found.length > 0 ? found.join('') : '*';
  });
  return texts.join('').replace(/\*+/g, '*').trim();
}

/** A text that has a name in this source, where the name stands. */
function withConstants(code) {
  let named = code;
  for (const [, name, text] of code.matchAll(/\b(k[A-Z]\w*)\s*=\s*(\u0001\d+\u0002);/g)) {
    named = named.replace(new RegExp(`\\b${name}\\b(?!\\s*=)`, 'g'), text);
  }
  return named;
}

/** Two words at least, or one and a value: what is shorter is a name. SQL is no sentence. */
const isSentence = (text) => /[^\s] +[^\s]/.test(text) && /[a-z]{3}/.test(text) && !/^[A-Z]{4,} /.test(text);

/**
 * The texts that a source puts together. Parentheses are taken from the inside out: what stands in them is
 * looked at for itself, and counts as one inserted value outside.
 */
function messagesOf(source) {
  const literals = [];
  const found = new Set();
  const look = (code) => {
    for (const expression of code.split(/[,;{}?=]|&&|\|\||<<|\+=|:/)) {
      const text = pattern(expression, literals);
      if (isSentence(text)) found.add(text);
    }
  };
  let code = withConstants(withoutLiterals(source, literals))
    .replaceAll('::', '.')
    .replace(/std\.string(?:_view)?\((\s*\u0001\d+\u0002\s*)\)/g, '$1');
  for (let group = innerGroup.exec(code); group; group = innerGroup.exec(code)) {
    look(group[3]);
    const value = group[1] ? group[1] : 'x';
    code = code.slice(0, group.index) + value + code.slice(group.index + group[0].length);
  }
  look(code);
  return [...found];
}

// ---- where a person of the web app meets them ----------------------------------------------------------

const whole = /[^]+/;
const body = (name, flags = 'm') => new RegExp(`^\\w.*\\b${name}\\([^]*?\\n}`, flags);

/** Of a source that speaks to others too, only what is named here. */
const sources = {
  'node/laptop/note_drafts.cc': whole,
  'node/laptop/exchange.cc': whole,
  'node/laptop/office_link.cc': whole,
  'node/laptop/sync_round.cc': whole,
  'node/shared/form_edits.cc': whole,
  'node/shared/workspace.cc': whole,
  'node/shared/passphrase.cc': whole,
  'node/shared/describe.cc': whole,
  'node/shared/json.cc': whole,
  'node/shared/browse.cc': body('no_record'),
  'node/shared/conflicts.cc': body('(?:changed_since_shown|decided_void)', 'gm'),
  'node/shared/month.cc': /is no month[^]*?}/,
  'node/http/client.cc': whole,
  'node/http/tls.cc': whole,
  'node/office/sync_endpoint.cc': /plain\(401[^]*?;$/gm,
  'sync/laptop.cc': whole,
  'sync/laptop_session.cc': whole,
  'sync/laptop_link.cc': whole,
  'sync/laptop_pages.cc': whole,
  'sync/laptop_incarnation.cc': whole,
  'sync/laptop_recovery.cc': whole,
  'sync/laptop_wipe.cc': whole,
  'sync/compose.cc': whole,
  'sync/signed_note.h': whole,
  'sync/rules.cc': whole,
  'sync/authorise.cc': whole,
  'sync/value.cc': whole,
  'sync/schema_check.cc': whole,
  'node/laptop/kept_forms.cc': whole,
  'sync/frame.cc': whole,
  'sync/codec.cc': /return Error\{[^]*?;$|decode_message\([^]*?;(?= }|$)/gm,
  'sync/office.cc': whole,
  'sync/office_judge.cc': whole,
  'sync/office_session.cc': whole,
  'sync/office_incarnation.cc': whole,
  'sync/office_recovery.cc': /k[A-Z]\w* = "[^"]*";|\breason = [^]*?;$/gm,
  'sync/office_verdicts.cc': /\breason = [^]*?;$/gm,
  'storage/sqlite.cc': whole,
  'storage/sqlite_store.cc': whole,
  'storage/packed_fields.cc': whole,
  'storage/packed_save.cc': whole,
};
for (const name of readdirSync(join(root, 'node/laptop/app'))) {
  // serve_command.cc speaks in the terminal.
  if (name.endsWith('.cc') && name !== 'serve_command.cc') sources[`node/laptop/app/${name}`] = whole;
}

const excerpt = (path, part) => (read(path).match(part) ?? []).join('\n');
const said = new Map();
for (const [path, part] of Object.entries(sources)) {
  for (const text of messagesOf(excerpt(path, part))) said.set(text, path);
}
const table = JSON.parse(read('node/web/laptop/src/i18n/es/problems.json'));

const facts = [
  'app requests', 'app settings', 'boxes looked at', 'device certificate', 'draft form', 'draft form *',
  'draft note', 'draft note *', 'laptop identity', 'laptop progress', 'latest incident', 'next node id',
  'office behind proxy', 'office identity', 'office time forgotten', 'passphrase verifier',
  'passphrase wrong', 'sealed verdicts to read', 'told *', 'went back',
];
const signed = [
  'satchel answer 1 * * *', 'satchel node 1', 'satchel receipt 1 *', 'satchel request 1 * * * *',
];
const headers = [
  'Content-Type: *', 'application/json; charset=utf-8', 'max-age=31536000, immutable',
  'text/plain; charset=utf-8',
];
const lookedFor = [
  'alert protocol version', 'packet length too long', 'speaks TLS', 'unexpected eof', 'unsupported protocol',
  'wrong version number',
];
const inTheTerminal = [
  'a copy of its database goes on as node *', 'it goes on as laptop *', 'the request could not be answered:',
  'the folder * cannot be made: *', 'choose another one with --data', 'there is no database in *',
  'enrol this laptop with `satchel enroll`, or name the folder with --data',
  'set up the office with `satchel-office init`, or name the folder with --data',
  'the office in * was never set up to the end', 'run `satchel-office init` again',
  'there is an office here already', 'there is no such case file', 'create the client first',
  '`assign CLIENT --compartment * --to NAME` makes it',
];
const hintsOfCommands = [
  'leave out --compartment', 'say whose it is with client_id=UUID', '`fields *` lists them',
  'void a record with `void TYPE UUID --reason R`; lift it with `resolve UUID void --value keep`',
];
/** What nobody meets in the web app, and why. */
const notMet = new Map(Object.entries({
  'the name of a fact in the database': facts,
  'the beginning of what is signed': signed,
  'a header of HTTP': headers,
  'looked for in what others say': lookedFor,
  'said at the start of a program, at the office, or in a log': inTheTerminal,
  'a hint about requests that the pages do not make': hintsOfCommands,
  'the reason with which a draft is voided, kept as it is in the record': ['draft discarded'],
  'whatWords (now-part.tsx) reads it as the name of a type': ['new *'],
  'a part of a message, whose whole is in the table': [': it is older', 'brought back'],
}).flatMap(([why, texts]) => texts.map((text) => [text, why])));
const isPolicy = (text) => text.startsWith('default-src ');

test('every message that a person meets in the web app has its Spanish', () => {
  const missing = [...said].filter(([text]) => !(text in table) && !notMet.has(text) && !isPolicy(text));
  assert.deepEqual(missing.map(([text, path]) => `${path}: ${text}`), []);
});

test('the Spanish keeps every inserted value, and what is not met is still said somewhere', () => {
  for (const [english, spanish] of Object.entries(table)) {
    const values = english.split('*').slice(1).map((_, index) => `$${index + 1}`);
    assert.deepEqual([...spanish.matchAll(/\$\d/g)].map(String).sort(), values, english);
  }
  assert.deepEqual([...notMet.keys()].filter((text) => !said.has(text)), []);
});

test('no source that is looked at has moved away', () => {
  for (const [path, part] of Object.entries(sources)) assert.notEqual(excerpt(path, part), '', path);
});

test('the messages of a source are found however they are put together', () => {
  const source = `
    // "a comment is no message"
    constexpr const char* kWhy = "this is why";
    Error lacks(const std::string& what) { return {ErrorKind::usage, "the request lacks " + what, ""}; }
    if (!good) return Error{ErrorKind::offline, std::string(name) + " is long; at most " +
                                std::to_string(kMax) + (n == 1 ? " small piece" : " small pieces"),
                            is_new ? "say it " "again" : "leave it"};
    return std::string("invalid: ") + kWhy;`;
  assert.deepEqual(messagesOf(source).sort(), [
    '* is long; at most *', 'invalid: this is why', 'leave it', 'say it again', 'small piece', 'small pieces',
    'the request lacks *', 'this is why',
  ]);
});
