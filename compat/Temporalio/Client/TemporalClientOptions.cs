using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Temporalio.Api.Enums.V1;
using Temporalio.Client.Interceptors;
using Temporalio.Converters;

namespace Temporalio.Client;

/// <summary>Where the engine is.</summary>
public class TemporalConnectionOptions : ICloneable
{
    public TemporalConnectionOptions()
    {
    }

    public TemporalConnectionOptions(string targetHost) => TargetHost = targetHost;

    /// <summary>
    /// <c>host:port</c> of a Temporal server or, for the embedded engine, a PostgreSQL connection string
    /// (<c>Host=…;Database=…</c> or <c>postgres://…</c>).
    /// </summary>
    public string? TargetHost { get; set; }

    public RpcRetryOptions? RpcRetry { get; set; }

    /// <summary>Credential of a Temporal server; the embedded engine takes its own from <see cref="TargetHost"/>.</summary>
    public string? ApiKey { get; set; }

    /// <summary><c>pid@hostname</c> unless set.</summary>
    public string? Identity { get; set; }

    public virtual object Clone()
    {
        var copy = (TemporalConnectionOptions)MemberwiseClone();
        copy.RpcRetry = (RpcRetryOptions?)RpcRetry?.Clone();
        return copy;
    }
}

/// <summary>Where the engine is and how the client uses it.</summary>
public class TemporalClientConnectOptions : TemporalConnectionOptions
{
    public TemporalClientConnectOptions()
    {
    }

    public TemporalClientConnectOptions(string targetHost)
        : base(targetHost)
    {
    }

    public string Namespace { get; set; } = "default";

    public DataConverter DataConverter { get; set; } = DataConverter.Default;

    /// <summary>The first wraps the later ones; those that are worker interceptors too serve the client's workers.</summary>
    public IReadOnlyCollection<IClientInterceptor>? Interceptors { get; set; }

    public ILoggerFactory LoggerFactory { get; set; } = NullLoggerFactory.Instance;

    public QueryRejectCondition? QueryRejectCondition { get; set; }

    public TemporalClientOptions ToClientOptions() => new()
    {
        Namespace = Namespace,
        DataConverter = DataConverter,
        Interceptors = Interceptors,
        LoggerFactory = LoggerFactory,
        QueryRejectCondition = QueryRejectCondition,
    };
}

/// <summary>How a client uses its connection.</summary>
public class TemporalClientOptions : ICloneable
{
    public string Namespace { get; set; } = "default";

    public DataConverter DataConverter { get; set; } = DataConverter.Default;

    public IReadOnlyCollection<IClientInterceptor>? Interceptors { get; set; }

    public ILoggerFactory LoggerFactory { get; set; } = NullLoggerFactory.Instance;

    public QueryRejectCondition? QueryRejectCondition { get; set; }

    public virtual object Clone() => MemberwiseClone();
}
