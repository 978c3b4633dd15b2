using Temporalio.Api.Enums.V1;

namespace Temporalio.Engine.Postgres;

internal enum IdVerdict
{
    Start,
    UseExisting,
    Refuse,
}

/// <summary>What a start means where the id is known already.</summary>
internal static class IdPolicies
{
    /// <summary><see cref="IdVerdict.Start"/> over a running workflow means: terminate that first.</summary>
    public static IdVerdict Decide(WorkflowExecutionStatus existing, WorkflowIdReusePolicy reuse, WorkflowIdConflictPolicy conflict)
    {
        if (existing == WorkflowExecutionStatus.Running)
        {
            return conflict switch
            {
                WorkflowIdConflictPolicy.UseExisting => IdVerdict.UseExisting,
                WorkflowIdConflictPolicy.TerminateExisting => IdVerdict.Start,
                _ => reuse == WorkflowIdReusePolicy.TerminateIfRunning ? IdVerdict.Start : IdVerdict.Refuse,
            };
        }

        return reuse switch
        {
            WorkflowIdReusePolicy.RejectDuplicate => IdVerdict.Refuse,
            WorkflowIdReusePolicy.AllowDuplicateFailedOnly when existing is WorkflowExecutionStatus.Completed => IdVerdict.Refuse,
            _ => IdVerdict.Start,
        };
    }
}
