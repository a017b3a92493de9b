import type { Messages } from './en';
import { before } from './es/before';
import { codes } from './es/codes';
import { clients } from './es/clients';
import { common } from './es/common';
import { day } from './es/day';
import { file } from './es/file';
import { finish } from './es/finish';
import { note } from './es/note';
import { visit } from './es/visit';
import { decide, office } from './es/office';
import { help, prefs } from './es/prefs';

export { problemInSpanish } from './es/problems';
export { schemaLabels } from './es/schema-labels';

export const es: Messages = {
  before,
  finish,
  note,
  visit,
  clients,
  codes,
  common,
  day,
  decide,
  file,
  help,
  office,
  prefs,
};
