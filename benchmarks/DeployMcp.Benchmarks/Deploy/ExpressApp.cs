using DeployMcp.Benchmarks.Platform;

namespace DeployMcp.Benchmarks.Deploy;

/// <summary>A small app with dependencies and no lockfile, as an agent writes it.</summary>
internal static class ExpressApp
{
    public const string UsualRange = "^4.21.0";

    /// <summary>Another text for the same versions of Express: the same packages, yet a set of dependencies that nobody has installed before.</summary>
    public static string UnseenRange(int round) => $"{UsualRange} || ^4.21.{round + 1}";

    /// <param name="text">What it answers at <c>/</c>.</param>
    public static async Task WriteExpressAppAsync(this WorkingCopy work, string text, string range = UsualRange)
    {
        await work.WriteAsync("package.json", $$$"""{"name":"app","private":true,"scripts":{"start":"node index.js"},"dependencies":{"express":"{{{range}}}"}}""");
        await work.WriteAsync("index.js", $"""
            const express = require('express');
            const app = express();
            app.get('/', (request, response) => response.send('{text}'));
            app.listen(process.env.PORT, () => console.log('listening'));
            """);
    }
}
