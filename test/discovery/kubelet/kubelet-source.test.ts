import { rmSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest';
import { createKubeletSource } from '../../../src/discovery/kubelet/kubelet-source.js';
import type { RuntimeAnswer, RuntimeSource } from '../../../src/discovery/runtime-source.js';
import { type Authority, createAuthority } from '../../support/certificates.js';
import { type FakeKubelet, startFakeKubelet } from '../../support/fake-kubelet/fake-kubelet.js';
import { kubepods } from '../../support/fake-kubelet/pod-lists.js';

const app = '61dd72b325bf28575b56b38044404825c715e48f38a1329d540881aef567537d';
/** Nothing here takes as long as a kubelet may: an ask that waits for it ends the test. */
const longTimeout = 600;
const scrapeTime = () => AbortSignal.timeout(700);

let authority: Authority;
let strangers: Authority;
let fake: FakeKubelet;
let token: string;

beforeAll(() => {
  authority = createAuthority();
  strangers = createAuthority();
  token = authority.path('token');
});
afterAll(() => {
  authority.remove();
  strangers.remove();
});
beforeEach(async () => {
  fake = await startFakeKubelet(authority, kubepods);
  writeFileSync(token, 'a-token\n');
  onTestFinished(() => fake.remove());
});

const source = (changes: { caFile?: string | undefined; port?: string; host?: string } = {}) => {
  const { caFile = authority.path('ca.pem') } = changes;
  const address = { ...fake.address, ...changes };
  const access = { tokenFile: token, caFile: 'caFile' in changes ? changes.caFile : caFile };
  return createKubeletSource({ address, access, timeoutSeconds: longTimeout });
};
async function ask(from: RuntimeSource, inodes = new Map<string, number>(), signal = scrapeTime()) {
  const answer = await from.ask({ inodes, signal });
  if (!answer) throw new Error('there was no answer');
  return answer;
}
const at = () => `https://127.0.0.1:${fake.address.port}: `;
const names = ({ containers }: RuntimeAnswer) => [...containers.values()].map(({ name }) => name);

test('pods are asked for once an ask, over TLS, with the token', async () => {
  const answer = await ask(source());
  expect(answer).toMatchObject({ success: true, cgroupDriver: undefined, oldestInspectAge: undefined });
  expect(answer.error).toBeUndefined();
  expect(answer.containers.get(app)).toMatchObject({ name: 'k8s_app_web-7c5d_prod', state: 'running' });
  expect(answer.pods?.size).toBe(4);
  expect(fake.requests).toEqual(['GET /pods Bearer a-token']);
  await expect.poll(() => fake.openConnections).toBe(0);
});

test('asks that come meanwhile share one request', async () => {
  const one = source();
  const answers = await Promise.all([ask(one), ask(one), ask(one)]);
  expect(answers.map(({ containers }) => containers.size)).toEqual([5, 5, 5]);
  expect(fake.requests).toHaveLength(1);
});

test('a token is read again for each request, as it is renewed', async () => {
  const one = source();
  await ask(one);
  writeFileSync(token, 'the-next');
  fake.token = 'the-next';
  expect(await ask(one)).toMatchObject({ success: true });
  expect(fake.requests.at(-1)).toBe('GET /pods Bearer the-next');
});

test('a kubelet that cannot be known gets no token', async () => {
  for (const one of [source({ caFile: strangers.path('ca.pem') }), source({ host: 'localhost' })]) {
    const { success, error } = await ask(one);
    expect(success).toBe(false);
    expect(error).toMatch(/ --kubelet\.ca-file; kubelets that sign their own need --kubelet\.insecure-skip-verify\)$/);
  }
  expect(fake.requests).toEqual([]);
  expect(await ask(source({ caFile: undefined }))).toMatchObject({ success: true });
});

