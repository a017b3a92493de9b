import { render } from 'preact';
import { begin, watch } from './api/store';
import { App } from './app';
import './styles/index.css';

watch();
render(<App />, document.getElementById('app')!);
void begin();
