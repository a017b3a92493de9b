// Which screen a route shows. The address of a screen has ids only.
import type { ComponentType } from 'preact';
import type { Route } from './router';
import { BeforeScreen } from './screens/before';
import { ClientScreen } from './screens/client';
import { ClientsScreen } from './screens/clients';
import { ConflictsScreen } from './screens/conflicts';
import { FinishScreen } from './screens/finish';
import { HelpScreen } from './screens/help';
import { NewClientScreen } from './screens/new-client';
import { NoteScreen } from './screens/note';
import { SettingsScreen } from './screens/settings';
import { SyncScreen } from './screens/sync';
import { TodayScreen } from './screens/today';
import { VisitScreen } from './screens/visit';
import { WeekScreen } from './screens/week';

/** `id` is the first part behind the screen's name; `route` has the rest. */
export interface ScreenProps {
  id: string;
  route: Route;
}

interface Entry {
  screen: ComponentType<ScreenProps>;
  /** The entry of the main navigation that it belongs to. */
  under: 'today' | 'clients' | 'finish' | '';
}

export const routes: Record<string, Entry> = {
  today: { screen: TodayScreen, under: 'today' },
  week: { screen: WeekScreen, under: 'today' },
  before: { screen: BeforeScreen, under: 'today' },
  visit: { screen: VisitScreen, under: 'today' },
  note: { screen: NoteScreen, under: 'today' },
  finish: { screen: FinishScreen, under: 'finish' },
  clients: { screen: ClientsScreen, under: 'clients' },
  client: { screen: ClientScreen, under: 'clients' },
  'new-client': { screen: NewClientScreen, under: 'clients' },
  sync: { screen: SyncScreen, under: '' },
  conflicts: { screen: ConflictsScreen, under: '' },
  settings: { screen: SettingsScreen, under: '' },
  help: { screen: HelpScreen, under: '' },
};
