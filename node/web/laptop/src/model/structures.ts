// The parts of structured values, as forms ask for them and pages show them. What is not listed is kept as it
// is.
export type PartKind = 'text' | 'area' | 'date' | 'instant' | 'yesno' | 'code' | 'number';

export interface Part {
  name: string;
  kind: PartKind;
  codes?: readonly string[];
}

const text = (name: string): Part => ({ name, kind: 'text' });
const yesNo = (name: string): Part => ({ name, kind: 'yesno' });
const date = (name: string): Part => ({ name, kind: 'date' });
const code = (name: string, ...codes: string[]): Part => ({ name, kind: 'code', codes });

const phone = [
  text('number'),
  code('use', 'mobile', 'home', 'work', 'other'),
  yesNo('safe_to_call'),
  yesNo('safe_to_text'),
  yesNo('safe_to_leave_message'),
  text('note'),
];
const email = [text('address'), yesNo('safe_to_write'), text('note')];
const address = [
  text('line'),
  text('city'),
  text('state'),
  text('postal_code'),
  code('use', 'home', 'mailing', 'temporary', 'other'),
  yesNo('safe_to_visit'),
  yesNo('safe_to_write'),
  text('note'),
];

export const structures: { readonly [field: string]: readonly Part[] } = {
  phones: phone,
  contact_phones: phone,
  emails: email,
  addresses: address,
  former_names: [text('given'), text('family'), date('until')],
  external_ids: [text('system'), text('value')],
  decision_maker: [
    code('kind', 'self', 'health_care_proxy', 'guardian', 'legal_representative', 'family'),
    text('name'),
    date('since'),
    text('document'),
  ],
  advance_directives: [text('kind'), date('date'), text('document')],
  dose: [
    text('amount'),
    text('unit'),
    code(
      'route',
      'oral',
      'sublingual',
      'inhaled',
      'topical',
      'injection',
      'eye',
      'ear',
      'nasal',
      'rectal',
      'other',
    ),
    text('frequency'),
    text('text'),
  ],
  reactions: [text('reaction'), code('severity', 'mild', 'moderate', 'severe')],
  signed: [
    text('signer'),
    text('relation'),
    code('method', 'paper', 'screen', 'verbal'),
    { name: 'at', kind: 'instant' },
    text('witness'),
  ],
  legal_authority: [text('kind'), date('from'), date('until'), text('document'), text('limits')],
};
