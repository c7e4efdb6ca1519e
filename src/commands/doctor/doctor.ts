import { setTimeout as wait } from 'node:timers/promises';
import type { Look } from '../../diagnosis/sight.js';
import type { DoctorConfig } from './doctor-config.js';
import { LookError } from './look.js';
import { renderJson } from './render-json.js';
import { renderJunit } from './render-junit.js';
import { nagiosCodeOf, renderNagios } from './render-nagios.js';
import { renderText, type TextStyle } from './render-text.js';
import { couldNotLook, exitCodeOf, judge, type Verdict } from './verdict.js';

export interface Examination {
  readonly exitCode: number;
  /** For stdout. */
  readonly text: string;
  /** For stderr: why there was nothing to look at. */
  readonly problem?: string;
}

/** Looks twice and reports what is wrong. `target` describes in words what was examined. */
export async function examine(
  { target, look }: { readonly target: string; readonly look: () => Promise<Look> },
  { intervalSeconds, format, failOn }: DoctorConfig,
  style: TextStyle,
): Promise<Examination> {
  let verdict: Verdict;
  try {
    const before = await look();
    await wait(intervalSeconds * 1000);
    verdict = judge(before, await look(), failOn);
  } catch (error) {
    if (!(error instanceof LookError)) throw error;
    // Nagios only reads stdout.
    const text = format === 'nagios' ? `CONTAINERS UNKNOWN - ${error.message.replaceAll('|', '/')}\n` : '';
    return { exitCode: couldNotLook, text, problem: error.message };
  }
  if (format === 'nagios') return { exitCode: nagiosCodeOf(verdict), text: renderNagios(verdict) };
  return { exitCode: exitCodeOf(verdict), text: render(verdict, format, target, style) };
}

function render(verdict: Verdict, format: 'text' | 'json' | 'junit', target: string, style: TextStyle): string {
  if (format === 'json') return renderJson(verdict, target);
  return format === 'junit' ? renderJunit(verdict) : renderText(verdict, style);
}
