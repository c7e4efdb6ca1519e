/** A metric's definition, without its values. Families are plain data: the writer, docs and checks all read these. */

export type MetricType = 'counter' | 'gauge' | 'unknown';

export interface Family {
  /** The series' name in both formats, for example `container_cpu_usage_seconds_total`. */
  readonly name: string;
  readonly help: string;
  readonly type: MetricType;
  /** Names of a sample's labels besides its container's identity labels, in the order they are written. */
  readonly labels: readonly string[];
}

/** Families whose names come from the kernel, such as one for each line of /proc/meminfo. */
export interface FamilyTemplate {
  /** A name with one hole, for example `node_memory_{field}_bytes`. */
  readonly template: string;
  readonly help: string;
  readonly type: MetricType;
  readonly labels: readonly string[];
  /** The family for one field; the same object for the same field. */
  named(field: string): Family;
}

export const counter = (name: string, help: string, labels: readonly string[] = []): Family => ({
  name,
  help,
  type: 'counter',
  labels,
});

export const gauge = (name: string, help: string, labels: readonly string[] = []): Family => ({
  name,
  help,
  type: 'gauge',
  labels,
});

/** For figures that may or may not be counters, as the kernel does not say (`untyped` in the text format). */
export const unknown = (name: string, help: string, labels: readonly string[] = []): Family => ({
  name,
  help,
  type: 'unknown',
  labels,
});

/** `template` and `help` contain `{field}` in place of the field's name. */
export function familyTemplate(
  type: MetricType,
  template: string,
  help: string,
  labels: readonly string[] = [],
): FamilyTemplate {
  const families = new Map<string, Family>();
  return {
    template,
    help,
    type,
    labels,
    named(field) {
      let family = families.get(field);
      if (!family) {
        family = { name: template.replace('{field}', field), help: help.replace('{field}', field), type, labels };
        families.set(field, family);
      }
      return family;
    },
  };
}
