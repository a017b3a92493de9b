import type { Conflict, Json, SchemaField } from '../../api/types';
import { schemaField } from '../../api/schema';
import { t } from '../../i18n';
import { Button } from '../button';
import { AreaField } from '../field';
import { FieldInput } from '../field-input';
import { SaveButton, type Saving } from '../save-button';

interface Props {
  conflict: Conflict;
  value: Json;
  hint?: string;
  onChange: (value: Json) => void;
  saving: Saving;
  onSave: () => void;
  onCancel: () => void;
}

/** Writes a third value. What arrives meanwhile does not touch what is being typed. */
export function DecisionEditor({ conflict, value, hint, onChange, saving, onSave, onCancel }: Props) {
  const words = t().decide;
  return (
    <form
      class="stack decision"
      onSubmit={(e) => {
        e.preventDefault();
        onSave();
      }}
    >
      <ValueInput {...{ conflict, value, hint, onChange }} />
      <div class="form-actions">
        <SaveButton saving={saving}>{words.saveDecision}</SaveButton>
        <Button kind="quiet" onClick={onCancel}>
          {t().common.cancel}
        </Button>
      </div>
    </form>
  );
}

function ValueInput({
  conflict,
  value,
  hint,
  onChange,
}: Pick<Props, 'conflict' | 'value' | 'hint' | 'onChange'>) {
  const words = t().decide;
  if (conflict.value_kind === 'text' || conflict.value_kind === 'long_text') {
    return (
      <AreaField
        label={words.yourVersion}
        hint={hint}
        rows={4}
        autofocus
        value={typeof value === 'string' ? value : ''}
        onInput={onChange}
      />
    );
  }
  const known: SchemaField = schemaField(conflict.type, conflict.field) ?? {
    name: conflict.field,
    label: conflict.label,
    kind: conflict.value_kind,
    policy: '',
    codes: conflict.codes,
  };
  return <FieldInput type={conflict.type} field={known} value={value} onChange={onChange} autofocus />;
}
