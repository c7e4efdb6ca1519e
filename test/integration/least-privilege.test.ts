import { beforeAll, describe } from 'vitest';
import { describeLeastPrivilege } from './least-privilege-suite.js';
import { missingBusybox } from './support/busybox-image.js';
import { connectEngine, localDockerHost } from './support/engine.js';
import { buildExporterImage, exporterImage } from './support/exporter-image.js';
import { lacking, missingCommand, missingEngine } from './support/requirements.js';

const docker = connectEngine(localDockerHost);
const missing = [missingCommand('docker', 'docker.io'), missingBusybox(), await missingEngine(docker)];

describe.skipIf(lacking('least privilege', missing))('least privilege', () => {
  beforeAll(() => buildExporterImage(docker), 600_000);

  describeLeastPrivilege({
    dockerHost: async () => localDockerHost,
    program: { flags: [], image: [exporterImage] },
    scrapes: 20,
  });
});
