import { expect, it } from 'vitest';
import { busyboxImage } from '../../support/real/images/busybox-image.js';
import type { OnStage } from './suite.js';

/** What containers are called, and what is exposed besides them. */
export function identityBehaviour(onStage: OnStage): void {
  it('names containers as Docker does', async () => {
    const { start, scrape, inspect, id } = onStage();
    const container = await start({
      name: 'named',
      script: 'echo ready; exec sleep 100000',
      labels: { 'com.docker.compose.project': 'shop', 'com.docker.compose.service': 'a "quoted\\ one', other: 'x' },
    });
    const { Name, Image } = await inspect(container);
    const exposition = await scrape();
    const [memory, ...more] = exposition.series('container_memory_usage_bytes', { id: id(container) });
    expect(more).toEqual([]);
    expect(memory?.labels).toEqual({
      id: id(container),
      name: Name.slice(1),
      image: busyboxImage,
      container_label_com_docker_compose_project: 'shop',
      container_label_com_docker_compose_service: 'a "quoted\\ one',
    });
    const [info] = exposition.series('container_info', { id: id(container) });
    expect(info?.value).toBe(1);
    expect(Object.values(info?.labels ?? {})).toContain(Image);
  });

  it('exposes the cgroups above containers with their id alone', async () => {
    const { scrape, parentId } = onStage();
    const exposition = await scrape();
    for (const id of [parentId, '/']) {
      const [cpu] = exposition.series('container_cpu_usage_seconds_total', { id });
      expect(cpu?.labels).toEqual({ id, cpu: 'total' });
      expect(cpu?.value).toBeGreaterThan(0);
    }
  });

  it('reports all collectors and sources as successful', async () => {
    const exposition = await onStage().scrape();
    const failed = [
      ...exposition.series('container_exporter_collector_success'),
      ...exposition.series('container_exporter_discovery_success'),
    ].filter(({ value }) => value !== 1);
    expect(failed).toEqual([]);
    expect(exposition.series('container_exporter_discovery_success', { source: 'docker' })).toHaveLength(1);
  });
}
