// The record types and their fields, asked for once.
import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { schemaLabel } from '../i18n';
import { get, isLocked } from './client';
import type { SchemaField, SchemaType } from './types';

const types = signal<Map<string, SchemaType>>(new Map());
let asked = false;

export function useSchema(): Map<string, SchemaType> {
  useEffect(() => void load(), [isLocked.value]);
  return types.value;
}

async function load(): Promise<void> {
  if (asked || isLocked.value) return;
  asked = true;
  try {
    const answer = await get<{ types: SchemaType[] }>('/api/schema');
    types.value = new Map(answer.types.map((type) => [type.name, type]));
  } catch {
    // The next screen that needs it asks again.
    asked = false;
  }
}

export function typeLabel(type: string): string {
  return schemaLabel(types.value.get(type)?.label ?? type.replaceAll('_', ' '));
}

export function schemaField(type: string, field: string): SchemaField | undefined {
  return types.value.get(type)?.fields.find((known) => known.name === field);
}

export function fieldLabel(type: string, field: string): string {
  const known = schemaField(type, field);
  if (known) return schemaLabel(known.label);
  const words = field.replaceAll('_', ' ');
  return schemaLabel(words.charAt(0).toUpperCase() + words.slice(1));
}

/** A field that holds a set: everybody's elements stay beside each other. */
export function isSet(field: SchemaField): boolean {
  return field.policy === 'unite' || field.policy === 'union';
}
