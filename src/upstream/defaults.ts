/** Every default of the upstream client. They stand in config, which is to the left: there an operator may set them. */
export { DEFAULT_LIMITS, type UpstreamLimits } from '../config/upstream-limits.ts';
