import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { gpu } from '../../../src/exporters/container/devices/gpu.js';
import { parseDrmFdinfo } from '../../../src/kernel/proc/drm-fdinfo.js';
import { createProcReader } from '../../../src/kernel/proc/procfs.js';
import { collectSamples } from '../../support/collect-samples.js';
import { emptyFolder } from '../../support/folder.js';
import { bytes } from '../../support/kernel-text.js';
import { runningContainer } from '../../support/make-container.js';

/** Written by hand after Documentation/gpu/drm-usage-stats.rst, as amdgpu and i915 print it. */
const amdgpu = (client: number, gfx: number, vram: number) => `pos:	0
flags:	02100002
drm-driver:	amdgpu
drm-client-id:	${client}
drm-pdev:	0000:03:00.0
drm-total-vram:	${vram * 2} KiB
drm-resident-vram:	${vram} KiB
drm-resident-gtt:	0
drm-engine-gfx:	${gfx} ns
drm-engine-capacity-gfx:	2
drm-cycles-gfx:	17
`;

/** Descriptors by process: what they are open on, and their fdinfo. */
type Processes = Readonly<Record<number, Readonly<Record<number, readonly [target: string, fdinfo: string]>>>>;

function procOf(processes: Processes, hasDri = true): string {
  const root = emptyFolder();
  for (const [pid, descriptors] of Object.entries(processes)) {
    for (const folder of ['fd', 'fdinfo', hasDri ? 'root/dev/dri' : 'root/dev']) {
      mkdirSync(`${root}/${pid}/${folder}`, { recursive: true });
    }
    if (hasDri) writeFileSync(`${root}/${pid}/root/dev/dri/renderD128`, '');
    for (const [fd, [target, fdinfo]] of Object.entries(descriptors)) {
      symlinkSync(target, `${root}/${pid}/fd/${fd}`);
      writeFileSync(`${root}/${pid}/fdinfo/${fd}`, fdinfo);
    }
  }
  return root;
}

async function collect(processes: Processes, hasDri?: boolean) {
  const { samples, failure } = await collectSamples(gpu, {
    proc: createProcReader(procOf(processes, hasDri)),
    processes: {
      mustBeVisible: () => {},
      all: () => Object.keys(processes).map(Number),
      representative: () => undefined,
    },
    containers: [runningContainer('c', 1)],
  });
  if (failure !== undefined) throw failure;
  return samples;
}

const render = '/dev/dri/renderD128';

describe('GPU time and memory of a container', () => {
  test('each client once, whoever shares it; other files are not looked at', async () => {
    const shared = amdgpu(7, 1_500_000_000, 1024);
    const samples = await collect({
      10: { 3: [render, shared], 4: [render, shared], 5: ['/tmp/x', amdgpu(99, 1, 1)], 6: ['socket:[1]', ''] },
      11: { 3: [render, shared], 8: [render, amdgpu(8, 500_000_000, 512)] },
    });
    expect(samples).toEqual({
      'container_gpu_clients{device="0000:03:00.0"}': 2,
      'container_gpu_engine_seconds{device="0000:03:00.0",engine="gfx"}': 2,
      'container_gpu_memory_resident_bytes{device="0000:03:00.0",region="vram"}': 1536 * 1024,
      'container_gpu_memory_resident_bytes{device="0000:03:00.0",region="gtt"}': 0,
    });
  });

  test('a container without /dev/dri is left alone', async () => {
    expect(await collect({ 10: { 3: [render, amdgpu(7, 1, 1)] } }, false)).toEqual({});
  });
});

describe('fdinfo', () => {
  test('of a GPU that is no PCI device goes by its driver, in whatever unit', () => {
    const text = 'drm-driver:\tpanfrost\ndrm-client-id:\t1\ndrm-resident-memory:\t3 MiB\ndrm-engine-fragment:\t10 ns\n';
    expect(parseDrmFdinfo(bytes(text))).toEqual({
      device: 'panfrost',
      client: '1',
      engines: new Map([['fragment', 1e-8]]),
      resident: new Map([['memory', 3 * 2 ** 20]]),
    });
  });

  test('amdgpu before Linux 6.13 has its memory under another key', () => {
    const text = 'drm-driver: amdgpu\ndrm-client-id: 1\ndrm-pdev: 0000:03:00.0\ndrm-memory-vram: 5 KiB\n';
    expect(parseDrmFdinfo(bytes(text))?.resident).toEqual(new Map([['vram', 5120]]));
  });

  test.each(['', 'pos:\t0\n', 'drm-driver:\tamdgpu\n', 'drm-client-id:\t1\n', '\u0000drm'])(
    '%j is no client',
    (text) => {
      expect(parseDrmFdinfo(bytes(text))).toBeUndefined();
    },
  );

  test('what a driver writes otherwise is passed over', () => {
    const text =
      'drm-driver:\tx\ndrm-client-id:\t1\ndrm-engine-a:\t7\ndrm-engine-b:\t-1 ns\ndrm-resident-c:\tmany KiB\n';
    expect(parseDrmFdinfo(bytes(text))).toMatchObject({ engines: new Map(), resident: new Map() });
  });
});
