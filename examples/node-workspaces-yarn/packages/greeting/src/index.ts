import ms from 'ms';

export const greeting = (manager: string): string => `A workspace of ${manager}, after ${ms('1s')} ms`;
