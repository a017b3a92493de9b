// Words in half-filled forms whose record has left this laptop: to be read, copied and dropped.
import { write } from '../../api/client';
import { fieldLabel, useSchema } from '../../api/schema';
import { useResource } from '../../api/store';
import type { Json, LooseEnd, LooseEnds, Uuid } from '../../api/types';
import { codeLabel, t } from '../../i18n';
import { rangeQuery } from '../../model/day';
import { Button } from '../button';
import { CopyButton } from '../note/left-words';
import { Notice } from '../notice';
import { SaveProblem, useSaving } from '../save-button';
import type { Kept } from './kept-form';

/** Notes have a page of their own for what was left over. */
const isAboutWhatLeft = (end: LooseEnd): boolean =>
  end.record_id !== '' && !end.client && !end.text.startsWith('note-');

/** `about`: the record whose page is shown; without it, all that have left. */
export function LeftForms({ about }: { about?: Uuid }) {
  useSchema();
  const ends = useResource<LooseEnds>(`/api/loose-ends?${rangeQuery(new Date(), 1)}`);
  const forms = (ends.data?.items ?? []).filter(
    (end) =>
      end.kind === 'form_not_saved' && (about ? end.record_id === about : isAboutWhatLeft(end)),
  );
  return (
    <>
      {forms.map((end) => (
        <LeftForm key={end.text} name={end.text} onDropped={ends.reload} />
      ))}
    </>
  );
}

function LeftForm({ name, onDropped }: { name: string; onDropped: () => void }) {
  const words = t().file.form;
  const saving = useSaving();
  const kept = useResource<Kept>(`/api/forms/${name}`);
  const text = linesOf(kept.data).join('\n');
  const drop = async () => {
    if (await saving.run(() => write(`/api/forms/${name}/discard`), words.leftDropped)) onDropped();
  };
  if (!kept.data?.fields) return null;
  return (
    <Notice tone="mind">
      <p>{words.left}</p>
      <blockquote class="pre other-text" dir="auto">
        {text}
      </blockquote>
      <SaveProblem error={saving.error} />
      <div class="row gap2">
        <CopyButton text={text} />
        <Button kind="quiet" disabled={saving.isBusy} onClick={() => void drop()}>
          {words.leftDrop}
        </Button>
      </div>
    </Notice>
  );
}

function linesOf(kept: Kept | null): string[] {
  return Object.entries(kept?.fields?.touched ?? {})
    .map(([field, { value }]) => ({ field, text: textOf(field, value) }))
    .filter(({ text }) => text)
    .map(({ field, text }) => (field === 'text' ? text : `${labelOf(field)}: ${text}`));
}

function labelOf(field: string): string {
  const { vital, systolic, diastolic } = t().visit;
  const own: { [field: string]: string } = { ...vital, systolic, diastolic };
  return own[field] ?? fieldLabel('visit', field);
}

function textOf(field: string, value: Json): string {
  if (field === 'outcome' && value) return codeLabel(String(value), 'outcome', 'visit');
  if (typeof value === 'boolean') return value ? t().common.yes : t().common.no;
  if (Array.isArray(value)) return value.map((item) => textOf('', item)).join(', ');
  if (value && typeof value === 'object')
    return Object.values(value)
      .map((item) => textOf('', item))
      .filter(Boolean)
      .join(' ');
  return value === null ? '' : String(value);
}
