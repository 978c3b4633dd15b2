using DeployMcp.Domain.Deployments;
using DeployMcp.Domain.Security;
using DeployMcp.Workflows.Questions;
using Temporalio.Client;

namespace DeployMcp.Workflows.Deployments;

/// <summary>Asks the deployer for a service's run log.</summary>
public sealed class RunLogWorkflowClient(ITemporalClient client)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(8);

    /// <exception cref="TimeoutException">No deployer answered within 8 s, or its runtime didn't.</exception>
    public Task<EncryptedValue> ReadAsync(ReadRunLogInput input, CancellationToken cancellationToken)
        => client.AskAsync((ReadRunLogWorkflow w) => w.RunAsync(input), WorkflowId.ForRunLog(input.ServiceId, input.Lines), Patience, cancellationToken);
}
