using System.Text.Json;
using DeployMcp.Domain.Security;
using DeployMcp.Planning.Runtime;
using DeployMcp.Platform.Runtimes;
using DeployMcp.Platform.Secrets;
using DeployMcp.Workflows.Deployments;
using Temporalio.Activities;

namespace DeployMcp.DeployerWorker.Deployments.Logs;

/// <summary>Run logs as the product plane asks for them.</summary>
internal sealed class RunLogActivities(IServiceRuntime runtime, SecretCipher cipher) : IRunLogActivities
{
    /// <summary>In characters: histories are no place for much.</summary>
    private const int Most = 200_000;

    [Activity]
    public async Task<EncryptedValue> ReadAsync(ReadRunLogInput input)
    {
        var lines = await runtime.TailLogAsync(input.ServiceId, input.Lines, ActivityExecutionContext.Current.CancellationToken);
        return cipher.Encrypt(input.ServiceId.Value, RunLogs.SealedName, new Sensitive(JsonSerializer.Serialize(Newest(lines))));
    }

    private static List<RuntimeLogLine> Newest(IReadOnlyList<RuntimeLogLine> lines)
    {
        var room = Most;
        return [.. lines.Reverse().TakeWhile(l => (room -= l.Text.Length) >= 0).Reverse()];
    }
}
