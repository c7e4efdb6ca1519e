import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { createInterpreter, parsePathTemplate } from '../../src/docker-proxy/allow/question.js';
import { parseTarget } from '../../src/docker-proxy/client/target.js';
import { Refusal } from '../../src/docker-proxy/refusal.js';

const allowed = ['/events', '/containers/{id}/logs', '/{any}/{name}/json'];
const templates = allowed.map((text) => parsePathTemplate(text)).filter((template) => template !== undefined);

/** What the daemon would be asked, or the status of the refusal. */
function ask(
  target: string,
  { allow = [] as typeof templates, interpret = createInterpreter(['team'], allow) } = {},
): string | number {
  try {
    const question = interpret(parseTarget(target));
    if (question.kind !== 'disk-usage') return `${question.kind} ${question.path}`;
    return `disk-usage ${question.version}/system/df${question.verbose ? '?verbose=1' : ''}`;
  } catch (error) {
    if (error instanceof Refusal) return error.status;
    throw error;
  }
}

const filters = (value: unknown) => `/containers/json?filters=${encodeURIComponent(JSON.stringify(value))}`;

describe('what clients of the API ask', () => {
  test.each([
    // docker ps, ps -a --size, ps -n 3, as 20.10 and 28 send them.
    ['/_ping', 'ping /_ping'],
    ['/v1.41/containers/json', 'redacted /v1.41/containers/json'],
    ['/v1.41/containers/json?all=1&size=1', 'redacted /v1.41/containers/json?all=1&size=1'],
    ['/v1.41/containers/json?limit=3', 'redacted /v1.41/containers/json?limit=3'],
    ['/v1.41/containers/json?limit=-1', 'redacted /v1.41/containers/json'],
    ['/v1.41/containers/json?limit=0&all=0', 'redacted /v1.41/containers/json'],
    ['/v1.52/system/df?verbose=1', 'disk-usage /v1.52/system/df?verbose=1'],
    ['/v1.44/system/df?type=image&type=build-cache', 'disk-usage /v1.44/system/df'],
    ['/v1.41/containers/web_1.a-b/json?size=1', 'redacted /v1.41/containers/web_1.a-b/json?size=1'],
    ['/v1.41/networks', 'redacted /v1.41/networks'],
    ['/info?', 'redacted /info'],
    ['/v1.41/events?until=1795520000.5&since=1', 'events /v1.41/events?since=1&until=1795520000.5'],
    ['/version', 'redacted /version'],
  ])('%s', (target, question) => {
    expect(ask(target)).toBe(question);
  });

  it('has filters, rewritten', () => {
    const canonical = `redacted ${filters({ status: { running: true } })}`;
    expect(ask(filters({ status: { running: true } }))).toBe(canonical);
    expect(ask(filters({ status: ['running'] }))).toBe(canonical);
    expect(ask('/containers/json?filters=%7B+%22status%22%3a%20[%22running%22]}')).toBe(canonical);
    expect(ask(filters({}))).toBe('redacted /containers/json');
    expect(ask(filters({ label: { team: true, 'team=a=b': true } }))).toBe(
      `redacted ${filters({ label: { team: true, 'team=a=b': true } })}`,
    );
  });
});

