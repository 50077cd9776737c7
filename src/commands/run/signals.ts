import type { Tools } from '../command.ts';

/** Exit codes by which shells tell the signal. */
const STOP_SIGNALS = { SIGINT: 130, SIGTERM: 143 } as const;

/**
 * What signals ask of this process. Once they are held none ends it by itself: a reload or a stop that comes before the command
 * asks for it waits. A second signal to stop ends the process at once, whichever came first.
 */
export function createSignals(
  process: Pick<NodeJS.EventEmitter, 'on'>,
  end: (code: number) => void,
): Pick<Tools, 'holdSignals' | 'onHangup' | 'stopped'> {
  let reload: (() => void) | null = null;
  let isReloadDue = false;
  let stop: Promise<string> | undefined;

  const stopped = (): Promise<string> => {
    stop ??= new Promise((resolve) => {
      let isStopping = false;
      for (const [signal, code] of Object.entries(STOP_SIGNALS))
        process.on(signal, () => {
          if (isStopping) return end(code);
          isStopping = true;
          resolve(signal);
        });
    });
    return stop;
  };
  return {
    stopped,
    holdSignals() {
      void stopped();
      process.on('SIGHUP', () => {
        isReloadDue = reload === null;
        reload?.();
      });
    },
    onHangup(run) {
      reload = run;
      if (isReloadDue) run();
    },
  };
}
