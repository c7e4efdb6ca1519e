import { isDeepStrictEqual } from 'node:util';
import type { Logger } from 'pino';
import { fileStamp, type LoadedWebConfig, loadWebConfig } from './load-web-config.js';
import type { ClientAuthType, TlsSettings, WebConfig } from './web-config.js';
import { describeProblem, WebConfigError } from './web-config.js';

/** A web configuration with the current content of its files. */
export interface LiveWebConfig {
  /**
   * Checks whether the file, or one that it names, has changed, and if so reads all of them. A part with the same
   * content stays the same object. Costs one stat per file.
   */
  current(): WebConfig;
}

/**
 * Reads a web configuration file, and reads it again if it has changed when it is needed. There is no timer: each new
 * connection or request checks. Throws a WebConfigError if the first read fails; a later version that is broken, or
 * that removes protection, is logged once, and the previous one stays.
 */
export function createLiveWebConfig(file: string, log: Logger): LiveWebConfig {
  let loaded = loadWebConfig(file);
  if (!loaded.config) throw new WebConfigError(firstProblem(file, loaded));
  let config = loaded.config;

  function reload(): void {
    loaded = loadWebConfig(file);
    if (!loaded.config) {
      log.error({ problem: firstProblem(file, loaded) }, 'web configuration is broken, the one before stays');
      return;
    }
    const lost = protectionTakenAway(config, loaded.config);
    if (lost.length > 0) {
      const problem = `${file}: ${lost.join('; ')}`;
      log.error({ problem }, 'web configuration protects less, the one before stays; a restart applies it');
      return;
    }
    config = keepEqualParts(config, loaded.config);
    log.info({ file, scheme: config.tls ? 'https' : 'http' }, 'web configuration read again');
  }

  return {
    current() {
      for (const [path, stamp] of loaded.stamps) {
        if (fileStamp(path) === stamp) continue;
        reload();
        break;
      }
      return config;
    },
  };
}

function keepEqualParts(before: WebConfig, now: WebConfig): WebConfig {
  return {
    ...now,
    tls: isDeepStrictEqual(before.tls, now.tls) ? before.tls : now.tls,
    rateLimit: isDeepStrictEqual(before.rateLimit, now.rateLimit) ? before.rateLimit : now.rateLimit,
  };
}

function firstProblem(file: string, { problems }: LoadedWebConfig): string {
  return problems[0] ? describeProblem(file, problems[0]) : file;
}

/** What each type that protects anything requires from a client; the others let any client in. */
const asked: Partial<Record<ClientAuthType, readonly ('a certificate' | 'a valid one')[]>> = {
  RequireAnyClientCert: ['a certificate'],
  VerifyClientCertIfGiven: ['a valid one'],
  RequireAndVerifyClientCert: ['a certificate', 'a valid one'],
};

/**
 * What a new version of a configuration no longer protects, one phrase each: passwords, TLS, client certificates.
 * Different users, certificates and names protect as well as the previous ones.
 *
 * A file that is empty, or cut off while being written, is still valid but protects less: an editor that truncates and
 * then writes would open access for that moment, and a full disk permanently.
 */
function protectionTakenAway(before: WebConfig, now: WebConfig): readonly string[] {
  const lost: string[] = [];
  if (before.users.size > 0 && now.users.size === 0) {
    lost.push('basic_auth_users has no user left, so everybody would be let in without a password');
  }
  if (before.tls && !now.tls) lost.push('tls_server_config is gone, so plain HTTP would be served');
  else if (before.tls && now.tls) lost.push(...trustTakenAway(before.tls, now.tls));
  return lost;
}

function trustTakenAway(before: TlsSettings, now: TlsSettings): readonly string[] {
  const lost: string[] = [];
  if (asked[before.clientAuth]?.some((demand) => !asked[now.clientAuth]?.includes(demand))) {
    lost.push(
      `tls_server_config.client_auth_type ${now.clientAuth} asks less of clients than ${before.clientAuth} before`,
    );
  }
  if (before.clientAllowedSans && !now.clientAllowedSans) {
    lost.push('tls_server_config.client_allowed_sans is gone, so a certificate with any name would do');
  }
  return lost;
}