test.each([
  ...['/containers/json/', '//containers/json', '/containers//json', '/./containers/json', '/containers/./json'],
  ...['/containers/../info', '/v1.41', '/v1.41/', '/v01.41/info', '/v1.041/info', '/V1.41/info', '/v1/info', '/v/info'],
  ...['/v1.41/v1.41/info', '/v100.1/info', '/Info', '/info.', '/containers/.x/json', '/containers/a%2fb/json'],
  ...[
    '/%69nfo',
    '/containers/json;x',
    '/containers/json%3f',
    '/info#x',
    '/info\\x',
    '/containers/a/b/json',
    '/',
    '',
    '*',
  ],
  ...['http://docker/info', 'docker:80', '/info?a=1', '/info??', '/_ping?x', '/containers/json?all=2', '/networks?x=1'],
  ...['/containers/json?ALL=1', '/containers/json?all=1&all=1', '/containers/json?a%6cl=1', '/containers/json?all=1;x'],
  ...['/containers/json?limit=1e3', '/containers/json?limit=%2d1a', '/containers/json?all', '/containers/json?&all=1'],
  ...['/system/df?type=images', '/system/df?type=', '/system/df?verbose=%00', '/containers/x/json?size=yes'],
  ...[
    '/containers/json?filters=',
    '/containers/json?filters=%',
    '/containers/json?filters=%ff',
    '/containers/json?filters=[]',
  ],
  ...['/containers/json?filters=%7b%0a%7d', '/containers/json?filters={', '/containers/json?filters=null'],
  ...[
    '/containers/x/logs',
    '/containers/x/top',
    '/images/json',
    '/events',
    '/events?since=1',
    '/events?until=1',
    `/events?since=1&until=${Math.floor(Date.now() / 1000) + 60}`,
    '/events?since=1&until=5m',
    '/events?since=1&until=2&filters={}',
    '/events?since=2026-01-01T00:00:00Z&until=1',
    '/secrets',
    `/containers/${'x'.repeat(256)}/json`,
  ],
  ...[filters({ unknown: ['x'] }), filters({ status: { running: false } }), filters({ status: 'running' })],
  ...[filters({ name: ['a\nb'] }), filters({ name: [7] }), filters({ name: Array(101).fill('x') })],
  ...[filters({ label: ['secret'] }), filters({ label: ['secret=guess'] }), filters({ label: ['team', 'x'] })],
  ...[
    `/containers/json?filters=${'%20'.repeat(2000)}`,
    '/containers/json?__proto__=1',
    filters({ constructor: ['x'] }),
  ],
])('%j is refused', (target) => {
  expect([400, 403]).toContain(ask(target));
});

describe('paths that a flag lets through', () => {
  it('are matched whole, with and without a version', () => {
    const allow = templates;
    expect(ask('/events?since=1', { allow })).toBe('passed /events?since=1');
    expect(ask('/v1.41/containers/web/logs?stdout=1&tail=a+b', { allow })).toBe(
      'passed /v1.41/containers/web/logs?stdout=1&tail=a%20b',
    );
    for (const target of ['/events/x', '/eventsx', '/containers/logs', '/containers/a/b/logs', '/containers/../logs'])
      expect(ask(target, { allow })).toBe(403);
  });

  it('never come before what is redacted', () => {
    const allow = templates;
    expect(ask('/containers/web/json', { allow })).toBe('redacted /containers/web/json');
    expect(ask('/v1.41/containers/web/json', { allow })).toBe('redacted /v1.41/containers/web/json');
    // dockerd takes the first part for a version.
    expect(ask('/v01.41/containers/json', { allow })).toBe(403);
    expect(ask('/images/alpine:3/json', { allow })).toBe('passed /images/alpine:3/json');
  });

  test.each([
    'events',
    '/',
    '',
    '/a//b',
    '/a/',
    '/../x',
    '/a/../b',
    '/v1.41/events',
    '/{}',
    '/a?b',
    '/a%20',
    '/{A}',
    '/a b',
  ])('are not %j', (text) => {
    expect(parsePathTemplate(text)).toBeUndefined();
  });
});

test('whatever is asked, the daemon hears only what is allowed, or nothing', () => {
  const part = fc.oneof(
    fc.constantFrom('/v1.41', '/containers', '/json', '/info', '/_ping', '/system/df', '/web', '/networks', '/version'),
    fc.constantFrom(
      '/..',
      '//',
      '%2e',
      '%2F',
      '?',
      '&',
      '=',
      'all=1',
      'size=1',
      'filters=',
      '{"',
      '"]}',
      ';',
      '\\',
      '#',
    ),
    fc.constantFrom('/archive', '/export', '/logs', '/exec', '/secrets', '/v1.41', '/attach/ws', '\u0000', ' ', '\r\n'),
    fc.string({ maxLength: 3 }),
  );
  const target = fc.array(part, { maxLength: 8 }).map((parts) => parts.join(''));
  const heard =
    /^(?:ping|redacted|disk-usage|events) (?:\/v[1-9]\d?\.\d{1,3})?(?:\/_ping|\/version|\/info|\/networks|\/containers\/json(?:\?[\w=&%.-]+)?|\/containers\/[A-Za-z0-9][\w.:@-]*\/json(?:\?size=1)?|\/system\/df(?:\?verbose=1)?)$/;
  const interpret = createInterpreter(['team'], []);
  fc.assert(
    fc.property(target, (text) => {
      const answer = ask(text, { interpret });
      expect(typeof answer === 'number' || heard.test(answer)).toBe(true);
      expect(String(answer)).not.toMatch(/\.\.|\/\/|\s.*\s/);
    }),
    { numRuns: 2000 },
  );
});
