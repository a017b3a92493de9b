// What the laptop's JSON API (node/laptop/API.md) sends and takes. The database behind it is the truth;
// nothing of this is kept in the browser.

export type Uuid = string;
/** UTC, ISO 8601 with Z and milliseconds. */
export type Instant = string;
/** YYYY-MM-DD, local. */
export type LocalDate = string;
/** NODE.COUNTER, the identity of one value. */
export type Dot = string;

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

// ---- session -------------------------------------------------------------------------------------

export interface Session {
  /** new: no passphrase yet; locked: it is asked for; open: this browser tab may work. */
  state: 'new' | 'locked' | 'open';
  user: string;
  role: 'care_manager' | 'case_manager' | 'supervisor' | 'administrator';
  office: string;
  version: string;
  /** After wrong passphrases: for so long none is looked at. */
  wait_ms: number;
  /** Idle for so long, the program locks itself. */
  idle_minutes: number;
  /** Shortest passphrase that is taken, in characters. */
  passphrase_min: number;
  settings: Settings;
}

export interface Settings {
  language: 'en' | 'es' | '';
  theme: 'light' | 'dark' | '';
  date_format: 'mdy' | 'dmy' | 'ymd' | '';
  time_format: '12' | '24' | '';
  idle_minutes: number;
  credential: string;
}

// ---- records -------------------------------------------------------------------------------------

export interface Sibling {
  sibling: Dot;
  value: Json;
  by: string;
  at: Instant;
  automatic?: boolean;
}

/** Fields by their names in the schema. A field in conflict is {"siblings": [...]}, see `conflicted`. */
export interface RecordFields {
  id: Uuid;
  type: string;
  client_id?: Uuid;
  [field: string]: Json | undefined;
}

/**
 * here: only on this laptop; parked: the office has it and somebody has to decide; office: the office has it.
 */
export type Mark = 'here' | 'office' | 'parked';

export interface RecordView {
  record: RecordFields;
  /**
   * The values that a form displays, by field; sent back with an edit, so that nothing unseen is replaced.
   */
  seen: { [field: string]: Dot[] };
  mark: Mark;
  /** Who created it, by their clock; when the office received that, by its clock (null: not there yet). */
  created_by: string;
  created_at: Instant;
  received_at: Instant | null;
  /** The latest change. */
  changed_by: string;
  changed_at: Instant;
  /** Names of fields with two or more values; "void" when it was voided and edited at the same time. */
  conflicts: string[];
  /** Texts that the office merged and nobody has looked at. */
  merged: string[];
  is_void: boolean;
  compartment: string;
}

export interface ClientCard {
  id: Uuid;
  /** As people are called: preferred or given name and family name; never empty. */
  name: string;
  given_name: string;
  family_name: string;
  preferred_name: string;
  birth_date: LocalDate | '';
  age: number | null;
  sex: string;
  status: string;
  language: string;
  interpreter_needed: boolean;
  risk_level: string;
  safety_alerts: string[];
  access_instructions: string;
  phones: Phone[];
  addresses: Address[];
  mark: Mark;
  conflicts: number;
  /** Case closed or person deceased. */
  is_inactive: boolean;
}

export interface Phone {
  number: string;
  use?: string;
  safe_to_call?: boolean;
  safe_to_text?: boolean;
  safe_to_leave_message?: boolean;
  note?: string;
}

export interface Address {
  line?: string;
  city?: string;
  state?: string;
  postal_code?: string;
  country?: string;
  use?: string;
  safe_to_visit?: boolean;
  safe_to_write?: boolean;
  note?: string;
}

/**
 * A note that is being written: kept in the laptop's database at each autosave, handed in with the next sync.
 */
export interface NoteDraft {
  id: Uuid;
  client_id: Uuid;
  visit_id: Uuid | null;
  /**
   * Fields of type note: kind, title, body, contact_kind, place, present, happened_at, amends, amend_reason
   * ...
   */
  fields: { [field: string]: Json };
  /** Sections of the body as the editor shows them; the office gets `body`. */
  sections: { [section: string]: string };
  saved_at: Instant;
  /** Signed, and still on this laptop: it can be taken back until the next sync carries it away. */
  signed_at: Instant | null;
  /** The note's record is there already (an earlier state was handed in). */
  handed_in: boolean;
  /** Why it cannot be handed in: the client's file has left this laptop. */
  problem: string | null;
}

