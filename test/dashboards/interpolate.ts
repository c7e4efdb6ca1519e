/** What Grafana puts in place of variables before it asks Prometheus. */
export interface Choices {
  /** Without a choice it is all, as the variables' allValue has it. */
  readonly container?: string;
  readonly rateInterval: string;
  readonly range: string;
}

export function interpolate(expression: string, { container = '.+', rateInterval, range }: Choices): string {
  const values: Readonly<Record<string, string>> = {
    job: '.+',
    instance: '.+',
    project: '.*',
    container,
    __rate_interval: rateInterval,
    __range: range,
  };
  return expression.replaceAll(/\$(\w+)/g, (variable, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`unknown variable ${variable} in ${expression}`);
    return value;
  });
}
