import { useEffect, useRef } from 'preact/hooks';
import { isLocked } from './api/client';
import { session } from './api/store';
import { Guard } from './components/guard';
import { NotFound, Page } from './components/page';
import { Shell } from './components/shell';
import { ToastPlace } from './components/toast';
import { language, t } from './i18n';
import { route } from './router';
import { routes } from './routes';
import { LockLayer } from './screens/unlock';

export function App() {
  const wasOpen = useRef(false);
  useEffect(() => {
    document.documentElement.lang = language.value;
  }, [language.value]);
  if (!session.value) return null;
  if (!isLocked.value) wasOpen.current = true;
  return (
    <>
      {wasOpen.current && (
        // Under the lock nothing can be read, pressed or printed; what was typed stays where it is.
        <div class="under-lock" hidden={isLocked.value} inert={isLocked.value}>
          <Screen />
          <ToastPlace />
        </div>
      )}
      {isLocked.value && <LockLayer wasOpen={wasOpen.current} />}
    </>
  );
}

function Screen() {
  const now = route.value;
  const entry = routes[now.screen];
  const id = now.parts[0] ?? '';
  return (
    <Shell under={entry?.under ?? ''}>
      <Guard key={`${now.screen}/${id}`} isScreen>
        {entry ? (
          <entry.screen id={id} route={now} />
        ) : (
          <Page title={t().common.notFound}>
            <NotFound />
          </Page>
        )}
      </Guard>
    </Shell>
  );
}
