using DeployMcp.Benchmarks.Platform;

namespace DeployMcp.Benchmarks.Kill;

/// <summary>An app that takes its time to build and to start, so that something can happen meanwhile.</summary>
internal static class KilledApp
{
    public static async Task WriteAsync(this WorkingCopy work, string text)
    {
        await work.WriteAsync("package.json", """{"name":"killed","private":true,"scripts":{"build":"node build.js","start":"node server.js"}}""");
        await work.WriteAsync("build.js", "console.log('building for real'); setTimeout(() => {}, 2000);");
        await work.WriteAsync("server.js", $$"""
            const server = require('node:http').createServer((request, response) => {
              if (request.url !== '/stream') return response.end('{{text}}');
              const timer = setInterval(() => response.write('more\n'), 100);
              request.on('close', () => clearInterval(timer));
            });
            setTimeout(() => server.listen(process.env.PORT), 1500);
            """);
    }
}
