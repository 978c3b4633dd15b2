using Microsoft.Extensions.DependencyInjection;

namespace Temporalio.Extensions.Hosting;

/// <summary>Builds a hosted worker's options.</summary>
public interface ITemporalWorkerServiceOptionsBuilder
{
    string TaskQueue { get; }

    IServiceCollection Services { get; }
}

internal sealed record TemporalWorkerServiceOptionsBuilder(string TaskQueue, IServiceCollection Services) : ITemporalWorkerServiceOptionsBuilder;
