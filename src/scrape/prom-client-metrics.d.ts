/** prom-client's default metrics one by one: collectDefaultMetrics() would also start its event loop lag timer. */
declare module 'prom-client/lib/metrics/*.js' {
  import type { Registry } from 'prom-client';

  const register: (registry: Registry) => void;
  export default register;
}
