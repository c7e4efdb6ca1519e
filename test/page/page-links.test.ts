import { expect, test } from 'vitest';
import { dashboardOf } from '../../src/page/page-links.js';

test.each([
  ['https://grafana.example.org/', 'https://grafana.example.org/d/container-exporter-container/?var-container=web'],
  ['http://host:3000/grafana', 'http://host:3000/grafana/d/container-exporter-container/?var-container=web'],
  [
    'https://grafana.example.org/?var-job=x&var-instance=host1%3A10882',
    'https://grafana.example.org/d/container-exporter-container/?var-job=x&var-instance=host1%3A10882&var-container=web',
  ],
])('of %s the dashboard is %s', (grafana, expected) => {
  expect(dashboardOf(grafana, 'web')).toBe(expected);
});

test('a name is a value, whatever is in it', () => {
  const url = new URL(dashboardOf('https://grafana.example.org', 'a&var-instance=b#"<img>'));
  expect([...url.searchParams]).toEqual([['var-container', 'a&var-instance=b#"<img>']]);
  expect(url.hash).toBe('');
});
