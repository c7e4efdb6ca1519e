import { counter } from '../../exposition/family.js';
import type { Pressure, PressureResource } from '../../kernel/cgroup/cgroup-reader.js';
import type { Collector } from '../collector.js';
import { eachCgroup } from '../each.js';
import { emitFigures, type Figures, familiesOf } from '../figures.js';

const figuresOf = (resource: PressureResource): Figures<Pressure> => [
  [
    counter(
      `container_pressure_${resource}_waiting_seconds_total`,
      `Time in which at least one task of the container waited for ${resource}.`,
    ),
    ({ some }) => some,
  ],
  [
    counter(
      `container_pressure_${resource}_stalled_seconds_total`,
      `Time in which all tasks of the container that could have run waited for ${resource}.`,
    ),
    ({ full }) => full,
  ],
];

const resources = (['cpu', 'memory', 'io'] as const).map((resource) => ({ resource, figures: figuresOf(resource) }));

export const pressure: Collector = {
  name: 'pressure',
  help: 'Time lost waiting for CPU, memory and I/O (PSI), from *.pressure of cgroup v2',
  enabledByDefault: true,
  needs: 'containers',
  families: familiesOf(...resources.map(({ figures }) => figures)),
  collect: (scrape) =>
    eachCgroup(scrape, ({ path }, emit) => {
      for (const { resource, figures } of resources) {
        emitFigures(figures, scrape.cgroups.pressure(path, resource), emit);
      }
    }),
};
