if (!process.env.API_BASE_URL) {
  console.error('Error: environment variable API_BASE_URL is not set');
  process.exit(1);
}
