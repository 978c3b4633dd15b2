using DeployMcp.Domain.Resources;
using DeployMcp.Workflows.Questions;
using Temporalio.Workflows;

namespace DeployMcp.Workflows.Resources;

/// <summary>Brings a database's size to the product plane, which has no access to those who keep databases.</summary>
[Workflow]
public class MeasureResourceWorkflow
{
    [WorkflowRun]
    public Task<ResourceUsage?> RunAsync(ResourceInput input)
        => Workflow.ExecuteActivityAsync((IResourceActivities a) => a.MeasureAsync(input), QuestionPolicies.Glance);
}
