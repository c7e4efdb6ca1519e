import type { ContainerState } from './container.js';

/** Docker's states by their own names, and Podman's by the names that Docker has for them. */
const states: Readonly<Record<string, ContainerState>> = {
  created: 'created',
  running: 'running',
  paused: 'paused',
  restarting: 'restarting',
  removing: 'removing',
  exited: 'exited',
  dead: 'dead',
  configured: 'created',
  initialized: 'created',
  stopping: 'running',
  stopped: 'exited',
};

/** Undefined for a state that this version does not know. */
export function readState(text: string | undefined): ContainerState | undefined {
  const name = text?.toLowerCase() ?? '';
  return Object.hasOwn(states, name) ? states[name] : undefined;
}
