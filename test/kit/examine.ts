import type { Diagnosis } from '../../src/doctor/diagnosis.ts';
import { type DoctorOptions, examine } from '../../src/doctor/doctor.ts';
import { Secret } from '../../src/lib/secret.ts';

export function examineAt(baseUrl: string, options: Partial<DoctorOptions> = {}): Promise<Diagnosis> {
  return examine({
    key: 'test',
    baseUrl,
    timeZone: 'Europe/Moscow',
    credentials: { login: 'gateway', password: new Secret('gateway') },
    ...options,
    limits: { timeoutMs: 2000, ...options.limits },
  });
}

/** Codes of the findings of one severity, each once. */
export function codes({ findings }: Diagnosis, severity: 'error' | 'warning' | 'info'): string[] {
  return [...new Set(findings.filter((finding) => finding.severity === severity).map(({ code }) => code))];
}
