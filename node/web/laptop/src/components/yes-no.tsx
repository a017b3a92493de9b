import type { Json } from '../api/types';
import { t } from '../i18n';
import { ChoiceField } from './field';

/** Yes, no, or nobody asked; pressing the chosen one again takes it back. */
export function YesNo({
  label,
  value,
  onChange,
}: {
  label: string;
  value: Json;
  onChange: (value: Json) => void;
}) {
  const now = value === true ? 'yes' : value === false ? 'no' : '';
  return (
    <ChoiceField
      label={label}
      optional
      value={now}
      onChange={(word) => onChange(word === '' ? null : word === 'yes')}
      options={[
        { value: 'yes', label: t().common.yes },
        { value: 'no', label: t().common.no },
      ]}
    />
  );
}
