import { plural } from '../plural';

export const finish = {
  title: 'Finish my day',
  left: (n: number) => plural(n, '1 loose end', '# loose ends'),
  lead: 'Press Enter to open the next one.',
  none: 'No loose ends',
  kinds: {
    visit_not_ended: 'The visit has no end',
    visit_without_note: 'No note yet',
    jot_without_note: 'Jots without a note',
    note_not_signed: 'Note not signed',
    visit_not_begun: 'Planned, not begun',
    call_back_due: 'Call back',
    left_over_draft: 'A draft was left over',
    form_not_saved: 'Typed, and not saved yet',
    visit_to_decide: 'Two values, please choose',
  },
  todo: {
    visit_not_ended: 'End the visit',
    visit_without_note: 'Write the note',
    jot_without_note: 'Turn the jots into a note',
    note_not_signed: 'Read and sign',
    visit_not_begun: 'Say what happened',
    call_back_due: 'Call, and log it',
    left_over_draft: 'Finish or drop it',
    form_not_saved: 'Save or drop it',
    visit_to_decide: 'Decide',
  },
  forms: {
    jot: 'A jot',
    vitals: 'Vital signs',
    visit: 'About the visit',
    call: 'A call',
    task: 'A task',
    medication: 'A medication',
    note: 'Words for a note',
    new: 'A new client',
    other: 'A form',
  },
  atOffice: (n: number, of: number) =>
    plural(of, `${n} of 1 visit is at the office`, `${n} of ${of} visits are at the office`),
  noVisits: 'No visits took place today',
  receipt: (number: string) => `receipt ${number}`,
  closeLid: 'You may close the lid.',
  stillHere: (n: number) => plural(n, '1 is saved on this laptop', '# are saved on this laptop'),
  notThere: (n: number) => plural(n, '1 is not complete there yet', '# are not complete there yet'),
  otherHere: (n: number) =>
    plural(n, '1 change is saved on this laptop', '# changes are saved on this laptop'),
  staysHere: (n: number) =>
    plural(
      n,
      'A draft that was left over does not go by itself.',
      '# drafts that were left over do not go by themselves.',
    ),
  goByThemselves: (n: number) =>
    plural(n, 'It goes by itself when there is a network.', 'They go by themselves when there is a network.'),
  goSoon: (n: number) =>
    plural(
      n,
      'It goes by itself in a moment; you can also send it now.',
      'They go by themselves in a moment; you can also send them now.',
    ),
  offline: 'There is no connection to the office just now.',
  sendNow: 'Send now',
  leadSend: 'Press Enter to send what is still here.',
  sending: 'Sending to the office…',
  looseFirst: 'The list above stays until you finish it; nothing in it is lost.',
  nextTry: (when: string) => `Next try ${when}.`,
  parked: (n: number) =>
    plural(
      n,
      '1 item is parked at the office and waits for a decision.',
      '# items are parked at the office and wait for a decision.',
    ),
  see: 'See',
  enterKey: 'Enter',
};