test.each([
  [
    'no rights at all',
    401,
    'Unauthorized',
    /GET \/pods: HTTP 401: Unauthorized \(it does not know the token of --kubelet\.token-file/,
  ],
  [
    'a right too few',
    403,
    'Forbidden (user=system:serviceaccount:x:y, verb=get, resource=nodes, subresource(s)=[pods proxy])',
    /HTTP 403: Forbidden \(user=.*\) \(the service account needs .* get on nodes\/pods, or before .* nodes\/proxy/,
  ],
  ['an error', 500, 'Authorization error', /HTTP 500: Authorization error$/],
  ['a long error', 404, 'x'.repeat(100_000), /HTTP 404$/],
  ['half an answer', 200, '{"kind":"PodList","items":[', /GET \/pods: the answer is not JSON$/],
  ['a page', 200, '<html>a proxy</html>', /GET \/pods: the answer is not a JSON object$/],
  ['strange keys', 200, '{"kind":"PodList","items[]":{"metadata":{"uid":"x"}}}', /GET \/pods: the answer is not /],
])('%s: a failure that says what to do', async (_, status, body, message) => {
  fake.misbehaviour = { kind: 'answer', status, body };
  const { success, error, containers } = await ask(source());
  expect([success, containers.size]).toEqual([false, 0]);
  expect(error?.startsWith(at())).toBe(true);
  expect(error).toMatch(message);
});

test('files that cannot be used are named, and what is in them is not shown', async () => {
  const missing = await ask(source({ caFile: '/nowhere/ca.crt' }));
  expect(missing.error).toContain('--kubelet.ca-file: /nowhere/ca.crt cannot be read (ENOENT');
  writeFileSync(token, 'two\nlines-of-a-secret');
  const { error } = await ask(source());
  expect(error).toBe(`${at()}--kubelet.token-file: ${token} has no token in it, expected one line of text`);
  rmSync(token);
  expect((await ask(source())).error).toContain(`--kubelet.token-file: ${token} cannot be read (ENOENT`);
  expect(fake.requests).toEqual([]);
});

test('an answer without end is read to a bound', async () => {
  const pod = JSON.stringify(kubepods.items[0]);
  const body = `{"kind":"PodList","items":[${Array.from({ length: 40_000 }, () => pod).join(',')}]}`;
  fake.misbehaviour = { kind: 'answer', status: 200, body };
  const { success, error } = await ask(source(), new Map(), AbortSignal.timeout(20_000));
  expect(success).toBe(false);
  expect(error).toMatch(/the answer (?:has too much in it|is longer than 64 MiB)$/);
});

const ways = ['never', 'stall'] as const;
test.each(ways)(
  'a kubelet that hangs (%s) is waited for once; names of what runs stay, states do not',
  async (kind) => {
    const one = source();
    const inodes = new Map([[app, 1]]);
    await ask(one, inodes);
    fake.misbehaviour = { kind };
    const hung = [await ask(one, inodes), await ask(one, inodes, new AbortController().signal)];
    for (const answer of hung) {
      expect(answer.success).toBe(false);
      expect(names(answer)).toEqual(['k8s_app_web-7c5d_prod']);
      expect(answer.containers.get(app)).toMatchObject({
        state: undefined,
        labels: { 'io.kubernetes.pod.name': 'web-7c5d' },
        inspect: { startedAt: Date.UTC(2026, 10, 21, 4, 32, 24) / 1000, restartCount: undefined },
      });
      expect(answer.pods?.size).toBe(4);
    }
    expect(hung[0]?.error).toBe(`${at()}GET /pods: no answer before the scrape had to end`);
    expect(hung[1]?.error).toBe(`${at()}GET /pods: still no answer`);
    expect(fake.openConnections).toBeLessThanOrEqual(1);
    fake.misbehaviour = undefined;
    expect(await ask(one, inodes)).toMatchObject({ success: true });
  },
);

test('a kubelet that is gone is a failure', async () => {
  const one = source();
  await ask(one);
  const { address } = fake;
  await fake.remove();
  const gone = await ask(one, new Map([[app, 1]]));
  expect(gone.error).toBe(`https://127.0.0.1:${address.port}: nothing listens there`);
  expect(names(gone)).toEqual(['k8s_app_web-7c5d_prod']);
});

test('a scrape without time left asks nobody', async () => {
  const { success, error } = await ask(source(), new Map(), AbortSignal.abort());
  expect([success, error]).toEqual([false, `${at()}the scrape had no time left`]);
  expect(fake.requests).toEqual([]);
});
