using System.Diagnostics;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting.Testing;

/// <summary>Hears of the builders that are made in one flow of execution, and of no other: tests run at the same time.</summary>
internal sealed class BuilderAnnouncements : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>, IDisposable
{
    private static readonly AsyncLocal<BuilderAnnouncements?> Current = new();
    private readonly Action<DistributedApplicationOptions, HostApplicationBuilderSettings> _configure;
    private readonly List<IDisposable> _subscriptions = [];

    public BuilderAnnouncements(Action<DistributedApplicationOptions, HostApplicationBuilderSettings> configure)
    {
        _configure = configure;
        _subscriptions.Add(DiagnosticListener.AllListeners.Subscribe(this));
    }

    /// <summary>Called on the flow that builds, just before it does; what it throws ends that flow.</summary>
    public Action<DistributedApplicationBuilder>? Building { get; init; }

    public Action<DistributedApplication>? Built { get; init; }

    public T Intercept<T>(Func<T> build)
    {
        var outer = Current.Value;
        Current.Value = this;
        try
        {
            return build();
        }
        finally
        {
            Current.Value = outer;
        }
    }

    public void Dispose()
    {
        lock (_subscriptions)
        {
            _subscriptions.ForEach(s => s.Dispose());
            _subscriptions.Clear();
        }
    }

    void IObserver<DiagnosticListener>.OnNext(DiagnosticListener value)
    {
        if (value.Name == "Aspire.Hosting" && ReferenceEquals(Current.Value, this))
        {
            lock (_subscriptions)
            {
                _subscriptions.Add(value.Subscribe(this));
            }
        }
    }

    void IObserver<KeyValuePair<string, object?>>.OnNext(KeyValuePair<string, object?> value)
    {
        switch (value)
        {
            case { Key: "DistributedApplicationBuilderConstructing", Value: ValueTuple<DistributedApplicationOptions, HostApplicationBuilderSettings> made }:
                _configure(made.Item1, made.Item2);
                break;
            case { Key: "DistributedApplicationBuilding", Value: DistributedApplicationBuilder builder }:
                Building?.Invoke(builder);
                break;
            case { Key: "DistributedApplicationBuilt", Value: DistributedApplication application }:
                Built?.Invoke(application);
                break;
        }
    }

    void IObserver<DiagnosticListener>.OnCompleted()
    {
        // The listeners' end is the process's.
    }

    void IObserver<DiagnosticListener>.OnError(Exception error)
    {
        // AllListeners reports no errors.
    }

    void IObserver<KeyValuePair<string, object?>>.OnCompleted()
    {
        // One builder more that has announced everything.
    }

    void IObserver<KeyValuePair<string, object?>>.OnError(Exception error)
    {
        // The builder reports no errors this way.
    }
}
