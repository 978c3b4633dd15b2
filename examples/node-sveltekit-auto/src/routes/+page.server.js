export const load = () => ({ from: 'a server' });
