using System.Reflection;

namespace Aspire.Hosting.Testing;

/// <summary>
/// The AppHost's own <c>Main</c>, on a thread of its own. It is held twice: before it builds, so that the test can change the builder, and,
/// because the test starts and stops the application itself, at the end of the building for good.
/// </summary>
internal sealed class EntryPointRun : IDisposable
{
    private readonly TaskCompletionSource<DistributedApplicationBuilder> _builder = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<DistributedApplication> _application = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ManualResetEventSlim _mayBuild = new();
    private volatile bool _isAbandoned;

    public EntryPointRun(
        Assembly assembly,
        string[] args,
        Action<DistributedApplicationOptions, Microsoft.Extensions.Hosting.HostApplicationBuilderSettings> configure)
    {
        var entryPoint = assembly.EntryPoint ?? throw new InvalidOperationException($"The assembly {assembly.GetName().Name} has no entry point.");
        var announcements = new BuilderAnnouncements(configure) { Building = Hold, Built = Take };
        new Thread(() => Run(entryPoint, args, announcements)) { IsBackground = true, Name = "AppHost entry point" }.Start();
    }

    public Task<DistributedApplicationBuilder> WaitForBuilderAsync(CancellationToken token) => _builder.Task.WaitAsync(token);

    public Task<DistributedApplication> BuildAsync(CancellationToken token)
    {
        _mayBuild.Set();
        return _application.Task.WaitAsync(token);
    }

    /// <summary>Lets an entry point that was never built end.</summary>
    public void Dispose()
    {
        _isAbandoned = !_mayBuild.IsSet;
        _mayBuild.Set();
    }

    private void Run(MethodInfo entryPoint, string[] args, BuilderAnnouncements announcements)
    {
        try
        {
            using (announcements)
            {
                var parameters = entryPoint.GetParameters().Length == 0 ? Array.Empty<object>() : [args];
                var result = announcements.Intercept(() => entryPoint.Invoke(obj: null, parameters));
                (result as Task)?.GetAwaiter().GetResult();
            }

            Fail(new InvalidOperationException("The AppHost's entry point ended without building an application."));
        }
        catch (Exception e) when (Cause(e) is BuildingEndedException)
        {
            // The application is in the test's hands; Main has nothing more to do.
        }
        catch (Exception e)
        {
            Fail(Cause(e));
        }
    }

    private static Exception Cause(Exception e) => e is TargetInvocationException { InnerException: { } inner } ? inner : e;

    private void Hold(DistributedApplicationBuilder builder)
    {
        _builder.TrySetResult(builder);
        _mayBuild.Wait();
        if (_isAbandoned)
        {
            throw new BuildingEndedException();
        }
    }

    private void Take(DistributedApplication application)
    {
        _application.TrySetResult(application);
        throw new BuildingEndedException();
    }

    private void Fail(Exception e)
    {
        _builder.TrySetException(e);
        _application.TrySetException(e);
    }

    private sealed class BuildingEndedException : Exception;
}
