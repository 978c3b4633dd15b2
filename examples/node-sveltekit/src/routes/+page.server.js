export const load = () => ({ from: 'the server' });
