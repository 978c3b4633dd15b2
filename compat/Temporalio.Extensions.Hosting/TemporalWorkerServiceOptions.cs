using Temporalio.Client;
using Temporalio.Worker;

namespace Temporalio.Extensions.Hosting;

/// <summary>A hosted worker's options and, unless it takes the injected client, how to connect its own.</summary>
public class TemporalWorkerServiceOptions : TemporalWorkerOptions
{
    public TemporalWorkerServiceOptions()
    {
    }

    public TemporalWorkerServiceOptions(string taskQueue)
        : base(taskQueue)
    {
    }

    public TemporalClientConnectOptions? ClientOptions { get; set; }

    public override object Clone()
    {
        var copy = (TemporalWorkerServiceOptions)base.Clone();
        copy.ClientOptions = (TemporalClientConnectOptions?)ClientOptions?.Clone();
        return copy;
    }
}