export interface CaseFile {
  client: RecordView;
  card: ClientCard;
  /** All other records of the file that this laptop holds, voided ones included. */
  records: RecordView[];
  drafts: NoteDraft[];
  why: WhyHere;
}

/** Why this file is on this laptop. */
export interface WhyHere {
  compartments: string[];
  /** opened_here: created on this laptop, not at the office yet; granted: the office gave it. */
  cause: 'opened_here' | 'granted';
  withdrawn: boolean;
}

export interface Change {
  record_id: Uuid;
  type: string;
  label: string;
  fields: string[];
  created: boolean;
  by: string;
  at: Instant;
  received_at: Instant | null;
}

export interface VisitView extends RecordView {
  client: ClientCard;
  /** Its worker is the user of this laptop, or nobody. */
  mine: boolean;
  /** The note about it, if there is one: draft (handed in or not), signed, co_signed. */
  note: { id: Uuid; status: 'draft' | 'signed' | 'co_signed'; is_local: boolean } | null;
  jots: number;
}

export interface Visits {
  visits: VisitView[];
  /** Planned for before `from` and never begun. */
  overdue: VisitView[];
  /** Begun before `from` and never ended. */
  unfinished: VisitView[];
}

export interface LooseEnds {
  items: LooseEnd[];
  /**
   * Of today: visits that took place, and how many of them are at the office with all that belongs to them.
   */
  visits_today: number;
  visits_at_office: number;
}

export interface LooseEnd {
  kind:
    | 'visit_not_ended'
    | 'visit_without_note'
    | 'jot_without_note'
    | 'note_not_signed'
    | 'visit_not_begun'
    | 'call_back_due'
    | 'left_over_draft'
    | 'form_not_saved'
    | 'visit_to_decide';
  client: ClientCard | null;
  visit_id: Uuid | null;
  note_id: Uuid | null;
  /** Of `form_not_saved` what the form is about; empty where that is nothing. */
  record_id: Uuid;
  /** When it happened or was due. */
  at: Instant | null;
  /** Of `form_not_saved` the key of the form. */
  text: string;
}

// ---- writing -------------------------------------------------------------------------------------

export type Edit =
  | { do: 'create'; type: string; id: Uuid; fields?: { [field: string]: Json } }
  | { do: 'set'; id: Uuid; field: string; value: Json; seen?: Dot[] }
  | { do: 'add'; id: Uuid; field: string; value: Json }
  | { do: 'remove'; id: Uuid; field: string; value: Json }
  | { do: 'void'; id: Uuid; reason: string }
  | { do: 'unvoid'; id: Uuid };

/** One press of "save" in one case file. */
export interface Save {
  /** The client of new records; a new client's own id. */
  client_id?: Uuid;
  compartment?: string;
  edits: Edit[];
}

export interface Saved {
  saved: { save: Dot | null; ids: Uuid[] }[];
  at: Instant;
}

export interface Problem {
  kind: string;
  message: string;
  hint: string;
  /** Of a passphrase: so long none is looked at. */
  wait_ms?: number;
}

// ---- sync ----------------------------------------------------------------------------------------

export interface State {
  /** Another number: something changed in the database, whoever changed it. */
  revision: number;
  /** Saves that only this laptop has. */
  here: number;
  /** Note drafts that the next sync hands in. */
  drafts: number;
  office_has_all: boolean;
  /** By the office's clock; null: never. */
  last_sync_at: Instant | null;
  syncing: boolean;
  progress: { sent: number; to_send: number; received: number } | null;
  /** Why the last try failed; null: it did not. */
  problem: Problem | null;
  next_try_at: Instant | null;
  conflicts: number;
  parked: number;
  receipt: ReceiptView | null;
  clock_offset_ms: number;
}

