import { fileURLToPath } from 'node:url';
import { type Client, credentials, loadPackageDefinition } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';

const proto = fileURLToPath(new URL('cri.proto', import.meta.url));

export interface CriPod {
  readonly id: string;
  readonly metadata: { readonly name: string; readonly namespace: string; readonly uid: string };
}

export interface CriContainer {
  readonly id: string;
  readonly podSandboxId: string;
  readonly metadata: { readonly name: string };
  readonly image: { readonly image: string };
}

export interface PodConfig {
  readonly metadata: CriPod['metadata'];
  readonly logDirectory: string;
  readonly linux: { readonly cgroupParent: string };
}

/** A container of a pod; `hostPath` is mounted at `containerPath`, as the kubelet mounts files of its own. */
export interface ContainerConfig {
  readonly name: string;
  readonly image: string;
  readonly mounts: readonly { readonly containerPath: string; readonly hostPath: string }[];
}

/** What a kubelet asks of a runtime to run pods in the host's network, over the CRI. */
export interface CriClient {
  runPod(config: PodConfig): Promise<string>;
  runContainer(sandbox: string, pod: PodConfig, container: ContainerConfig): Promise<string>;
  pods(): Promise<readonly CriPod[]>;
  containers(): Promise<readonly CriContainer[]>;
  removePod(sandbox: string): Promise<void>;
  close(): void;
}

export function connectCri(socket: string): CriClient {
  const { runtime } = loadPackageDefinition(loadSync(proto, { enums: String, defaults: true })) as unknown as {
    runtime: { v1: { RuntimeService: new (address: string, credentials: unknown) => Client } };
  };
  const client = new runtime.v1.RuntimeService(`unix://${socket}`, credentials.createInsecure());
  const methods = client as unknown as Record<
    string,
    (request: object, done: (error: Error | null, answer: unknown) => void) => void
  >;
  const call = <Answer>(method: string, request: object): Promise<Answer> =>
    new Promise((resolve, reject) => {
      methods[method]?.call(client, request, (error, answer) => (error ? reject(error) : resolve(answer as Answer)));
    });
  const namespaceOptions = { network: 'NODE' };

  const sandboxConfig = (config: PodConfig) => ({
    ...config,
    linux: { ...config.linux, securityContext: { namespaceOptions } },
  });
  return {
    async runPod(config) {
      const answer = await call<{ podSandboxId: string }>('RunPodSandbox', { config: sandboxConfig(config) });
      return answer.podSandboxId;
    },
    async runContainer(podSandboxId, pod, { name, image, mounts }) {
      const { containerId } = await call<{ containerId: string }>('CreateContainer', {
        podSandboxId,
        config: {
          ...{ metadata: { name }, image: { image }, mounts, logPath: `${name}.log` },
          envs: [{ key: 'SECRET', value: 'never-shown' }],
          linux: { securityContext: { namespaceOptions } },
        },
        sandboxConfig: sandboxConfig(pod),
      });
      await call('StartContainer', { containerId });
      return containerId;
    },
    pods: async () => (await call<{ items: CriPod[] }>('ListPodSandbox', {})).items,
    containers: async () => (await call<{ containers: CriContainer[] }>('ListContainers', {})).containers,
    async removePod(podSandboxId) {
      await call('StopPodSandbox', { podSandboxId });
      await call('RemovePodSandbox', { podSandboxId });
    },
    close: () => client.close(),
  };
}
