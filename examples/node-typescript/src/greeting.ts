export const greeting = (kind: string): string => `${kind} that no script builds`;
