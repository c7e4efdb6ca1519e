import { options, render } from 'preact';
import type { FromWorker, ToWorker } from './messages.js';
import { App } from './view/app.js';

/** What the server knows and a script cannot request: it is in the HTML (src/http/page.ts). */
export interface PageConfig {
  readonly version: string;
  /** Relative to the page. */
  readonly metrics: string;
  readonly worker: string;
  /** The enabled ones. */
  readonly collectors: readonly string[];
  /** URL of a Grafana with our dashboards. */
  readonly grafana?: string;
}

// In the next frame, so that receiving a response and rendering it are two short tasks instead of a long one.
options.debounceRendering = requestAnimationFrame;

const config = JSON.parse(document.body.dataset.config ?? '') as PageConfig;
const metrics = new URL(config.metrics, document.baseURI).href;

const worker = new Worker(new URL(config.worker, document.baseURI), { type: 'module' });
const send = (message: ToWorker) => worker.postMessage(message);
const root = document.getElementById('page');
if (root) {
  const receive = (listener: (message: FromWorker) => void) => {
    worker.addEventListener('message', ({ data }: MessageEvent<FromWorker>) => listener(data));
  };
  const { version, metrics, grafana } = config;
  render(<App version={version} links={{ metrics, grafana }} send={send} receive={receive} />, root);
}

const tellVisible = () => send({ kind: 'visible', visible: document.visibilityState === 'visible' });
send({ kind: 'start', metrics, collectors: config.collectors });
document.addEventListener('visibilitychange', tellVisible);
tellVisible();
