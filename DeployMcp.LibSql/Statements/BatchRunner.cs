using DeployMcp.LibSql.Hrana;
using DeployMcp.LibSql.Streams;

namespace DeployMcp.LibSql.Statements;

/// <summary>Runs a batch (Hrana 3, "Batches"): each step that its condition lets.</summary>
internal sealed class BatchRunner(SqlStream stream, StatementRunner statements)
{
    private enum Outcome
    {
        Skipped,
        Succeeded,
        Failed,
    }

    public async ValueTask RunAsync(Batch batch, IBatchSink sink, CancellationToken cancellationToken)
    {
        var outcomes = new Outcome[batch.Steps.Count];
        for (var i = 0; i < outcomes.Length; i++)
        {
            var step = batch.Steps[i];
            if (step.Condition is { } condition && !IsMet(condition, outcomes))
            {
                sink.Skip(i);
                continue;
            }

            try
            {
                sink.Step(i);
                await statements.ExecuteAsync(step.Stmt, sink, cancellationToken);
                outcomes[i] = Outcome.Succeeded;
            }
            catch (HranaException e)
            {
                sink.Fail(i, e.Error);
                outcomes[i] = Outcome.Failed;
            }
        }
    }

    private bool IsMet(BatchCondition condition, Outcome[] outcomes) => condition switch
    {
        BatchCondition.Succeeded { Step: var step } => outcomes[step] == Outcome.Succeeded,
        BatchCondition.Failed { Step: var step } => outcomes[step] == Outcome.Failed,
        BatchCondition.Not { Condition: var inner } => !IsMet(inner, outcomes),
        BatchCondition.All { Conditions: var all } => all.All(inner => IsMet(inner, outcomes)),
        BatchCondition.Any { Conditions: var any } => any.Any(inner => IsMet(inner, outcomes)),
        BatchCondition.IsAutocommit => stream.IsAutocommit,
        _ => throw new ArgumentOutOfRangeException(nameof(condition)),
    };
}
