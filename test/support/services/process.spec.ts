// The contract of the child processes behind the test servers: a failed start tells why, and none
// outlives its stop.

import { existsSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import { findBinary } from './binary.js';
import { ServiceProcess } from './process.js';

vi.setConfig({ testTimeout: 60_000 });

describe('a server process', () => {
  it('that ends before it answers fails at once, with what it printed', async () => {
    const child = await ServiceProcess.start({
      name: 'broken',
      file: process.execPath,
      args: ['-e', 'console.error("no such config"); process.exit(3)'],
    });
    const ready = child.waitUntil(() => false, 30_000);
    await expect(ready).rejects.toThrow(/broken ended \(exit code 3\).*no such config/s);
  });

  it('that ignores SIGTERM is killed after the grace time', async () => {
    const child = await ServiceProcess.start({
      name: 'stubborn',
      file: process.execPath,
      args: ['-e', 'process.on("SIGTERM", () => {}); setInterval(() => {}, 1e6); console.log("up")'],
    });
    await child.waitUntil(() => child.output.includes('up'), 30_000);
    await child.stop(100);
    expect(child.isRunning).toBe(false);
    expect(existsSync(`/proc/${String(child.pid)}`)).toBe(false);
  });

  it('that is missing is named with the package to install', () => {
    expect(() => findBinary(['no-such-server'], 'its-package')).toThrow(
      'no-such-server is missing: apt-get install its-package',
    );
  });
});
