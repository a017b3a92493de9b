// The small forms of the case file: which fields they ask for, in which order, and what they begin with.
import type { Json } from '../api/types';
import { localDate } from '../format';
import { myId } from './me';

export type Values = { [field: string]: Json };

export interface FormSpec {
  fields: readonly string[];
  /** Behind "More". */
  more: readonly string[];
  required: readonly string[];
  preset: () => Values;
  /** Fields that are asked only when others say so. */
  only?: { readonly [field: string]: (values: Values) => boolean };
}

const today = () => localDate(new Date());

export const formSpecs: { readonly [type: string]: FormSpec } = {
  medication: {
    fields: ['display', 'strength', 'dose', 'taking', 'taking_differs', 'not_taken_reason', 'reason', 'prescriber', 'start_date',
      'as_needed', 'as_needed_for', 'remarks'],
    more: ['status', 'status_reason', 'stop_date', 'source', 'instructions', 'high_risk', 'over_the_counter', 'given_by', 'aids',
      'adherence', 'side_effects', 'next_refill_date', 'refills_left', 'condition_id'],
    required: ['display'],
    preset: () => ({ status: 'active' }),
    only: {
      taking_differs: (values) => values.taking === 'differs',
      not_taken_reason: (values) => values.taking === 'not_taking',
      as_needed_for: (values) => values.as_needed === true,
    },
  },
  allergy: {
    fields: ['display', 'category', 'allergy_kind', 'criticality', 'reactions', 'treatment', 'remarks'],
    more: ['status', 'verification', 'onset_date', 'last_reaction_date', 'source', 'reason'],
    required: ['display'],
    preset: () => ({ status: 'active', allergy_kind: 'allergy', recorded_date: today() }),
  },
  condition: {
    fields: ['display', 'status', 'verification', 'severity', 'onset_date', 'onset_text', 'self_management', 'red_flags', 'remarks'],
    more: ['category', 'code', 'is_primary', 'diagnosed_by', 'source', 'stage', 'body_site', 'stop_date', 'reason'],
    required: ['display'],
    preset: () => ({ status: 'active', category: 'problem_list', recorded_date: today() }),
  },
  task: {
    fields: ['title', 'due_date', 'owner_id', 'priority', 'category', 'description'],
    more: ['status', 'waiting_for', 'owner_name', 'checklist', 'outcome', 'status_reason'],
    required: ['title'],
    preset: () => ({ status: 'open', owner_id: myId(), requested_by_id: myId() }),
  },
  consent: {
    fields: ['consent_kind', 'recipient', 'what', 'what_not', 'purpose', 'status', 'valid_from', 'valid_until', 'signed', 'language',
      'interpreter_used', 'copy_given', 'withdrawn_reason'],
    more: ['expires_on_event', 'no_redisclosure', 'document_location', 'terms', 'remarks', 'related_person_id'],
    required: ['consent_kind'],
    preset: () => ({ status: 'active', valid_from: today(), witness_id: myId() }),
    only: { withdrawn_reason: (values) => values.status === 'withdrawn' },
  },
  care_team_member: {
    fields: ['member_name', 'role', 'worker_id', 'role_display', 'phones', 'may_know', 'is_lead', 'start_date', 'status', 'remarks'],
    more: ['specialty', 'emails', 'fax', 'stop_date', 'consent_id', 'related_person_id', 'covers_for_id', 'handover'],
    required: ['role'],
    preset: () => ({ status: 'active', start_date: today() }),
  },
  related_person: {
    fields: ['given_name', 'family_name', 'relation', 'roles', 'phones', 'lives_with_client', 'must_not_contact', 'may_know',
      'availability', 'remarks'],
    more: ['preferred_name', 'birth_date', 'language', 'interpreter_needed', 'addresses', 'emails', 'contact_order', 'care_given',
      'care_hours_week', 'caregiver_strain', 'legal_authority', 'status'],
    required: ['given_name'],
    preset: () => ({ status: 'active' }),
  },
  communication: {
    fields: ['channel', 'direction', 'happened_at', 'with_whom', 'person_name', 'number_or_address', 'outcome', 'body', 'call_back_by',
      'call_back_done'],
    more: ['subject', 'duration_minutes', 'urgency', 'outcome_remarks', 'language', 'interpreter_used', 'identity_checked'],
    required: [],
    preset: () => ({}),
  },
};

/** The fields of the client's own record, in the order in which people look for them. */
export const clientSections = {
  name: ['given_name', 'middle_name', 'family_name', 'suffix', 'preferred_name', 'pronouns', 'former_names', 'birth_date', 'death_date',
    'sex', 'gender', 'language', 'interpreter_needed', 'communication_needs'],
  contact: ['phones', 'emails', 'addresses', 'contact_preference'],
  home: ['access_instructions', 'living_arrangement', 'housing_status', 'household_id', 'mobility', 'equipment', 'lat', 'lon'],
  safety: ['safety_alerts', 'risk_level', 'risk_reasons', 'code_status', 'decision_maker', 'advance_directives', 'emergency_priority',
    'emergency_plan'],
  care: ['what_matters', 'background', 'dietary_needs', 'primary_care_id', 'pharmacy_id', 'preferred_hospital_id'],
  life: ['marital_status', 'religion', 'education', 'employment', 'veteran', 'races', 'ethnicities', 'birth_place'],
  team: ['care_manager_id', 'case_manager_id', 'excluded_worker_ids'],
  file: ['status', 'status_date', 'status_reason', 'external_ids', 'merged_into'],
} as const;

export type ClientSection = keyof typeof clientSections;
