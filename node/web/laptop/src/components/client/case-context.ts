// What all parts of the case file's screen share: the file, and how to open a record or a form over it.
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { CaseFile, RecordView } from '../../api/types';
import type { Values } from '../../model/form-specs';

export interface Case {
  file: CaseFile;
  openRecord: (view: RecordView) => void;
  openForm: (type: string, options?: { view?: RecordView; preset?: Values }) => void;
}

export const CaseContext = createContext<Case | null>(null);

export function useCase(): Case {
  return useContext(CaseContext)!;
}

/** Records of a type that are not voided. */
export function liveRecords(file: CaseFile, ...types: string[]): RecordView[] {
  return file.records.filter((view) => types.includes(view.record.type) && !view.is_void);
}
