using DeployMcp.Domain.Security;
using DeployMcp.Workflows.Questions;
using Temporalio.Workflows;

namespace DeployMcp.Workflows.Deployments;

/// <summary>Brings a service's run log to the product plane, from which no call goes to where services run.</summary>
[Workflow]
public class ReadRunLogWorkflow
{
    [WorkflowRun]
    public Task<EncryptedValue> RunAsync(ReadRunLogInput input)
        => Workflow.ExecuteActivityAsync((IRunLogActivities a) => a.ReadAsync(input), QuestionPolicies.Glance);
}
