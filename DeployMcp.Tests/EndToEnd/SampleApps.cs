namespace DeployMcp.Tests.EndToEnd;

/// <summary>Small real apps, written into a checkout.</summary>
public static class SampleApps
{
    public static GitWorkingCopy WriteExpressApp(this GitWorkingCopy work, string text)
        => work
            .Write("package.json", """{"name":"app","private":true,"scripts":{"start":"node index.js"},"dependencies":{"express":"^4.21.0"}}""")
            .Write("index.js", $$"""
                const express = require('express');
                const app = express();
                app.get('/', (request, response) => response.send('{{text}}'));
                app.get('/env', (request, response) => response.json(process.env));
                app.listen(process.env.PORT, () => console.log('listening: {{text}}'));
                """);

    public static GitWorkingCopy WriteNodeApp(this GitWorkingCopy work, string text)
        => work
            .Write("package.json", """{"name":"app","private":true,"scripts":{"start":"node server.js"}}""")
            .Write("server.js", $$"""
                require('node:http').createServer((request, response) => {
                  if (request.url === '/env') return response.end(JSON.stringify(process.env));
                  response.end('{{text}}');
                }).listen(process.env.PORT, () => console.log('listening: {{text}}'));
                """);

    public static GitWorkingCopy WriteBrokenBuild(this GitWorkingCopy work)
        => work.Write("package.json", """
            {"name":"app","private":true,"scripts":{"build":"node build.js","start":"node server.js"}}
            """).Write("build.js", "console.log('compiling'); console.error('src/broken.ts(3,7): error TS2322: no such type'); process.exit(2);");

    public static GitWorkingCopy WriteStaticSite(this GitWorkingCopy work, string text)
        => work.Write("index.html", $"<!doctype html><title>site</title><p>{text}</p>").Write("style.css", "p { color: teal }");
}
