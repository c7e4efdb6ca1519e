import { counter, gauge } from '../../exposition/family.js';
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

/** Interrupts have no `some`: while one is handled, nothing else runs on that CPU. */
const interrupts: Figures<Pressure> = [
  [
    counter(
      'container_pressure_irq_stalled_seconds_total',
      'Time in which all tasks of the container that could have run stood still for interrupts (Linux 6.1, CONFIG_IRQ_TIME_ACCOUNTING).',
    ),
    ({ full }) => full,
  ],
];
const off = gauge(
  'container_pressure_off',
  '1 where pressure is not measured for the cgroup (cgroup.pressure is 0): that is why it has no container_pressure_*.',
);

export const pressure: Collector = {
  name: 'pressure',
  help: 'Time lost waiting for CPU, memory and I/O (PSI), from *.pressure of cgroup v2',
  enabledByDefault: true,
  needs: 'containers',
  families: [...familiesOf(...resources.map(({ figures }) => figures), interrupts), off],
  collect: (scrape) =>
    eachCgroup(scrape, ({ path }, emit) => {
      let isMeasured = false;
      for (const { resource, figures } of resources) {
        const told = scrape.cgroups.pressure(path, resource);
        isMeasured ||= told !== undefined;
        emitFigures(figures, told, emit);
      }
      emitFigures(interrupts, scrape.cgroups.pressure(path, 'irq'), emit);
      // Saves one file for nearly all containers.
      if (!isMeasured && scrape.cgroups.pressureEnabled(path) === false) emit(off, 1);
    }),
};
