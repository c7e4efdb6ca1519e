import { beforeAll, describe } from 'vitest';
import { connectEngine, localDockerHost } from '../support/real/engine.js';
import { missingBusybox } from '../support/real/images/busybox-image.js';
import { buildExporterImage, exporterImage } from '../support/real/images/exporter-image.js';
import { lacking, missingCommand, missingEngine } from '../support/real/requirements.js';
import { describeLeastPrivilege } from './least-privilege-suite.js';

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
