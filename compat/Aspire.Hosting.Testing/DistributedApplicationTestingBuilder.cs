using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting.Testing;

public static class DistributedApplicationTestingBuilder
{
    public static Task<IDistributedApplicationTestingBuilder> CreateAsync<TEntryPoint>(CancellationToken cancellationToken = default)
        where TEntryPoint : class
        => RunEntryPointAsync(typeof(TEntryPoint), [], (_, _) => { }, cancellationToken);

    public static Task<IDistributedApplicationTestingBuilder> CreateAsync<TEntryPoint>(
        string[] args,
        CancellationToken cancellationToken = default)
        where TEntryPoint : class
        => RunEntryPointAsync(typeof(TEntryPoint), args, (_, _) => { }, cancellationToken);

    public static Task<IDistributedApplicationTestingBuilder> CreateAsync<TEntryPoint>(
        string[] args,
        Action<DistributedApplicationOptions, HostApplicationBuilderSettings> configureBuilder,
        CancellationToken cancellationToken = default)
        => RunEntryPointAsync(typeof(TEntryPoint), args, configureBuilder, cancellationToken);

    public static Task<IDistributedApplicationTestingBuilder> CreateAsync(Type entryPoint, CancellationToken cancellationToken = default)
        => CreateAsync(entryPoint, [], cancellationToken);

    public static Task<IDistributedApplicationTestingBuilder> CreateAsync(
        Type entryPoint,
        string[] args,
        CancellationToken cancellationToken = default)
        => CreateAsync(entryPoint, args, (_, _) => { }, cancellationToken);

    /// <summary>Runs the entry point of the AppHost that <paramref name="entryPoint"/> is in, up to its <c>Build</c>.</summary>
    /// <param name="entryPoint">Any type of the AppHost's assembly, such as <c>Projects.NAME_AppHost</c>.</param>
    /// <param name="args">The AppHost's arguments.</param>
    /// <param name="configureBuilder">Changes the options before the builder is made.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="InvalidOperationException">The entry point ended without building an application.</exception>
    public static Task<IDistributedApplicationTestingBuilder> CreateAsync(
        Type entryPoint,
        string[] args,
        Action<DistributedApplicationOptions, HostApplicationBuilderSettings> configureBuilder,
        CancellationToken cancellationToken = default)
        => RunEntryPointAsync(entryPoint, args, configureBuilder, cancellationToken);

    /// <summary>An empty application with the defaults of a test.</summary>
    public static IDistributedApplicationTestingBuilder Create(params string[] args) => Create(args, (_, _) => { });

    public static IDistributedApplicationTestingBuilder Create(
        string[] args,
        Action<DistributedApplicationOptions, HostApplicationBuilderSettings> configureBuilder)
    {
        // The settings reach the builder through the same announcement as with an AppHost's own entry point.
        var options = new DistributedApplicationOptions { Args = args };
        using var hook = new BuilderAnnouncements((o, settings) =>
        {
            TestDefaults.Apply(o, settings, assembly: null);
            configureBuilder(o, settings);
        });
        return new DirectBuilder(hook.Intercept(() => new DistributedApplicationBuilder(options)));
    }

    private static async Task<IDistributedApplicationTestingBuilder> RunEntryPointAsync(
        Type entryPoint,
        string[] args,
        Action<DistributedApplicationOptions, HostApplicationBuilderSettings> configureBuilder,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(entryPoint);
        var run = new EntryPointRun(entryPoint.Assembly, args, (options, settings) =>
        {
            TestDefaults.Apply(options, settings, entryPoint.Assembly);
            configureBuilder(options, settings);
        });
        return new InterceptedBuilder(run, await run.WaitForBuilderAsync(cancellationToken));
    }
}
