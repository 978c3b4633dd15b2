const started: number = Date.now();

Deno.serve((request: Request) => new Response(`Deno ${Deno.version.deno} answers ${new URL(request.url).pathname}, up ${Date.now() - started} ms\n`));
