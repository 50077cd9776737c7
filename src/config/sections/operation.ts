import * as z from 'zod';
import { LOG_LEVELS } from '../environment.ts';
import { section } from '../section.ts';

/** The daily look at the servers of tenants in use. */
export const examinationShape = section({
  daily: z
    .boolean()
    .default(true)
    .describe('Whether tenants in use are examined once a day: what their servers tell is held against itself'),
  upstreamCalls: z
    .int()
    .min(10)
    .max(300)
    .default(30)
    .describe('Calls of one examination; as many again where it finds something'),
});

export const logShape = section({
  level: z
    .enum(LOG_LEVELS)
    .default('info')
    .describe('Least level of the lines in the log; the environment variable `LOG_LEVEL` overrides it'),
  slowRequestMs: z
    .int()
    .min(1)
    .default(2000)
    .describe('A request that takes longer is logged with its root fields, its wait and its upstream calls'),
});