export interface ReceiptView {
  receipt: string;
  at: Instant;
  counter: number;
  node: number;
  counts: {
    applied: number;
    late: number;
    parked: number;
    accepted: number;
    declined: number;
    duplicate: number;
  };
}

export interface Unsent {
  save: Dot;
  what: string;
  type: string;
  record_id: Uuid | null;
  client_id: Uuid | null;
  client_name: string;
  at: Instant;
}

export interface Parked {
  save: Dot;
  state: 'parked' | 'accepted' | 'declined';
  reason: string;
  what: string;
  type: string;
  record_id: Uuid | null;
  client_id: Uuid | null;
  client_name: string;
  at: Instant;
}

export interface Month {
  month: string;
  worker: string;
  /** As this laptop shows it, and as the office has it (everything that it has sent and confirmed here). */
  here: MonthFigures;
  office: MonthFigures;
  /** Both copies were proven equal at this time (the office's clock); null: never yet. */
  proven_at: Instant | null;
  differences: { visit_id: Uuid; client_id: Uuid; client_name: string; at: Instant | null; what: string[] }[];
  visits: {
    visit_id: Uuid;
    client_id: Uuid;
    client_name: string;
    at: Instant | null;
    status: string;
    minutes: number | null;
    units: number | null;
    mileage_km: number | null;
    mark: Mark;
  }[];
}

export interface MonthFigures {
  visits: number;
  completed: number;
  attempted: number;
  no_show: number;
  refused: number;
  cancelled: number;
  minutes: number;
  units: number;
  mileage_km: number;
  notes_signed: number;
}

// ---- conflicts -----------------------------------------------------------------------------------

export interface Conflict {
  kind: 'values' | 'void' | 'merged';
  record_id: Uuid;
  type: string;
  record_label: string;
  client: ClientCard | null;
  field: string;
  label: string;
  /** text | long_text | code | integer | real | boolean | date | instant | reference | json | any */
  value_kind: string;
  codes: string[];
  /** What both began from, when it is still here. */
  base: { value: Json; by: string; at: Instant } | null;
  /** In the office's order. `mine`: written by the user of this laptop. */
  values: (Sibling & { mine: boolean; mark: Mark })[];
  /** kind void: what was edited meanwhile; `values` are the voids, their value is the reason. */
  edited: { field: string; label: string; value: Json; by: string; at: Instant; mine: boolean }[];
  /** Sent back with the decision, so that nobody decides about values that were never shown. */
  seen: Dot[];
}

export interface Decision {
  record_id: Uuid;
  field: string;
  seen: Dot[];
  /** One of: a sibling to keep; another value; for void: "keep" the record or "void" it. */
  keep?: Dot;
  value?: Json;
}

export interface HistoryEntry {
  at: Instant;
  received_at: Instant | null;
  user: string;
  state: string;
  late: boolean;
  field: string | null;
  label: string;
  value: Json;
  automatic: boolean;
  reason: string;
  /** create, set, add, remove, resolve ...; which values it took the place of. */
  kind?: string;
  dot?: Dot;
  replaces?: Dot[];
}

export interface SchemaField {
  name: string;
  label: string;
  kind: string;
  policy: string;
  codes: string[];
  /** Known words that leave the order of progress: cancelled, declined ... */
  exits?: string[];
  /** Of a reference: the type of the records that it can name; empty when there are several. */
  target?: string;
}
export interface SchemaType {
  name: string;
  label: string;
  fields: SchemaField[];
}

/** A service organisation: a pharmacy, a practice, an insurer ... */
export interface Organization {
  id: Uuid;
  name: string;
  kind: string;
}

export interface Worker {
  id: Uuid;
  name: string;
  roles: string[];
  credential: string;
  is_me: boolean;
}

export interface FoundRecord {
  id: Uuid;
  type: string;
  label: string;
  client: ClientCard | null;
}

export interface DuplicateHint {
  client: ClientCard;
  /** name_and_birth_date | similar_name_and_birth_date | phone | name | external_id */
  because: string[];
}
