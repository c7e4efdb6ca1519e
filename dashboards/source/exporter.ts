import { hostAnnotations } from './annotations.js';
import { discoveryPanels } from './exporter/discovery.js';
import { processPanels } from './exporter/process.js';
import { scrapePanels } from './exporter/scrapes.js';
import { frame } from './frame.js';
import { uids } from './links.js';
import { hostVariables } from './variables.js';

/** The exporter itself: what it costs, and what it could not read. */
export const exporter = () =>
  frame({
    uid: uids.exporter,
    title: 'Exporter',
    description: 'The exporter itself: what it costs, how old its answers are, and what it could not read.',
    variables: hostVariables(),
    annotations: hostAnnotations(),
    rows: {
      Scrapes: scrapePanels(),
      'Finding containers': discoveryPanels(),
      'Its own process': processPanels(),
    },
  });
