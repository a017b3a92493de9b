import type { Json, RecordView, SchemaField } from '../api/types';

export interface FieldInputProps {
  type: string;
  field: SchemaField;
  value: Json;
  onChange: (value: Json) => void;
  records?: readonly RecordView[];
  error?: string;
  autofocus?: boolean;
  hint?: string;
}

export type Labelled = FieldInputProps & { label: string };
