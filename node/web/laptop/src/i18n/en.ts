// One file per part of the program; es.ts has the same keys (the compiler sees to it).
import { before } from './en/before';
import { codes } from './en/codes';
import { clients } from './en/clients';
import { common } from './en/common';
import { day } from './en/day';
import { file } from './en/file';
import { finish } from './en/finish';
import { note } from './en/note';
import { visit } from './en/visit';
import { decide, office } from './en/office';
import { help, prefs } from './en/prefs';

export const en = {
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

export type Messages = typeof en;
