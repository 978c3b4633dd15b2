using System.Globalization;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace DeployMcp.Tests.Compat.AspireHosting;

/// <summary>Small applications of shell scripts, and what they print.</summary>
internal static class ShellApplication
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static IDistributedApplicationTestingBuilder CreateBuilder()
        => DistributedApplicationTestingBuilder.Create([], (options, _) => options.AssemblyName = "Fixture.AppHost");

    public static IResourceBuilder<ExecutableResource> AddShell(this IDistributedApplicationBuilder builder, string name, string script)
        => builder.AddExecutable(name, "sh", "/tmp", "-c", script);

    /// <summary>The lines of the resource's log without their times.</summary>
    public static async Task<List<string>> LinesOfAsync(this DistributedApplication app, string resource)
    {
        var lines = new List<string>();
        await foreach (var batch in app.Services.GetRequiredService<ResourceLoggerService>().GetAllAsync(resource))
        {
            lines.AddRange(batch.Select(l => l.Content[(l.Content.IndexOf(' ', StringComparison.Ordinal) + 1)..]));
        }

        return lines;
    }

    public static async Task<CustomResourceSnapshot> WaitForEndAsync(this DistributedApplication app, string resource)
    {
        using var timeout = new CancellationTokenSource(Patience);
        var reached = await app.ResourceNotifications.WaitForResourceAsync(
            resource,
            e => KnownResourceStates.TerminalStates.Contains(e.Snapshot.State?.Text ?? string.Empty, StringComparer.Ordinal),
            timeout.Token);
        return reached.Snapshot;
    }

    /// <summary>Runs one script to its end and gives what it printed.</summary>
    public static async Task<List<string>> RunToEndAsync(Action<IResourceBuilder<ExecutableResource>> configure, string script)
    {
        await using var builder = CreateBuilder();
        configure(builder.AddShell("script", script));
        await using var app = await builder.BuildAsync();
        await app.StartAsync();
        await app.WaitForEndAsync("script");
        return await app.LinesOfAsync("script");
    }

    public static async Task UntilAsync(Func<bool> condition, string what)
    {
        var deadline = DateTime.UtcNow + Patience;
        while (!condition())
        {
            Assert.True(DateTime.UtcNow < deadline, $"In vain waited until {what}.");
            await Task.Delay(50);
        }
    }

    /// <summary>The processes, but those already dead, whose command line has <paramref name="text"/> in it.</summary>
    public static List<int> ProcessesWith(string text)
    {
        var found = new List<int>();
        foreach (var directory in Directory.EnumerateDirectories("/proc").Where(d => int.TryParse(Path.GetFileName(d), CultureInfo.InvariantCulture, out _)))
        {
            try
            {
                if (File.ReadAllText(Path.Combine(directory, "cmdline")).Contains(text, StringComparison.Ordinal))
                {
                    found.Add(int.Parse(Path.GetFileName(directory), CultureInfo.InvariantCulture));
                }
            }
            catch (IOException)
            {
                // It ended while we looked.
            }
        }

        return found;
    }
}
